// A brush over a layer's cells: what it touches is switched off, or on again.
import type { Tile } from "../../../draw/grid";
import { under } from "../seen";
import type { InsidePage } from "./parts";

/** Of a layer, counted row by row. */
export interface Cells {
  width: number;
  height: number;
}
interface Point {
  u: number;
  v: number;
}

/** A square of about an eighth of the layer's side, around a point. */
export function touched({ u, v }: Point, { width, height }: Cells): number[] {
  const side = Math.max(1, Math.round(Math.max(width, height) / 8));
  const left = Math.round(u * width - side / 2);
  const top = Math.round(v * height - side / 2);
  const found: number[] = [];
  for (let y = Math.max(0, top); y < Math.min(height, top + side); y++)
    for (let x = Math.max(0, left); x < Math.min(width, left + side); x++)
      found.push(y * width + x);
  return found;
}

/** The cells that are off when those under the brush are switched too. */
export function painted(
  cells: readonly number[],
  under: readonly number[],
  off: boolean,
): number[] {
  const next = new Set(cells);
  for (const c of under) next[off ? "add" : "delete"](c);
  return [...next].sort((a, b) => a - b);
}

/** From here on the pointer paints, until it is lifted: it erases if it begins where cells are off. */
export function paint(page: InsidePage, size: Cells, down: PointerEvent) {
  if (down.button !== 0) return;
  const area = down.currentTarget as HTMLElement;
  const { mask } = page.state;
  let cells = mask.cells;
  const off = erases(cells, under(down), size) === false;
  const stroke = (e: PointerEvent) => {
    const next = painted(cells, touched(under(e), size), off);
    if (next.length === cells.length) return;
    cells = next;
    page.switchOff({ ...mask, cells });
  };
  const over = new AbortController();
  const { signal } = over;
  area.setPointerCapture(down.pointerId);
  area.addEventListener("pointermove", stroke, { signal });
  for (const end of ["pointerup", "pointercancel"])
    area.addEventListener(end, () => over.abort(), { signal });
  stroke(down);
}

/** One dab where the read-out stands. */
export function paintByKey(page: InsidePage, size: Cells) {
  const { mask } = page.state;
  const at = page.linked.at ?? { u: 0.5, v: 0.5 };
  const off = !erases(mask.cells, at, size);
  page.switchOff({ ...mask, cells: painted(mask.cells, touched(at, size), off) });
}

const erases = (cells: readonly number[], { u, v }: Point, { width, height }: Cells) =>
  cells.includes(Math.floor(v * height) * width + Math.floor(u * width));

/** Grey where cells are off, clear elsewhere. */
export function veil({ width, height }: Cells, off: readonly number[]): Tile {
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (const c of off) rgba.set([112, 112, 112, 225], 4 * c);
  return { width, height, rgba };
}
