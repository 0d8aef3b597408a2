// Quantizing is a staircase. Its gradient is that of the slope under the stairs, and 0 where the
// value was cut off ("straight through": Bengio et al. 2013, https://arxiv.org/abs/1308.3432).
import type { Value } from "../graph/graph";
import {
  type At,
  cannotPass,
  castLike,
  fromFront,
  type Rule,
  type Rules,
  range,
  rank,
  size,
  where,
} from "./rule";

const ranges: Partial<Record<string, [number, number]>> = {
  uint4: [0, 15],
  int4: [-8, 7],
  uint8: [0, 255],
  int8: [-128, 127],
  uint16: [0, 65535],
  int16: [-32768, 32767],
};

/** A scale or zero point per tensor, per channel or per block along `axis`, to broadcast with x. */
function alongAxis({ op, node, x: [x] }: At, v: Value) {
  const axis = fromFront(node.int("axis", 1), x);
  const block = node.int("block_size", 0);
  if (block) {
    const each = op.Unsqueeze(v, [axis + 1]);
    const copies = op.Expand(
      each,
      range(rank(x) + 1).map((a) => (a === axis + 1 ? block : 1)),
    );
    const sizes = range(rank(x)).map((a) => (a === axis ? -1 : size(v, a)));
    return op.Slice(op.Reshape(copies, sizes), [0], [size(x, axis)], [axis]);
  }
  if (rank(v) !== 1 || v.shape![0] === 1) return rank(v) ? op.Reshape(v, [1]) : v;
  return op.Reshape(v, [-1, ...range(rank(x) - 1 - axis).map(() => 1)]);
}

function checkScale({ node, wanted }: At) {
  if (wanted[1]) throw cannotPass(node, "its scale depends on the picture");
}

const QuantizeLinear: Rule = (at) => {
  checkScale(at);
  const { op, node, x, y, dy } = at;
  const limits = ranges[y[0].type ?? "uint8"];
  if (!limits) throw cannotPass(node, `it makes ${y[0].type}`);
  const scale = alongAxis(at, x[1]);
  const steps = op.Div(x[0], scale);
  const level = x[2] ? op.Add(steps, castLike(op, alongAxis(at, x[2]), x[0])) : steps;
  const above = op.GreaterOrEqual(level, limits[0] - 0.5);
  const inside = op.And(above, op.LessOrEqual(level, limits[1] + 0.5));
  return [where(op, inside, op.Div(dy[0], scale))];
};

const DequantizeLinear: Rule = (at) => {
  checkScale(at);
  return [at.op.Mul(at.dy[0], alongAxis(at, at.x[1]))];
};

export const quantization: Rules = {
  QuantizeLinear,
  DequantizeLinear,
  "com.microsoft.QuantizeLinear": QuantizeLinear,
  "com.microsoft.DequantizeLinear": DequantizeLinear,
};
