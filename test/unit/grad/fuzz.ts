// Random networks: a table of pieces that keep the shape, chained and crossed as chance has it.

import { type Node, Value } from "../../../src/engine/graph/graph";
import { float, type Ops, opsOn } from "../../../src/engine/graph/ops";
import { sizeOf, Tensor } from "../../../src/engine/graph/tensor";
import { random } from "./numbers";

/** Of every value: two pictures of four channels. */
export const dims = [2, 4, 6, 6];
const [, channels, side] = dims;

type Weights = (...dims: number[]) => Value;
/** Makes a value of the same shape from two such values (which may be one). */
type Piece = (op: Ops, a: Value, b: Value, w: Weights) => Value;

const padded = { pads: [1, 1, 1, 1] };
const window = { kernel_shape: [3, 3], ...padded };

export const pieces: Record<string, Piece> = {
  Relu: (op, a) => op.Relu(a),
  LeakyRelu: (op, a) => op.LeakyRelu(a, { alpha: float(0.1) }),
  Sigmoid: (op, a) => op.Sigmoid(a),
  Tanh: (op, a) => op.Tanh(a),
  Erf: (op, a) => op.Erf(a),
  HardSwish: (op, a) => op.HardSwish(a),
  Softplus: (op, a) => op.Softplus(a),
  swish: (op, a) => op.Mul(a, op.Sigmoid(a)),
  exp: (op, a) => op.Exp(op.Tanh(a)),
  sqrt: (op, a) => op.Sqrt(op.Add(op.Mul(a, a), 0.5)),
  log: (op, a) => op.Log(op.Add(op.Abs(a), 1)),
  Sin: (op, a) => op.Sin(a),
  Clip: (op, a) => op.Clip(a, -0.7, 0.8),
  Add: (op, a, b) => op.Add(a, b),
  Sub: (op, a, b) => op.Sub(a, b),
  Mul: (op, a, b) => op.Mul(a, op.Tanh(b)),
  Max: (op, a, b) => op.Max(a, op.Neg(b)),
  div: (op, a, b) => op.Div(a, op.Add(op.Abs(b), 1.5)),
  Where: (op, a, b, w) => op.Where(op.Greater(w(side, side), 0), a, b),
  Conv: (op, a, _, w) => op.Conv(a, w(channels, channels, 3, 3), w(channels), padded),
  depthwise: (op, a, _, w) => op.Conv(a, w(channels, 1, 3, 3), { ...padded, group: channels }),
  ConvTranspose: (op, a, _, w) => op.ConvTranspose(a, w(channels, channels, 3, 3), padded),
  strided: (op, a, _, w) =>
    op.ConvTranspose(op.Conv(a, w(3, channels, 2, 2), { strides: [2, 2] }), w(3, channels, 2, 2), {
      strides: [2, 2],
    }),
  MaxPool: (op, a) => op.MaxPool(a, window),
  AveragePool: (op, a) => op.AveragePool(a, window),
  gate: (op, a, b) => op.Mul(a, op.Sigmoid(op.ReduceMean(b, [2, 3], { keepdims: 1 }))),
  spread: (op, a) => op.Sub(a, op.ReduceMax(a, [1], { keepdims: 1 })),
  norm: (op, a) => op.Div(a, op.Add(op.ReduceL2(a, [1], { keepdims: 1 }), 0.3)),
  Softmax: (op, a) => op.Softmax(a, { axis: 1 }),
  InstanceNormalization: (op, a, _, w) =>
    op.InstanceNormalization(a, w(channels), w(channels), { epsilon: float(0.1) }),
  LayerNormalization: (op, a, _, w) =>
    op.LayerNormalization(a, w(side), w(side), { epsilon: float(0.1) }),
  MatMul: (op, a, _, w) => op.MatMul(a, w(side, side)),
  attention: (op, a, b) => {
    const scores = op.MatMul(a, op.Transpose(b, { perm: [0, 1, 3, 2] }));
    return op.MatMul(op.Softmax(scores, { axis: -1 }), b);
  },
  Transpose: (op, a) => op.Transpose(a, { perm: [0, 1, 3, 2] }),
  dense: (op, a, _, w) => {
    const flat = op.Flatten(a);
    const n = sizeOf(dims.slice(1));
    return op.Reshape(op.Gemm(flat, w(n, n)), [0, ...dims.slice(1)]);
  },
  crossed: (op, a, b) => op.Slice(op.Concat(a, b, { axis: 1 }), [2], [2 + channels], [1]),
  turned: (op, a) => op.Slice(a, [-1], [-(2 ** 31)], [3], [-1]),
  halves: (op, a, b) => {
    const [first, second] = op.many("Split", 2, [a], { axis: 2, num_outputs: 2 });
    return op.Add(op.Concat(second, op.Neg(first), { axis: 2 }), b);
  },
  reflected: (op, a) =>
    op.Slice(op.Pad(a, [0, 0, 2, 1, 0, 0, 1, 2], { mode: "reflect" }), [1, 2], [7, 8], [2, 3]),
  enlarged: (op, a) => {
    const sizes = [...dims.slice(0, 2), 2 * side, 2 * side];
    const large = op.Resize(a, undefined, undefined, sizes, { mode: "linear" });
    return op.AveragePool(large, { kernel_shape: [2, 2], strides: [2, 2] });
  },
  Gather: (op, a) => op.Gather(a, [2, 0, 0, 3], { axis: 1 }),
  CumSum: (op, a) => op.Mul(op.CumSum(a, axisOne), 0.4),
  shuffled: (op, a) => {
    const deep = op.SpaceToDepth(a, { blocksize: 2 });
    return op.DepthToSpace(deep, { blocksize: 2, mode: "CRD" });
  },
};
const axisOne = new Value("", { data: Tensor.of("int64", [], [1]) });

/** Which piece, and how far back its two operands lie. */
export interface Step {
  piece: string;
  a: number;
  b: number;
}

/** The network of some steps on x; every value that nothing reads is added up at the end. */
export function network(steps: readonly Step[], x: Value) {
  const nodes: Node[] = [];
  const op = opsOn(nodes);
  const next = random(steps.length);
  const weights: Weights = (...d) => {
    const n = sizeOf(d);
    const fan = Math.sqrt(n / d[0]);
    const list = Array.from({ length: n }, () => (2 * next() - 1) * (1.2 / fan));
    return new Value("", { data: Tensor.of("float", d, list) });
  };
  const values = [x];
  for (const { piece, a, b } of steps) {
    const back = (n: number) => values[Math.max(values.length - 1 - n, 0)];
    values.push(pieces[piece](op, back(a), back(b), weights));
  }
  const read = new Set(nodes.flatMap((n) => n.inputs));
  const ends = values.filter((v) => v !== x && !read.has(v));
  const y = op.Identity(ends.reduce((p, q) => op.Add(p, q)));
  y.name = "y";
  return { nodes, y };
}
