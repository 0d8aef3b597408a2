// Every rule there is. A method that needs other rules writes { ...gradients, Relu: ... }.
import { convolution } from "./convolution";
import { elementwise } from "./elementwise";
import { linear } from "./linear";
import { normalization } from "./normalization";
import { pool } from "./pool";
import { reduce } from "./reduce";
import type { Rules } from "./rule";
import { shape } from "./shape";

export { type Backward, backward } from "./backward";
export type { At, Rule, Rules } from "./rule";

export const gradients: Rules = {
  ...elementwise,
  ...linear,
  ...convolution,
  ...pool,
  ...normalization,
  ...reduce,
  ...shape,
};
