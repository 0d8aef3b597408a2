// Numbers brought to mean 0 and size 1 over some axes, and the way back.
import type { Value } from "../graph/graph";
import type { Ops } from "../graph/ops";

export const kept = { keepdims: 1 };

export interface Normal {
  /** Normalized x. */
  xhat: Value;
  /** 1 / standard deviation (or root mean square), the axes kept as 1. */
  r: Value;
}

/** x normalized again: what a node keeps to itself. */
export function standardized(op: Ops, x: Value, axes: number[], epsilon: number): Normal {
  return rootMeanSquared(op, op.Sub(x, op.ReduceMean(x, axes, kept)), axes, epsilon);
}
export function rootMeanSquared(op: Ops, x: Value, axes: number[], epsilon: number): Normal {
  const square = op.ReduceMean(op.Mul(x, x), axes, kept);
  const r = op.Reciprocal(op.Sqrt(op.Add(square, epsilon)));
  return { xhat: op.Mul(x, r), r };
}

/** Back through `standardized`: mean and size depend on x too. */
export const fromStandardized = (op: Ops, g: Value, { xhat, r }: Normal, axes: number[]) =>
  fromRootMeanSquared(op, op.Sub(g, op.ReduceMean(g, axes, kept)), { xhat, r }, axes);
export function fromRootMeanSquared(op: Ops, g: Value, { xhat, r }: Normal, axes: number[]) {
  const along = op.ReduceMean(op.Mul(g, xhat), axes, kept);
  return op.Mul(r, op.Sub(g, op.Mul(xhat, along)));
}
