// Operators that make one number of many.
import type { Value } from "../graph/graph";
import type { Ops } from "../graph/ops";
import {
  type At,
  castLike,
  constants,
  expandLike,
  fromFront,
  type Rule,
  type Rules,
  range,
  rank,
  size,
  where,
} from "./rule";

/** The reduced axes, from 0; all if none are named. */
function reducedAxes(at: At): number[] {
  const { node, x } = at;
  const given = constants(at, 1, node.ints("axes", []));
  if (!given.length) return node.int("noop_with_empty_axes", 0) ? [] : range(rank(x[0]));
  return given.map((a) => fromFront(a, x[0]));
}

/**
 * A reduction: its outputs y and dy come with the reduced axes kept as 1, and what is returned is
 * stretched to the shape of x. No axes at all: each element is reduced by itself.
 */
const reduction =
  (rule: (at: At, x: Value, y: Value, dy: Value, axes: number[]) => Value): Rule =>
  (at) => {
    const axes = reducedAxes(at);
    const kept = (v: Value) =>
      at.node.int("keepdims", 1) || !axes.length ? v : at.op.Unsqueeze(v, axes);
    const [x] = at.x;
    return [rule(at, x, kept(at.y[0]), kept(at.dy[0]), axes)];
  };

/** Where several are the largest (or smallest) they share the gradient, as in PyTorch's amax. */
export function extremum(op: Ops, x: Value, y: Value, dy: Value, axes: number[]) {
  if (!axes.length) return dy;
  const hits = castLike(op, op.Equal(x, y), x);
  return op.Mul(hits, op.Div(dy, op.ReduceSum(hits, axes, { keepdims: 1 })));
}

/**
 * Gradient of an Lp norm y of x: sign(x) |x|^(p-1) y^(1-p) dy, and 0 where all is 0.
 * @param spread takes what each norm is given to all the elements that it was made of
 */
export function norm(
  op: Ops,
  p: number,
  x: Value,
  y: Value,
  dy: Value,
  spread: (v: Value) => Value,
) {
  if (p === 1) return signed(op, x, spread(dy));
  const nonzero = op.Greater(y, 0);
  const divisor = op.Where(nonzero, y, 1);
  const share = op.Div(dy, p === 2 ? divisor : op.Pow(divisor, p - 1));
  const all = spread(where(op, nonzero, share));
  return p === 2 ? op.Mul(x, all) : signed(op, x, op.Mul(op.Pow(op.Abs(x), p - 1), all));
}

/** v sign(x), without Sign, which WebGPU lacks. */
export const signed = (op: Ops, x: Value, v: Value) =>
  op.Where(op.Greater(x, 0), v, op.Where(op.Less(x, 0), op.Neg(v), 0));

const extreme = reduction(({ op }, x, y, dy, axes) => extremum(op, x, y, dy, axes));
const lp = (p: number) =>
  reduction(({ op }, x, y, dy) => norm(op, p, x, y, dy, (v) => expandLike(op, v, x)));

export const reduce: Rules = {
  ReduceSum: reduction(({ op }, x, _, dy) => expandLike(op, dy, x)),
  ReduceMean: reduction(({ op }, x, _, dy, axes) => {
    const count = axes.reduce((n, a) => n * size(x, a), 1);
    return expandLike(op, op.Mul(dy, 1 / count), x);
  }),
  ReduceMax: extreme,
  ReduceMin: extreme,
  ReduceL1: lp(1),
  ReduceL2: lp(2),
  ReduceLogSum: reduction(({ op }, x, y, dy) => expandLike(op, op.Div(dy, op.Exp(y)), x)),
  ReduceLogSumExp: reduction(({ op }, x, y, dy) => op.Mul(dy, op.Exp(op.Sub(x, y)))),
  ReduceSumSquare: reduction(({ op }, x, _, dy) => op.Mul(op.Mul(x, 2), dy)),
  // The product of the others: what is not zero multiplied up, unless one of the others is zero.
  ReduceProd: reduction(({ op }, x, _, dy, axes) => {
    if (!axes.length) return dy;
    const isZero = op.Equal(x, 0);
    const zero = castLike(op, isZero, x);
    const safe = op.Where(isZero, 1, x);
    const others = op.Sub(op.ReduceSum(zero, axes, { keepdims: 1 }), zero);
    const product = op.Div(op.ReduceProd(safe, axes, { keepdims: 1 }), safe);
    return where(op, op.Less(others, 0.5), op.Mul(dy, product));
  }),
};
