// Where the covered squares lie, and in which order they are tried.
import type { Window } from "../incremental/window";

/**
 * Positions as Captum has them: ceil((length - side) / stride) + 1 along an axis, the last ones
 * clipped. The first level is as sparse as it can be and still touches every pixel; each further
 * one halves the distance.
 */
export function coarseToFine(
  width: number,
  height: number,
  side: number,
  stride: number,
): Window[][] {
  const count = (length: number) => Math.ceil(Math.max(length - side, 0) / stride) + 1;
  const [rows, columns] = [count(height), count(width)];
  const coarsest = 2 ** Math.floor(Math.log2(Math.max(side / stride, 1)));
  const levels: Window[][] = [];
  const taken = new Set<number>();
  for (let step = coarsest; step >= 1; step /= 2) {
    const level: Window[] = [];
    for (const i of every(step, rows))
      for (const j of every(step, columns)) {
        const [top, left] = [i * stride, j * stride];
        if (taken.has(i * columns + j)) continue;
        taken.add(i * columns + j);
        level.push({
          left,
          top,
          right: Math.min(left + side, width),
          bottom: Math.min(top + side, height),
        });
      }
    levels.push(level);
  }
  return levels.filter((level) => level.length);
}

/** Each `step`-th of `count` numbers, and the last. */
const every = (step: number, count: number) =>
  Array.from({ length: count }, (_, i) => i).filter((i) => i % step === 0 || i === count - 1);
