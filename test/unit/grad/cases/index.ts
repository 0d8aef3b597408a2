// One line is one case: the dims of the operands and the attributes. A file a family of rules.
import { convolution } from "./convolution";
import { elementwise } from "./elementwise";
import { linear } from "./linear";
import { normalization } from "./normalization";
import { pool } from "./pool";
import { reduce } from "./reduce";
import { shape } from "./shape";

export const cases = {
  ...elementwise,
  ...linear,
  ...convolution,
  ...pool,
  ...normalization,
  ...reduce,
  ...shape,
};
