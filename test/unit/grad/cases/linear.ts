import { float } from "../../../../src/engine/graph/ops";
import type { Cases } from "../case";

export const linear: Cases = {
  Gemm: [
    { x: [[2, 3], [3, 4], [4]] },
    {
      x: [
        [2, 3],
        [4, 3],
        [2, 1],
      ],
      attrs: { transB: 1, alpha: float(0.5), beta: float(2) },
    },
    {
      x: [
        [3, 2],
        [3, 4],
      ],
      attrs: { transA: 1 },
    },
    { x: [[3, 2], [4, 3], []], attrs: { transA: 1, transB: 1, alpha: float(1.5) } },
  ],
  MatMul: [
    {
      x: [
        [2, 3],
        [3, 4],
      ],
    },
    {
      x: [
        [2, 2, 3],
        [3, 4],
      ],
    },
    {
      x: [
        [3, 4],
        [2, 5, 4, 2],
      ],
    },
    {
      x: [
        [2, 1, 2, 3],
        [4, 3, 2],
      ],
    },
    { x: [[3], [2, 3, 4]] },
    { x: [[2, 4, 3], [3]] },
    { x: [[3], [3]] },
  ],
};
