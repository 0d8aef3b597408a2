// The candidates of one-stage detectors: the cells of grids of several strides, one after another.
import type { Geometry } from "./reader";

type Size = Pick<Geometry, "width" | "height">;

export interface Cell {
  stride: number;
  /** Column and row. */
  x: number;
  y: number;
  /** Its number among those of one cell. */
  anchor: number;
}

/** What is in use: YOLO, NanoDet, RetinaFace; and with a fourth level for large pictures. */
const usual = [
  [8, 16, 32],
  [8, 16, 32, 64],
  [16, 32],
  [8, 16, 32, 64, 128],
];

const along = (length: number, stride: number) => Math.ceil(length / stride);

/** How many grids' cells make `count`, with as many candidates in each cell; undefined if none do. */
export function gridsOf(size: Size, count: number, anchors: readonly number[]) {
  for (const strides of usual)
    for (const each of anchors) {
      const cells = strides.reduce((n, s) => n + along(size.width, s) * along(size.height, s), 0);
      if (cells * each === count) return { strides, each };
    }
  return undefined;
}

/** Every cell in the order of the candidates: grid by grid, row by row. */
export function cellsOf(
  size: Size,
  { strides, each }: { strides: number[]; each: number },
): Cell[] {
  return strides.flatMap((stride) => {
    const columns = along(size.width, stride);
    const count = columns * along(size.height, stride) * each;
    return Array.from({ length: count }, (_, i) => {
      const cell = Math.floor(i / each);
      return { stride, x: cell % columns, y: Math.floor(cell / columns), anchor: i % each };
    });
  });
}
