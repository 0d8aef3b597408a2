import { float } from "../../../../src/engine/graph/ops";
import { type Cases, vector } from "../case";

export const normalization: Cases = {
  BatchNormalization: [
    { x: [[2, 3, 2, 2], vector(3), vector(3), vector(3), vector(3)] },
    {
      x: [[4, 3], vector(3), vector(3), vector(3), vector(3)],
      attrs: { epsilon: float(0.1) },
    },
  ],
};
