import { float } from "../../../../src/engine/graph/ops";
import { type Case, type Cases, floats, int } from "../case";

const scaled = (x: string, scales: number[], attrs: Case["attrs"]): Case => ({
  x: [x, undefined, floats(String(scales.length), ...scales)],
  attrs,
});
const sized = (x: string, sizes: number[], attrs: Case["attrs"], opset = 18): Case => ({
  x: [x, undefined, undefined, int(...sizes)],
  attrs,
  opset,
});
const modes = ["half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric"];
const kinds = ["nearest", "linear", "cubic"];
const roundings = ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"];

export const resample: Cases = {
  Resize: [
    ...kinds.flatMap((mode) =>
      modes.flatMap((coordinate_transformation_mode) => [
        scaled("2x2x4x5", [1, 1, 2, 2], { mode, coordinate_transformation_mode }),
        scaled("1x1x5x6", [1, 1, 0.6, 1.7], { mode, coordinate_transformation_mode }),
        sized("1x2x4x5", [1, 2, 7, 3], { mode, coordinate_transformation_mode }),
      ]),
    ),
    ...roundings.flatMap((nearest_mode) => [
      sized("1x1x7x9", [1, 1, 3, 20], { nearest_mode }),
      scaled("1x1x6x5", [1, 1, 1.5, 2], {
        nearest_mode,
        coordinate_transformation_mode: "asymmetric",
      }),
    ]),
    ...["linear", "cubic"].flatMap((mode) => [
      sized("1x1x9x8", [1, 1, 4, 3], { mode, antialias: 1 }),
      sized("1x1x9x3", [1, 1, 4, 7], { mode, antialias: 1 }),
      sized("1x1x9x8", [1, 1, 4, 3], {
        mode,
        antialias: 1,
        coordinate_transformation_mode: "align_corners",
      }),
    ]),
    sized("1x1x9x8", [1, 1, 4, 3], { mode: "cubic", antialias: 1, exclude_outside: 1 }),
    scaled("1x1x4x4", [1, 1, 2, 0.8], { mode: "cubic", exclude_outside: 1 }),
    scaled("1x1x4x4", [1, 1, 2, 2], { mode: "cubic", cubic_coeff_a: float(-0.5) }),
    sized("2x3x4x5", [6, 3], { mode: "linear", axes: [2, 3] }),
    sized("2x3x4x5", [8, 7], {
      mode: "linear",
      axes: [2, 3],
      keep_aspect_ratio_policy: "not_larger",
    }),
    sized(
      "1x1x4x5",
      [1, 1, 8, 7],
      {
        mode: "linear",
        coordinate_transformation_mode: "half_pixel_symmetric",
      },
      19,
    ),
    sized("1x2x6", [1, 2, 9], { mode: "linear" }),
    sized("1x1x3x4x4", [1, 1, 5, 4, 7], { mode: "linear" }),
    sized("1x3x4x2", [1, 6, 8, 2], { coordinate_transformation_mode: "asymmetric" }),
    {
      x: ["1x1x6x6", floats("8", 0, 0, 0.2, 0.3, 1, 1, 0.8, 0.9), undefined, int(1, 1, 4, 5)],
      attrs: { mode: "linear", coordinate_transformation_mode: "tf_crop_and_resize" },
    },
  ],
};
