import type { Cases } from "../case";

export const pool: Cases = {
  MaxPool: [
    { x: [[1, 2, 6, 6]], attrs: { kernel_shape: [2, 2], strides: [2, 2] } },
    { x: [[2, 3, 7, 7]], attrs: { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] } },
    { x: [[1, 2, 7, 6]], attrs: { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 } },
    { x: [[1, 1, 9, 9]], attrs: { kernel_shape: [3, 3], dilations: [2, 2] } },
    { x: [[1, 2, 7, 7]], attrs: { kernel_shape: [3, 3], strides: [2, 2], auto_pad: "SAME_UPPER" } },
    { x: [[2, 2, 9]], attrs: { kernel_shape: [3], strides: [3] } },
  ],
  AveragePool: [
    { x: [[1, 2, 6, 6]], attrs: { kernel_shape: [2, 2], strides: [2, 2] } },
    { x: [[2, 3, 7, 7]], attrs: { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] } },
    {
      x: [[1, 2, 7, 7]],
      attrs: { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 0, 1, 1], count_include_pad: 1 },
    },
    { x: [[1, 2, 8, 6]], attrs: { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 } },
    { x: [[1, 2, 7, 7]], attrs: { kernel_shape: [3, 3], strides: [2, 2], auto_pad: "SAME_LOWER" } },
    { x: [[2, 2, 9]], attrs: { kernel_shape: [4], strides: [3] } },
  ],
  GlobalAveragePool: [{ x: [[2, 3, 4, 5]] }, { x: [[2, 3, 7]] }],
};
