// Operators that make one number of many.
import type { Value } from "../graph/graph";
import { type At, expandLike, type Rules, rank, size } from "./rule";

/** The reduced axes, from 0; all if none are named. */
export function reducedAxes({ node, x: [x, axes] }: At): number[] {
  const given = axes?.data ? Array.from(axes.data.numbers()) : undefined;
  const all = Array.from({ length: rank(x) }, (_, i) => i);
  if (!given?.length) return node.int("noop_with_empty_axes", 0) ? [] : all;
  return given.map((a) => (a < 0 ? a + rank(x) : a));
}

/** `v`, an output of the reduction, with the reduced axes kept as 1, stretched to the shape of x. */
function spreadBack(at: At, v: Value) {
  const axes = reducedAxes(at);
  const kept = at.node.int("keepdims", 1) || !axes.length ? v : at.op.Unsqueeze(v, axes);
  return expandLike(at.op, kept, at.x[0]);
}

export const reduce: Rules = {
  ReduceSum: (at) => [spreadBack(at, at.dy[0])],
  ReduceMean: (at) => {
    const count = reducedAxes(at).reduce((n, a) => n * size(at.x[0], a), 1);
    return [spreadBack(at, at.op.Mul(at.dy[0], 1 / count))];
  },
};
