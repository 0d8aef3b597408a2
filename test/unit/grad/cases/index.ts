// One line is one case: the dims of the operands and the attributes. A file a family of rules.
import type { Cases } from "../case";
import { activation } from "./activation";
import { arithmetic } from "./arithmetic";
import { attention } from "./attention";
import { convolution } from "./convolution";
import { elementwise } from "./elementwise";
import { fused } from "./fused";
import { indexing } from "./indexing";
import { linear } from "./linear";
import { normalization } from "./normalization";
import { pool } from "./pool";
import { reduce } from "./reduce";
import { resample } from "./resample";
import { sampling } from "./sampling";
import { shape } from "./shape";

export const cases: Cases = {
  ...arithmetic,
  ...elementwise,
  ...activation,
  ...linear,
  ...convolution,
  ...pool,
  ...normalization,
  ...reduce,
  ...shape,
  ...indexing,
  ...resample,
  ...sampling,
  ...attention,
  ...fused,
};
