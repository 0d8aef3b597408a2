import { type Cases, positive, scalar } from "../case";

export const elementwise: Cases = {
  Identity: [{ x: [[4]] }],
  Add: [
    {
      x: [
        [2, 3],
        [2, 3],
      ],
    },
    {
      x: [
        [2, 3, 4],
        [3, 1],
      ],
    },
    { x: [[1], [2, 3]] },
  ],
  Sub: [
    {
      x: [
        [2, 3],
        [2, 3],
      ],
    },
    { x: [[3], [2, 3]] },
    {
      x: [
        [2, 1, 4],
        [3, 1],
      ],
    },
  ],
  Mul: [
    {
      x: [
        [2, 3],
        [2, 3],
      ],
    },
    {
      x: [
        [1, 3, 1, 1],
        [2, 3, 2, 2],
      ],
    },
    { x: [[], [2, 3]] },
  ],
  Div: [
    {
      x: [
        [1, 3],
        [2, 3],
      ],
      range: positive,
    },
    { x: [[2, 3, 2], [1]], range: positive },
    {
      x: [
        [2, 1],
        [2, 3],
      ],
      range: positive,
    },
  ],
  Relu: [{ x: [[2, 3, 5]] }],
  Clip: [
    { x: [[2, 30], scalar(-0.5), scalar(0.25)] },
    { x: [[30], scalar(0)] },
    { x: [[30], undefined, scalar(0.3)] },
    { x: [[5]] },
  ],
  Sigmoid: [{ x: [[2, 3]] }],
  Tanh: [{ x: [[2, 3]] }],
  Exp: [{ x: [[2, 3]] }],
  Softmax: [{ x: [[2, 5]] }, { x: [[1, 3, 2, 2]], attrs: { axis: 1 } }],
};
