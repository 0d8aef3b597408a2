import { float } from "../../../../src/engine/graph/ops";
import { sizeOf } from "../../../../src/engine/graph/tensor";
import { type Case, type Cases, floats, int } from "../case";

/** Points in and around a picture, none of them on a pixel. */
const grid = (dims: string) => {
  const n = sizeOf(dims.split("x").map(Number));
  return floats(dims, ...Array.from({ length: n }, (_, i) => 1.4 * Math.sin(1.3 * i + 0.2)));
};
const noise = Array.from({ length: 40 }, (_, i) => Math.sin(2.1 * i));
const boxes = floats("3x4", 1.1, 0.7, 6.3, 5.2, 0, 0, 3.4, 7.9, -2, 3.2, 8.1, 9.5);
const rois = (attrs: Case["attrs"]): Case => ({ x: ["2x2x8x9", boxes, int(0, 1, 0)], attrs });
const modes = ["zeros", "border", "reflection"];

export const sampling: Cases = {
  GridSample: [
    ...["bilinear", "nearest", "bicubic"].flatMap((mode) =>
      modes.flatMap((padding_mode) =>
        [0, 1].map((align_corners) => ({
          x: ["2x3x4x5", grid("2x3x6x2")],
          attrs: { mode, padding_mode, align_corners },
        })),
      ),
    ),
    // The points themselves; none may cross a pixel by a finite difference.
    ...["bilinear", "bicubic"].flatMap((mode) =>
      modes.map((padding_mode) => ({
        x: [floats("1x2x4x5", ...noise), "1x4x3x2"],
        attrs: { mode, padding_mode },
        range: [-1.37, 1.31] as [number, number],
      })),
    ),
    { x: ["1x2x3x4x3", grid("1x2x2x3x3")], attrs: { mode: "linear" }, opset: 20 },
    { x: ["1x2x3x4x3", grid("1x2x2x3x3")], attrs: { mode: "nearest" }, opset: 20 },
    { x: ["1x2x4x5", grid("1x2x3x2")], attrs: { mode: "cubic" }, opset: 20 },
  ],
  RoiAlign: [
    rois({ output_height: 3, output_width: 2, sampling_ratio: 2 }),
    rois({ output_height: 2, output_width: 3 }),
    rois({ output_height: 2, output_width: 2, spatial_scale: float(0.5), sampling_ratio: 1 }),
    rois({
      output_height: 2,
      output_width: 3,
      coordinate_transformation_mode: "output_half_pixel",
      spatial_scale: float(0.7),
    }),
    rois({ mode: "max", output_height: 3, output_width: 2, sampling_ratio: 2 }),
    rois({ mode: "max", output_height: 2, output_width: 3 }),
  ],
};
