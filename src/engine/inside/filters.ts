// The weights of a convolution, filter by filter.
import type { FilterStats } from "../api";

/** Weights [filters, inputs of a group, height, width], row by row. */
export interface Bank {
  dims: readonly number[];
  data: Float32Array;
}

/** A norm below this share of the layer's largest is that of no filter. */
const nothing = 1e-6;
/** Above this cosine two filters are one. */
const same = 0.999;

const filterAt = ({ dims, data }: Bank, f: number) => {
  const size = data.length / dims[0];
  return data.subarray(f * size, (f + 1) * size);
};

/**
 * The figures of every filter, the largest norm first.
 * @param gains what a normalisation behind the layer multiplies each filter by
 * @param silent filters that a picture leaves at zero everywhere
 */
export function filterStats(bank: Bank, gains?: readonly number[], silent?: ReadonlySet<number>) {
  const stats = Array.from({ length: bank.dims[0] }, (_, filter): FilterStats => {
    const w = filterAt(bank, filter);
    const norm = Math.sqrt(w.reduce((s, v) => s + v * v, 0));
    return {
      filter,
      norm,
      effectiveNorm: gains && norm * Math.abs(gains[filter]),
      min: w.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
      max: w.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
    };
  });
  const sizeOf = (s: FilterStats) => s.effectiveNorm ?? s.norm;
  const largest = Math.max(...stats.map(sizeOf));
  const twins = duplicates(bank, stats);
  for (const s of stats) {
    if (!(sizeOf(s) > nothing * largest)) s.dead = "zero weights";
    else if (silent?.has(s.filter)) s.dead = "not active";
    s.duplicateOf = s.dead === "zero weights" ? undefined : twins.get(s.filter);
  }
  return stats.sort((a, b) => sizeOf(b) - sizeOf(a));
}

/** For a filter that points the way of an earlier one: which. */
function duplicates(bank: Bank, stats: readonly FilterStats[]): Map<number, number> {
  const found = new Map<number, number>();
  for (let b = 1; b < stats.length; b++)
    for (let a = 0; a < b && !found.has(b); a++) {
      if (found.has(a)) continue;
      const product = dot(filterAt(bank, a), filterAt(bank, b));
      if (product > same * stats[a].norm * stats[b].norm) found.set(b, a);
    }
  return found;
}

function dot(a: Float32Array, b: Float32Array) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Some input channels of some filters, [filters, inputs, height, width]. */
export function slices(bank: Bank, filters: readonly number[], inputs: readonly number[]) {
  const size = bank.dims.slice(2).reduce((a, b) => a * b, 1);
  const data = new Float32Array(filters.length * inputs.length * size);
  let at = 0;
  for (const f of filters)
    for (const i of inputs) {
      data.set(filterAt(bank, f).subarray(i * size, (i + 1) * size), at);
      at += size;
    }
  return data;
}
