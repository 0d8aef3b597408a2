// Quantized values, held as floats: a device that has no small integers computes with the levels.
import { alongAxis, levels } from "../grad/quantization";
import type { Value } from "../graph/graph";
import { constant } from "../graph/ops";
import { Tensor } from "../graph/tensor";
import type { Lowering, Lowerings } from "./lowering";

/** A constant as floats. */
const floats = ({ data }: Value) =>
  data && constant(Tensor.of("float", data.dims, Array.from(data.numbers(), Number)));

const QuantizeLinear: Lowering = (at) => {
  const { op, node, x } = at;
  const limits = levels[at.y[0].type ?? "uint8"];
  const zero = x[2] && floats(x[2]);
  if (!limits || node.int("block_size", 0) || (x[2] && !zero)) return undefined;
  const steps = op.node("Round", 1, [op.Div(x[0], alongAxis(at, x[1]))])[0];
  const level = zero ? op.Add(steps, alongAxis(at, zero)) : steps;
  return op.Clip(level, limits[0], limits[1]);
};

const DequantizeLinear: Lowering = (at) => {
  const { op, node, x } = at;
  const zero = x[2] && floats(x[2]);
  if (node.int("block_size", 0) || (x[2] && !zero)) return undefined;
  const level = floats(x[0]) ?? op.Cast(x[0], { to: 1 });
  const moved = zero ? op.Sub(level, alongAxis(at, zero)) : level;
  return op.Mul(moved, alongAxis(at, x[1]));
};

export const quantization: Lowerings = {
  QuantizeLinear,
  DequantizeLinear,
  "com.microsoft.QuantizeLinear": QuantizeLinear,
  "com.microsoft.DequantizeLinear": DequantizeLinear,
};
