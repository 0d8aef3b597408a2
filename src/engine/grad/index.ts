// The rules of every operator, by family. A variant is a spread: { ...gradients, Relu: ... }.
import { activation } from "./activation";
import { arithmetic } from "./arithmetic";
import { attention } from "./attention";
import { convolution } from "./convolution";
import { einsum } from "./einsum";
import { elementwise } from "./elementwise";
import { fused } from "./fused";
import { fusedAttention } from "./fused-attention";
import { indexing } from "./indexing";
import { linear } from "./linear";
import { normalization } from "./normalization";
import { parts } from "./parts";
import { pool } from "./pool";
import { quantization } from "./quantization";
import { reduce } from "./reduce";
import { resample } from "./resample";
import type { Rules } from "./rule";
import { sampling } from "./sampling";
import { shape } from "./shape";

export { type Backward, backward } from "./backward";
export { lowered } from "./lowered";
export type { At, Rule, Rules } from "./rule";

export const gradients: Rules = {
  ...arithmetic,
  ...elementwise,
  ...activation,
  ...linear,
  ...einsum,
  ...convolution,
  ...pool,
  ...normalization,
  ...reduce,
  ...shape,
  ...parts,
  ...indexing,
  ...resample,
  ...sampling,
  ...attention,
  ...fused,
  ...fusedAttention,
  ...quantization,
};
