// Where the covered squares lie, and in which order they are tried.
import type { Window } from "../incremental/window";

/** A length in pixels, or one for each axis. */
export type Lengths = number | { across: number; down: number };

export interface Grid {
  window: Exclude<Lengths, number>;
  stride: Exclude<Lengths, number>;
}
/** What a person may leave open. */
export interface GridParameters {
  window: number | null;
  windowHeight: number | null;
  stride: number | null;
  strideHeight: number | null;
}

/** A square of a seventh of the shorter side, moved by a quarter of itself, if nothing else is said. */
export function gridOf(width: number, height: number, given: GridParameters): Grid {
  const across = given.window ?? Math.max(1, Math.round(Math.min(width, height) / 7));
  const down = given.windowHeight ?? across;
  const quarter = (side: number) => given.stride ?? Math.max(1, Math.floor(side / 4));
  return {
    window: { across, down },
    stride: { across: quarter(across), down: given.strideHeight ?? quarter(down) },
  };
}

/**
 * Positions as Captum has them: ceil((length - side) / stride) + 1 along an axis, the last ones
 * clipped. The first level is as sparse as it can be and still touches every pixel; each further
 * one halves the distance.
 */
export function coarseToFine(
  width: number,
  height: number,
  window: Lengths,
  stride: Lengths,
): Window[][] {
  const [down, across] = [
    along(height, axisOf(window, "down"), axisOf(stride, "down")),
    along(width, axisOf(window, "across"), axisOf(stride, "across")),
  ];
  const levels: Window[][] = [];
  const taken = new Set<number>();
  for (let step = Math.max(down.coarsest, across.coarsest); step >= 1; step /= 2) {
    const level: Window[] = [];
    for (const i of every(Math.min(step, down.coarsest), down.count))
      for (const j of every(Math.min(step, across.coarsest), across.count)) {
        if (taken.has(i * across.count + j)) continue;
        taken.add(i * across.count + j);
        const [rows, columns] = [down.at(i), across.at(j)];
        level.push({ left: columns.lo, top: rows.lo, right: columns.hi, bottom: rows.hi });
      }
    levels.push(level);
  }
  return levels.filter((level) => level.length);
}

const axisOf = (lengths: Lengths, axis: "across" | "down") =>
  typeof lengths === "number" ? lengths : lengths[axis];

/** Along one axis: how many positions, where they lie, and how many may be left out at first. */
function along(length: number, side: number, stride: number) {
  return {
    count: Math.ceil(Math.max(length - side, 0) / stride) + 1,
    coarsest: 2 ** Math.floor(Math.log2(Math.max(side / stride, 1))),
    at: (i: number) => ({ lo: i * stride, hi: Math.min(i * stride + side, length) }),
  };
}

/** Each `step`-th of `count` numbers, and the last. */
const every = (step: number, count: number) =>
  Array.from({ length: count }, (_, i) => i).filter((i) => i % step === 0 || i === count - 1);
