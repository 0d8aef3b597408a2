// The part of a map that changes, for every window position along both axes.
import { hull, type Interval, lengthOf, type Slide, through } from "./intervals";

export type Pair<T> = readonly [T, T];
/** By window position: first down the picture, then across. */
export type Positions = Pair<readonly Interval[]>;

export interface Region {
  /** The map's own height and width. */
  readonly size: Pair<number>;
  readonly changed: Positions;
  /** The whole map, whatever the window. */
  readonly full: boolean;
}

/** Equal regions are one object: where producer and reader agree, nothing is patched. */
export class Regions {
  private readonly known = new Map<string, Region>();

  constructor(private readonly positions: Positions) {}

  of(size: Pair<number>, changed: Positions): Region {
    const intervals = changed.map((axis) => axis.map(({ lo, hi }) => `${lo}-${hi}`));
    const key = `${size}|${intervals.join("|")}`;
    const full = changed.every((axis, a) => axis.every((i) => lengthOf(i) === size[a]));
    const found = this.known.get(key) ?? { size, changed, full };
    this.known.set(key, found);
    return found;
  }

  full = (size: Pair<number>) =>
    this.of(
      size,
      onAxes((a) => this.positions[a].map(() => ({ lo: 0, hi: size[a] }))),
    );

  through = (r: Region, slides: Pair<Slide>, size: Pair<number>) =>
    this.of(
      size,
      onAxes((a) => r.changed[a].map((i) => through(i, slides[a], size[a]))),
    );

  union = (all: readonly Region[]) =>
    all.reduce((r, s) =>
      r === s
        ? r
        : this.of(
            r.size,
            onAxes((a) => r.changed[a].map((i, p) => hull(i, s.changed[a][p]))),
          ),
    );
}

export const onAxes = <T>(make: (axis: 0 | 1) => T): Pair<T> => [make(0), make(1)];

/** Mean share of the map that changes. */
export function share({ changed, size }: Region): number {
  const along = onAxes((a) => changed[a].reduce((s, i) => s + lengthOf(i), 0) / changed[a].length);
  return (along[0] * along[1]) / (size[0] * size[1]);
}
