// A gradient rule: given a node and the gradients of its outputs, append the nodes that compute the
// gradients of its inputs.
import type { Node, Shape, Value } from "../graph/graph";
import { int64, type Ops } from "../graph/ops";

export interface At {
  op: Ops;
  node: Node;
  /** Inputs; an optional one that is not given is undefined. All have a measured `shape`. */
  x: readonly Value[];
  /** Outputs. */
  y: readonly Value[];
  /** Gradient of the score with respect to each output; undefined where none flows. */
  dy: readonly Value[];
  /** Whether the gradient of each input is asked for. */
  wanted: readonly boolean[];
}

/** One gradient per input, of the input's shape; undefined where no gradient flows. */
export type Rule = (at: At) => (Value | undefined)[];
/** By operator: a variant is a spread, `{ ...gradients, Relu: guided }`. */
export type Rules = Readonly<Record<string, Rule>>;

export const rank = (v: Value) => v.shape!.length;
/** Sizes of an axis that does not depend on the batch. */
export function size(v: Value, axis: number): number {
  const d = v.shape!.at(axis);
  if (d == null) throw new Error(`axis ${axis} of ${v.name} depends on the batch`);
  return d;
}
export const spatial = (v: Value) => v.shape!.slice(2).map((_, i) => size(v, i + 2));

/** The shape of `x` as an operand: a constant (-1 for the batch) wherever that says it all. */
export function shapeOf(op: Ops, x: Value): Value {
  const shape = x.shape!;
  const unknown = shape.filter((d) => d === null).length;
  return unknown > 1 ? op.Shape(x) : int64(shape.map((d) => d ?? -1));
}

/** `v` in the shape of `x`, which has as many elements. */
export const reshapeLike = (op: Ops, v: Value, x: Value) => op.Reshape(v, shapeOf(op, x));

/** `v` stretched to the shape of `x`, with which it broadcasts. */
export function expandLike(op: Ops, v: Value, x: Value) {
  const fixed = x.shape!.every((d) => d !== null);
  return op.Expand(v, fixed ? int64(x.shape as number[]) : op.Shape(x));
}

/** Undoes broadcasting: a gradient of shape `from` is summed to the shape of `x`. */
export function sumTo(op: Ops, dx: Value, from: Shape, x: Value): Value {
  const to = x.shape!;
  const missing = from.length - to.length;
  const axes = from.flatMap((d, i) =>
    i < missing || (to[i - missing] === 1 && d !== 1) ? [i] : [],
  );
  if (!axes.length) return dx;
  const summed = op.ReduceSum(dx, axes, { keepdims: 1 });
  return missing ? reshapeLike(op, summed, x) : summed;
}

/** For operators that broadcast: the rule writes the formula, each gradient is summed back here. */
export const broadcasts =
  (rule: Rule): Rule =>
  (at) =>
    rule(at).map((dx, i) =>
      dx && at.wanted[i] ? sumTo(at.op, dx, at.y[0].shape!, at.x[i]) : undefined,
    );
