// Which windows go through together, and the index tensors that a batch of them needs.
import type { Classes } from "./classes";
import { type Interval, lengthOf, read, widened } from "./intervals";
import { onAxes, type Pair, type Region } from "./region";
import type { PatchIndex } from "./rewritten";
import { borderRow } from "./tables";

/** A window by its position down and across. */
export type Place = Pair<number>;

/** Windows whose regions have the same sizes. */
export interface Batch {
  /** Numbers of the windows in the list that was given. */
  readonly windows: readonly number[];
  readonly places: readonly Place[];
  /** The computed cells of a region for a window. */
  cells(region: Region, place: Place): Pair<Interval>;
}

/** Batches of at most `most` windows, as even as they can be. */
export function batchesOf(places: readonly Place[], classes: Pair<Classes>, most: number) {
  const groups = new Map<string, number[]>();
  places.forEach((place, i) => {
    const key = String(onAxes((a) => classes[a].of[place[a]]));
    groups.set(key, [...(groups.get(key) ?? []), i]);
  });
  return [...groups.values()].flatMap((all) => {
    const count = Math.ceil(all.length / most);
    const each = Math.ceil(all.length / count);
    return Array.from({ length: count }, (_, n) =>
      batch(all.slice(n * each, (n + 1) * each), places, classes),
    );
  });
}

function batch(windows: readonly number[], all: readonly Place[], classes: Pair<Classes>): Batch {
  const places = windows.map((i) => all[i]);
  const group = onAxes((a) => classes[a].of[places[0][a]]);
  const cells = (region: Region, place: Place) =>
    onAxes((a) =>
      widened(region.changed[a][place[a]], classes[a].size(region, group[a]), region.size[a]),
    );
  return { windows, places, cells };
}

/** The rows that a patch is made of: what is not among the computed cells comes from the table. */
export function indexOf({ from, need }: PatchIndex, { places, cells }: Batch) {
  const own = places.map((p) => cells(from, p));
  const wanted = places.map((p) => {
    const output = cells(need.region, p);
    return onAxes((a) => read(output[a], need.slides[a]));
  });
  const [height, width] = wanted[0].map(lengthOf);
  const across = lengthOf(own[0][1]);
  const computed = lengthOf(own[0][0]) * across;
  const select = new Int32Array(places.length * height * width);
  const halo = new Int32Array(select.length + 1);
  const outside = borderRow(from, need.border);
  let [at, taken] = [0, 0];
  places.forEach((_, b) => {
    const [rows, columns] = wanted[b];
    const [down, right] = own[b];
    const first = b * computed - down.lo * across - right.lo;
    for (let y = rows.lo; y < rows.hi; y++)
      for (let x = columns.lo; x < columns.hi; x++) {
        // Negative for now: where the computed rows begin is known when the halo is.
        if (holds(down, y) && holds(right, x)) select[at++] = -1 - (first + y * across + x);
        else {
          const inside = y >= 0 && y < from.size[0] && x >= 0 && x < from.size[1];
          halo[taken] = inside ? y * from.size[1] + x : outside;
          select[at++] = taken++;
        }
      }
  });
  // Gather is given a row even where it needs none.
  const rows = Math.max(taken, 1);
  for (let i = 0; i < select.length; i++) if (select[i] < 0) select[i] = rows - 1 - select[i];
  return {
    halo: { dims: [rows], data: halo.slice(0, rows) },
    select: { dims: [places.length, height, width], data: select },
  };
}

const holds = ({ lo, hi }: Interval, i: number) => i >= lo && i < hi;

/** The places of a region's cells in its map, [B, 1, h, w]. */
export function cellsIndex(region: Region, { places, cells }: Batch) {
  const size = cells(region, places[0]).map(lengthOf);
  const data = places.flatMap((place) => {
    const [rows, columns] = cells(region, place);
    return Array.from({ length: size[0] * size[1] }, (_, i) => {
      const y = rows.lo + Math.floor(i / size[1]);
      return y * region.size[1] + columns.lo + (i % size[1]);
    });
  });
  return { dims: [places.length, 1, ...size], data: Int32Array.from(data) };
}
