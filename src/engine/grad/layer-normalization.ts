// Normalizations over the last axes, whose scale broadcasts to x.
import type { Value } from "../graph/graph";
import type { Ops } from "../graph/ops";
import { expandLike, fromFront, type Rule, type Rules, range, rank, size, sumTo } from "./rule";
import {
  fromRootMeanSquared,
  fromStandardized,
  type Normal,
  rootMeanSquared,
  standardized,
} from "./standardized";

interface Layer {
  x: Value;
  scale: Value;
  bias?: Value;
  axes: number[];
  epsilon: number;
  /** Whether the mean is taken away first; RMS normalization does not. */
  centred: boolean;
  /** Gradients of the result, the mean and the inverse standard deviation, as far as they flow. */
  dy: readonly (Value | undefined)[];
}

/** Gradients of x, scale and bias of a normalization whose scale broadcasts to x. */
export function layerGradients(op: Ops, layer: Layer, wanted: readonly boolean[]) {
  const { x, scale, bias, axes, epsilon, centred } = layer;
  const [dy, dMean, dInverse] = layer.dy;
  const normal = (centred ? standardized : rootMeanSquared)(op, x, axes, epsilon);
  const back = centred ? fromStandardized : fromRootMeanSquared;
  const count = axes.reduce((n, a) => n * size(x, a), 1);
  const parts = [
    dy && back(op, op.Mul(dy, scale), normal, axes),
    dMean && expandLike(op, op.Mul(dMean, 1 / count), x),
    dInverse && ofInverse(op, dInverse, normal, count),
  ].filter((d) => d !== undefined);
  return [
    parts.reduce((a, b) => op.Add(a, b)),
    dy && wanted[1] ? sumTo(op, op.Mul(dy, normal.xhat), x.shape!, scale) : undefined,
    dy && bias && wanted[2] ? sumTo(op, dy, x.shape!, bias) : undefined,
  ];
}

/** The inverse standard deviation's own gradient: dr/dx = -r^2 xhat / n. */
const ofInverse = (op: Ops, d: Value, { xhat, r }: Normal, count: number) =>
  op.Mul(xhat, op.Mul(op.Mul(d, op.Mul(r, r)), -1 / count));

/** Over `axis` and all after it. */
const overLast =
  (centred: boolean): Rule =>
  ({ op, node, x: [x, scale, bias], dy, wanted }) => {
    const axes = range(rank(x)).slice(fromFront(node.int("axis", -1), x));
    const epsilon = node.float("epsilon", 1e-5);
    const all = centred ? dy : [dy[0], undefined, dy[1]];
    return layerGradients(op, { x, scale, bias, axes, epsilon, centred, dy: all }, wanted);
  };

export const layerNormalization: Rules = {
  LayerNormalization: overLast(true),
  RMSNormalization: overLast(false),
  SimplifiedLayerNormalization: overLast(false),
};
