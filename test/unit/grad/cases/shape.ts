import { type Cases, int, scalar } from "../case";

export const shape: Cases = {
  Reshape: [{ x: [[2, 3, 2], int(3, 4)] }, { x: [[2, 3, 2], int(0, -1)] }],
  Flatten: [{ x: [[2, 3, 2, 2]] }, { x: [[2, 3, 2]], attrs: { axis: 2 } }],
  Squeeze: [{ x: [[2, 1, 3, 1], int(1, 3)] }, { x: [[1, 3, 1]] }],
  Unsqueeze: [{ x: [[2, 3], int(0, 3)] }],
  Transpose: [{ x: [[2, 3, 4]] }, { x: [[2, 3, 4, 5]], attrs: { perm: [0, 3, 1, 2] } }],
  Concat: [
    {
      x: [
        [2, 3],
        [2, 2],
      ],
      attrs: { axis: 1 },
    },
    {
      x: [
        [1, 2, 3],
        [1, 1, 3],
        [1, 4, 3],
      ],
      attrs: { axis: -2 },
    },
  ],
  Pad: [
    { x: [[2, 3], int(1, 0, 2, 1)] },
    { x: [[1, 3, 4, 4], int(0, 1, 0, -1, 0, 2, 0, 1), scalar(2)] },
    { x: [[2, 3, 4], int(1, 2), undefined, int(-1)] },
  ],
  Slice: [
    { x: [[5, 6], int(1, 2), int(4, 5)] },
    { x: [[1, 3, 8, 8], int(0, 0), int(8, 8), int(2, 3), int(2, 2)] },
    { x: [[7, 8], int(-1), int(-100), int(0), int(-1)] },
    { x: [[3, 9], int(1), int(9223372036854775000), int(-1), int(3)] },
    { x: [[9, 2], int(-2), int(0), int(0), int(-3)] },
  ],
};
