// Through which nodes a change of the picture, however small, comes out as a change of their outputs.
import type { Node, Value } from "../graph/graph";
import { isFloat } from "./rule";

/** Their outputs do not change when their inputs change a little. */
export const stops = new Set(
  `Shape Size ArgMax ArgMin Hardmax NonZero Equal Greater GreaterOrEqual Less LessOrEqual And Or Not
  Xor IsNaN IsInf Sign Floor Ceil Round OneHot NonMaxSuppression`.split(/\s+/),
);

/** Their numbers are whole, though a scale made beside them is not. */
const rounds = new Set(["DynamicQuantizeLinear"]);

const quantizes = new Set(["QuantizeLinear", "com.microsoft.QuantizeLinear"]);
/** They only move numbers, so that between quantizing and dequantizing they may see integers. */
const moves = new Set(
  "Identity Reshape Flatten Squeeze Unsqueeze Transpose Concat Slice Split Pad MaxPool".split(" "),
);
const quantized = (v: Value | undefined): boolean =>
  v?.producer !== undefined &&
  (quantizes.has(v.producer.key) || (moves.has(v.producer.key) && quantized(v.producer.inputs[0])));

/** Whether the gradient of an output reaches the node's inputs at all. */
export const passes = (node: Node, output: Value) =>
  !stops.has(node.key) &&
  !rounds.has(node.key) &&
  (isFloat(output.type) || (output === node.outputs[0] && quantized(output)));
