// Normalizations: x is brought to mean 0 and size 1 over some axes, then scaled and shifted.
import type { Value } from "../graph/graph";
import type { Ops } from "../graph/ops";
import { layerNormalization } from "./layer-normalization";
import { signed } from "./reduce";
import {
  cannotPass,
  constantLike,
  type Rules,
  range,
  rank,
  reshapeLike,
  size,
  where,
} from "./rule";
import { fromStandardized, kept, standardized } from "./standardized";

/** A vector of one number per channel, to broadcast with x [N, C, ...]. */
const perChannel = (op: Ops, v: Value, x: Value) =>
  op.Reshape(v, [-1, ...Array(rank(x) - 2).fill(1)]);
const allButChannel = (x: Value) => range(rank(x)).filter((a) => a !== 1);

/** [C, C]: 1 for the channels that LRN sums over for each channel. */
function neighbours(x: Value, count: number) {
  const channels = size(x, 1);
  const below = Math.floor((count - 1) / 2);
  const above = Math.ceil((count - 1) / 2);
  const near = range(channels).flatMap((c) =>
    range(channels).map((o) => (o >= c - below && o <= c + above ? 1 : 0)),
  );
  return constantLike(x, [channels, channels], near);
}

export const normalization: Rules = {
  // Outside training mean and variance are operands like any other: an affine map per channel.
  BatchNormalization: ({ op, node, x: [x, scale, bias, mean, variance], dy: [dy], wanted }) => {
    if (node.int("training_mode", 0)) throw cannotPass(node, "it is in training mode");
    const root = op.Sqrt(op.Add(variance, node.float("epsilon", 1e-5)));
    const factor = op.Div(scale, root);
    const total = (v: Value) => op.ReduceSum(v, allButChannel(x), { keepdims: 0 });
    const along = () => {
      const centred = op.Sub(x, perChannel(op, mean, x));
      return total(op.Mul(dy, op.Div(centred, perChannel(op, root, x))));
    };
    const ofVariance = () => op.Div(op.Mul(op.Mul(along(), scale), -0.5), op.Mul(root, root));
    return [
      wanted[0] ? op.Mul(dy, perChannel(op, factor, x)) : undefined,
      wanted[1] ? along() : undefined,
      bias && wanted[2] ? total(dy) : undefined,
      wanted[3] ? op.Neg(op.Mul(total(dy), factor)) : undefined,
      wanted[4] ? ofVariance() : undefined,
    ];
  },
  InstanceNormalization: ({ op, node, x: [x, scale], dy: [dy], wanted }) => {
    const axes = range(rank(x) - 2, 2);
    const normal = standardized(op, x, axes, node.float("epsilon", 1e-5));
    const total = (v: Value) => op.ReduceSum(v, allButChannel(x), { keepdims: 0 });
    const g = op.Mul(dy, perChannel(op, scale, x));
    return [
      wanted[0] ? fromStandardized(op, g, normal, axes) : undefined,
      wanted[1] ? total(op.Mul(dy, normal.xhat)) : undefined,
      wanted[2] ? total(dy) : undefined,
    ];
  },
  ...layerNormalization,
  // Scale and bias are one per group until opset 21, then one per channel: [1, G, 1 or C/G, 1].
  GroupNormalization: ({ op, node, x: [x, scale, bias], dy: [dy], wanted }) => {
    const groups = node.int("num_groups", 1);
    const grouped = (v: Value) => op.Reshape(v, [0, groups, size(x, 1) / groups, -1]);
    const normal = standardized(op, grouped(x), [2, 3], node.float("epsilon", 1e-5));
    const d = grouped(dy);
    const axes = size(scale, 0) === groups ? [0, 2, 3] : [0, 3];
    const total = (v: Value, to: Value) => reshapeLike(op, op.ReduceSum(v, axes, kept), to);
    const g = op.Mul(d, op.Reshape(scale, [1, groups, -1, 1]));
    return [
      wanted[0] ? reshapeLike(op, fromStandardized(op, g, normal, [2, 3]), x) : undefined,
      wanted[1] ? total(op.Mul(d, normal.xhat), scale) : undefined,
      wanted[2] ? total(d, bias) : undefined,
    ];
  },
  // d = bias + alpha/size S x^2, S summing over near channels; y = x d^-beta.
  LRN: ({ op, node, x: [x], dy: [dy] }) => {
    const count = node.int("size", 1);
    const [alpha, beta] = [node.float("alpha", 1e-4) / count, node.float("beta", 0.75)];
    const near = neighbours(x, count);
    const flat = (v: Value) => op.Reshape(v, [0, size(x, 1), -1]);
    const squares = op.MatMul(near, flat(op.Mul(x, x)));
    const d = reshapeLike(op, op.Add(op.Mul(squares, alpha), node.float("bias", 1)), x);
    const direct = op.Mul(dy, op.Pow(d, -beta));
    const share = flat(op.Div(op.Mul(direct, x), d));
    const spread = reshapeLike(op, op.MatMul(op.Transpose(near, { perm: [1, 0] }), share), x);
    return [op.Sub(direct, op.Mul(op.Mul(x, 2 * alpha * beta), spread))];
  },
  // y = x / |x|_p: (dy - d|x|/dx sum(dy y)) / |x|, and 0 where all is 0.
  LpNormalization: ({ op, node, x: [x], y: [y], dy: [dy] }) => {
    const axes = [node.int("axis", -1)];
    const l1 = node.int("p", 2) === 1;
    const length = l1 ? op.ReduceL1(x, axes, kept) : op.ReduceL2(x, axes, kept);
    const along = op.ReduceSum(op.Mul(dy, y), axes, kept);
    const radial = l1 ? signed(op, x, along) : op.Mul(y, along);
    const nonzero = op.Greater(length, 0);
    const divisor = op.Where(nonzero, length, 1);
    return [where(op, nonzero, op.Div(op.Sub(dy, radial), divisor))];
  },
  MeanVarianceNormalization: ({ op, node, x: [x], dy: [dy] }) => {
    const axes = node.ints("axes", [0, 2, 3]);
    return [fromStandardized(op, dy, standardized(op, x, axes, 1e-9), axes)];
  },
};
