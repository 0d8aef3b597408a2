// Parts of a layer compared by what they hold: means of channels over rectangles of cells.
import type { Placement } from "../api";
import type { Channels } from "./channels";

/** In cells: whole ones, from the left and the top. */
export type CellBox = Placement;

interface Size {
  width: number;
  height: number;
}

/** The cells under a rectangle of the picture, of which the network sees `seen`; at least one. */
export function cellsUnder(region: Placement, seen: Placement, { width, height }: Size): CellBox {
  const across = covered((region.x - seen.x) / seen.width, region.width / seen.width, width);
  const down = covered((region.y - seen.y) / seen.height, region.height / seen.height, height);
  return { x: across.from, y: down.from, width: across.count, height: down.count };
}

/** Those whose centres are covered, or else the one under the middle. */
function covered(start: number, share: number, cells: number) {
  const within = (v: number, end: number) => Math.min(Math.max(v, 0), end);
  const from = within(Math.round(start * cells), cells);
  const to = within(Math.round((start + share) * cells), cells);
  if (to > from) return { from, count: to - from };
  return { from: within(Math.floor((start + share / 2) * cells), cells - 1), count: 1 };
}

/** The rectangle of the picture over some cells: the inverse of `cellsUnder`. */
export const over = (box: CellBox, seen: Placement, { width, height }: Size): Placement => ({
  x: seen.x + (box.x / width) * seen.width,
  y: seen.y + (box.y / height) * seen.height,
  width: (box.width / width) * seen.width,
  height: (box.height / height) * seen.height,
});

/** Each channel's mean over some cells, [C]. */
export function meansOver(of: Channels, box: CellBox): Float64Array {
  const { width, height, data } = of;
  return Float64Array.from({ length: of.count }, (_, c) => {
    let sum = 0;
    for (let y = box.y; y < box.y + box.height; y++)
      for (let x = box.x; x < box.x + box.width; x++) sum += data[(c * height + y) * width + x];
    return sum / (box.width * box.height);
  });
}

/** Where a window of a size is most like `wanted` [C], by the cosine of the angle to its means. */
export function mostAlike(of: Channels, wanted: Float64Array, size: Size) {
  const window = {
    width: Math.min(size.width, of.width),
    height: Math.min(size.height, of.height),
  };
  const columns = of.width - window.width + 1;
  const places = columns * (of.height - window.height + 1);
  const dots = new Float64Array(places);
  const squares = new Float64Array(places);
  for (let c = 0; c < of.count; c++) {
    const table = sums(of, c);
    for (let place = 0; place < places; place++) {
      const mean = windowSum(table, of.width + 1, place, columns, window);
      dots[place] += mean * wanted[c];
      squares[place] += mean * mean;
    }
  }
  const length = Math.sqrt(wanted.reduce((s, v) => s + v * v, 0));
  const cosines = dots.map((dot, i) => dot / (length * Math.sqrt(squares[i]) || 1));
  const best = cosines.reduce((b, v, i) => (v > cosines[b] ? i : b), 0);
  const box = { x: best % columns, y: Math.floor(best / columns), ...window };
  return { box, similarity: cosines[best] };
}

/** Sums of a channel over all rectangles from its corner, [h + 1, w + 1]. */
function sums({ width, height, data }: Channels, channel: number): Float64Array {
  const table = new Float64Array((height + 1) * (width + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += data[(channel * height + y) * width + x];
      table[(y + 1) * (width + 1) + x + 1] = table[y * (width + 1) + x + 1] + row;
    }
  }
  return table;
}

function windowSum(
  table: Float64Array,
  stride: number,
  place: number,
  columns: number,
  { width, height }: Size,
): number {
  const corner = Math.floor(place / columns) * stride + (place % columns);
  const below = corner + height * stride;
  return table[below + width] - table[below] - table[corner + width] + table[corner];
}
