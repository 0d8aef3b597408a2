// Activations. On a kink the gradient is PyTorch's: that of the side towards zero.
import type { Node, Value } from "../graph/graph";
import type { Ops } from "../graph/ops";
import { type At, broadcasts, cannotPass, type Rule, type Rules, slope, where } from "./rule";

/** dy where x > 0, else dy times a slope. */
const leaky =
  (below: (at: At, x: Value, y: Value) => Value | number): Rule =>
  (at) => {
    const { op, x, y, dy } = at;
    return [op.Where(op.Greater(x[0], 0), dy[0], op.Mul(dy[0], below(at, x[0], y[0])))];
  };

/** x s(alpha x) for the logistic s, from its value y: s + alpha y (1 - s). */
const swish = (alphaOf: (node: Node) => number) =>
  slope(({ op, node }, x, y) => {
    const alpha = alphaOf(node);
    const s = op.Sigmoid(op.Mul(x, alpha));
    return op.Add(s, op.Mul(op.Mul(y, alpha), op.Sub(1, s)));
  });

/** x Phi(x): Phi(x) + x phi(x). */
function geluSlope(op: Ops, x: Value) {
  const Phi = op.Mul(op.Add(op.Erf(op.Mul(x, Math.SQRT1_2)), 1), 0.5);
  const phi = op.Mul(op.Exp(op.Mul(op.Mul(x, x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
  return op.Add(Phi, op.Mul(x, phi));
}

/** x (1 + tanh u) / 2 with u = sqrt(2/pi) (x + 0.044715 x^3). */
function tanhGeluSlope(op: Ops, x: Value) {
  const c = Math.sqrt(2 / Math.PI);
  const square = op.Mul(x, x);
  const t = op.Tanh(op.Mul(op.Mul(x, op.Add(op.Mul(square, 0.044715), 1)), c));
  const du = op.Mul(op.Add(op.Mul(square, 3 * 0.044715), 1), c);
  const curve = op.Mul(op.Mul(x, op.Sub(1, op.Mul(t, t))), du);
  return op.Mul(op.Add(op.Add(t, 1), curve), 0.5);
}

/** A Gelu of x + bias, the bias optional. */
const biased = (of: (op: Ops, x: Value) => Value) =>
  broadcasts(({ op, x: [x, bias], dy: [dy] }) => {
    const dx = op.Mul(dy, of(op, bias ? op.Add(x, bias) : x));
    return bias ? [dx, dx] : [dx];
  });

const softmaxAxis = (node: Node) => node.int("axis", -1);

export const activation: Rules = {
  Relu: ({ op, y: [y], dy: [dy] }) => [where(op, op.Greater(y, 0), dy)],
  LeakyRelu: leaky(({ node }) => node.float("alpha", 0.01)),
  Elu: leaky(({ op, node }, _, y) => op.Add(y, node.float("alpha", 1))),
  Selu: ({ op, node, x: [x], y: [y], dy: [dy] }) => {
    const gamma = node.float("gamma", 1.0507009873554805);
    const alpha = node.float("alpha", 1.6732632423543772);
    const below = op.Mul(dy, op.Add(y, gamma * alpha));
    return [op.Where(op.Greater(x, 0), op.Mul(dy, gamma), below)];
  },
  Celu: leaky(({ op, node }, _, y) => op.Add(op.Div(y, node.float("alpha", 1)), 1)),
  ThresholdedRelu: ({ op, node, x: [x], dy: [dy] }) => [
    where(op, op.Greater(x, node.float("alpha", 1)), dy),
  ],
  Shrink: ({ op, node, x: [x], dy: [dy] }) => [
    where(op, op.Greater(op.Abs(x), node.float("lambd", 0.5)), dy),
  ],
  Sigmoid: slope(({ op }, _, y) => op.Mul(y, op.Sub(1, y))),
  HardSigmoid: ({ op, node, y: [y], dy: [dy] }) => {
    const inside = op.And(op.Greater(y, 0), op.Less(y, 1));
    return [where(op, inside, op.Mul(dy, node.float("alpha", 0.2)))];
  },
  HardSwish: ({ op, x: [x], dy: [dy] }) => {
    const between = op.Mul(dy, op.Add(op.Div(x, 3), 0.5));
    const upper = op.Where(op.Less(x, 3), between, dy);
    return [where(op, op.Greater(x, -3), upper)];
  },
  Swish: swish((node) => node.float("alpha", 1)),
  "com.microsoft.QuickGelu": swish((node) => node.float("alpha", 1.702)),
  Mish: slope(({ op }, x) => {
    const t = op.Tanh(op.Softplus(x));
    return op.Add(t, op.Mul(op.Mul(x, op.Sigmoid(x)), op.Sub(1, op.Mul(t, t))));
  }),
  Gelu: slope(({ op, node }, x) => {
    const form = node.string("approximate", "none");
    if (form === "none") return geluSlope(op, x);
    if (form === "tanh") return tanhGeluSlope(op, x);
    throw cannotPass(node, `its approximation is "${form}"`);
  }),
  "com.microsoft.Gelu": slope(({ op }, x) => geluSlope(op, x)),
  "com.microsoft.BiasGelu": biased(geluSlope),
  "com.microsoft.FastGelu": biased(tanhGeluSlope),
  Softplus: slope(({ op }, x) => op.Sigmoid(x)),
  Softsign: slope(({ op }, x) => {
    const d = op.Add(op.Abs(x), 1);
    return op.Reciprocal(op.Mul(d, d));
  }),
  Tanh: slope(({ op }, _, y) => op.Sub(1, op.Mul(y, y))),
  Softmax: ({ op, node, y: [y], dy: [dy] }) => {
    const g = op.Mul(dy, y);
    return [op.Sub(g, op.Mul(y, op.ReduceSum(g, [softmaxAxis(node)], { keepdims: 1 })))];
  },
  LogSoftmax: ({ op, node, y: [y], dy: [dy] }) => {
    const sum = op.ReduceSum(dy, [softmaxAxis(node)], { keepdims: 1 });
    return [op.Sub(dy, op.Mul(op.Exp(y), sum))];
  },
};
