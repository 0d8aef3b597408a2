import type { Cases } from "../case";

const windows = (extra = {}) => [
  { x: ["1x2x6x6"], attrs: { kernel_shape: [2, 2], strides: [2, 2], ...extra } },
  {
    x: ["2x3x7x7"],
    attrs: { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1], ...extra },
  },
  { x: ["1x2x7x6"], attrs: { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1, ...extra } },
  { x: ["1x2x8x6"], attrs: { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1, ...extra } },
  {
    x: ["1x2x7x7"],
    attrs: { kernel_shape: [3, 3], strides: [2, 2], auto_pad: "SAME_UPPER", ...extra },
  },
  {
    x: ["1x2x8x8"],
    attrs: { kernel_shape: [3, 3], strides: [2, 2], auto_pad: "SAME_LOWER", ...extra },
  },
  { x: ["1x2x7x7"], attrs: { kernel_shape: [2, 3], auto_pad: "VALID", ...extra } },
  { x: ["2x2x9"], attrs: { kernel_shape: [4], strides: [3], ...extra } },
  { x: ["2x2x5x6x5"], attrs: { kernel_shape: [2, 3, 2], strides: [2, 1, 2], ...extra } },
];
const dilated = { x: ["1x1x9x9"], attrs: { kernel_shape: [3, 3], dilations: [2, 2] } };
const ragged = { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 0, 1, 1], ceil_mode: 1 };

export const pool: Cases = {
  MaxPool: [
    ...windows(),
    dilated,
    { x: ["1x2x6x5"], attrs: { ...dilated.attrs, pads: [1, 1, 1, 1], strides: [1, 2] } },
    { x: ["1x2x6x7"], attrs: { kernel_shape: [2, 2], storage_order: 1 }, outputs: 2 },
  ],
  AveragePool: [
    ...windows(),
    ...windows({ count_include_pad: 1 }),
    { x: ["1x2x8x8"], attrs: { ...ragged } },
    { x: ["1x2x8x8"], attrs: { ...ragged, count_include_pad: 1 } },
    { ...dilated, opset: 19 },
    { x: ["1x2x9x9"], attrs: { ...ragged, count_include_pad: 1, dilations: [2, 1] }, opset: 19 },
  ],
  LpPool: [...windows(), ...windows({ p: 1 }), ...windows({ p: 3 }), dilated],
  GlobalAveragePool: [{ x: ["2x3x4x5"] }, { x: ["2x3x7"] }],
  GlobalMaxPool: [{ x: ["2x3x4x5"] }, { x: ["2x3x7"] }],
  GlobalLpPool: [
    { x: ["2x3x4x5"] },
    { x: ["2x3x7"], attrs: { p: 1 } },
    { x: ["2x3x2x3"], attrs: { p: 3 } },
  ],
};
