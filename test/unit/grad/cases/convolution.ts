import type { Cases } from "../case";

export const convolution: Cases = {
  Conv: [
    {
      x: [
        [1, 2, 5, 5],
        [3, 2, 3, 3],
      ],
    },
    { x: [[2, 2, 8, 7], [3, 2, 3, 3], [3]], attrs: { strides: [2, 2], pads: [1, 1, 1, 1] } },
    { x: [[1, 4, 6, 6], [4, 1, 3, 3], [4]], attrs: { group: 4, pads: [1, 1, 1, 1] } },
    {
      x: [
        [2, 6, 5, 5],
        [4, 3, 3, 3],
      ],
      attrs: { group: 2, pads: [1, 0, 1, 2] },
    },
    {
      x: [
        [1, 6, 7, 5],
        [9, 2, 2, 3],
      ],
      attrs: { group: 3, strides: [2, 1] },
    },
    {
      x: [
        [1, 1, 9, 9],
        [1, 1, 3, 3],
      ],
      attrs: { dilations: [2, 2], strides: [3, 2], pads: [0, 1, 2, 1] },
    },
    {
      x: [
        [1, 2, 9, 9],
        [2, 2, 3, 3],
      ],
      attrs: { dilations: [2, 3], pads: [2, 3, 2, 3] },
    },
    {
      x: [
        [1, 2, 4, 4],
        [3, 2, 1, 1],
      ],
      attrs: { pads: [1, 1, 1, 1] },
    },
    {
      x: [
        [1, 3, 7, 7],
        [2, 3, 1, 1],
      ],
      attrs: { strides: [2, 2] },
    },
    {
      x: [
        [2, 3, 11],
        [4, 3, 4],
      ],
      attrs: { strides: [2], pads: [1, 2] },
    },
    {
      x: [
        [1, 2, 7, 7],
        [2, 2, 3, 3],
      ],
      attrs: { strides: [2, 2], auto_pad: "SAME_UPPER" },
    },
    {
      x: [
        [1, 2, 6, 6],
        [2, 2, 3, 2],
      ],
      attrs: { strides: [2, 1], auto_pad: "SAME_LOWER" },
    },
    {
      x: [
        [1, 2, 6, 6],
        [2, 2, 3, 2],
      ],
      attrs: { auto_pad: "VALID" },
    },
    {
      x: [
        [1, 1, 4, 4, 4],
        [2, 1, 2, 2, 2],
      ],
      attrs: { strides: [1, 2, 1] },
    },
  ],
};
