// The network's input with parts of it covered.
import type { Preprocessing } from "./api";
import type { Batch } from "./incremental/batches";
import { lengthOf } from "./incremental/intervals";
import type { Plan } from "./incremental/plan";
import type { Window } from "./incremental/window";
import type { NdFloats } from "./methods/method";
import type { NdArray } from "./run/session";

/** The picture's changed part, [B, C, h, w], with `cover` in each window. */
export function coveredPart(
  plan: Plan,
  { dims, data }: NdFloats,
  windows: readonly Window[],
  batch: Batch,
  cover: Float32Array,
): NdArray {
  const [, channels, height, width] = dims;
  const cells = batch.places.map((p) => batch.cells(plan.pictureRegion, p));
  const size = cells[0].map(lengthOf);
  const out = new Float32Array(cells.length * channels * size[0] * size[1]);
  let at = 0;
  cells.forEach(([rows, columns], b) => {
    const { top, bottom, left, right } = windows[b];
    for (let c = 0; c < channels; c++)
      for (let y = rows.lo; y < rows.hi; y++)
        for (let x = columns.lo; x < columns.hi; x++) {
          const hidden = y >= top && y < bottom && x >= left && x < right;
          out[at++] = (hidden ? cover : data)[(c * height + y) * width + x];
        }
  });
  return { dims: [cells.length, channels, ...size], data: out };
}

/** The whole picture once for each window, in either layout. */
export function wholeInputs(
  { layout, width, height }: Preprocessing,
  { dims, data }: NdFloats,
  windows: readonly Window[],
  cover: Float32Array,
): NdArray {
  const out = new Float32Array(windows.length * data.length);
  const channels = data.length / (width * height);
  const [planes, each] = layout === "NCHW" ? [channels, 1] : [1, channels];
  windows.forEach(({ left, top, right, bottom }, i) => {
    const start = i * data.length;
    out.set(data, start);
    for (let plane = 0; plane < planes; plane++)
      for (let y = top; y < bottom; y++) {
        const row = (plane * height + y) * width;
        const [from, to] = [(row + left) * each, (row + right) * each];
        out.set(cover.subarray(from, to), start + from);
      }
  });
  return { dims: [windows.length, ...dims.slice(1)], data: out };
}
