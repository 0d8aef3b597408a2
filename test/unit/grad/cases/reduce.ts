import { type Cases, int } from "../case";

export const reduce: Cases = {
  ReduceSum: [
    { x: [[2, 3, 4], int(1)] },
    { x: [[2, 3]] },
    { x: [[2, 3], int(-1)], attrs: { keepdims: 0 } },
  ],
  ReduceMean: [
    { x: [[2, 3, 4, 4], int(2, 3)], attrs: { keepdims: 0 } },
    { x: [[2, 3, 4], int(-1)] },
    { x: [[2, 3]], attrs: { keepdims: 0 } },
  ],
};
