// Numbers that look random and are the same every time.
import { sizeOf, Tensor } from "../../../src/engine/graph/tensor";

/** Evenly spread over the range and shuffled, so that no max or ReLU sits near a tie. */
export function spread(dims: readonly number[], [low, high]: [number, number], next: () => number) {
  const n = sizeOf(dims);
  const values = Array.from({ length: n }, (_, i) => low + ((i + 0.37) * (high - low)) / n);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [values[i], values[j]] = [values[j], values[i]];
  }
  return Tensor.of("float", dims, values);
}

/** Mulberry32. */
export function random(seed: number) {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
