// A gradient rule: given a node and the gradients of its outputs, append the nodes that compute the
// gradients of its inputs.
import type { Node, Shape, Value } from "../graph/graph";
import { constant, int64, type Ops } from "../graph/ops";
import { type DataType, dataTypes, Tensor } from "../graph/tensor";
import { Refusal } from "../refusal";

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

/** The refusal of a rule that covers its operator but not this form of it. */
export const cannotPass = (node: Node, why: string) =>
  new Refusal("no-gradient", `The gradient cannot pass ${node}: ${why}.`);

export const rank = (v: Value) => v.shape!.length;
/** An axis counted from 0. */
export const fromFront = (axis: number, v: Value) => (axis < 0 ? axis + rank(v) : axis);
export const range = (n: number, from = 0) => Array.from({ length: n }, (_, i) => from + i);

/**
 * Sizes of an axis that does not depend on the batch.
 * @throws Refusal `no-gradient` where it does
 */
export function size(v: Value, axis: number): number {
  const d = v.shape!.at(axis);
  if (d != null) return d;
  const name = v.name ? `"${v.name}"` : `what ${v.producer} makes`;
  throw new Refusal(
    "no-gradient",
    `There is no gradient where axis ${axis} of ${name} depends on how many pictures go in.`,
  );
}
export const spatial = (v: Value) => v.shape!.slice(2).map((_, i) => size(v, i + 2));

/** The numbers of an operand that the graph fixes, or `otherwise` if it is not given. */
export function constants({ node, x }: At, i: number, otherwise: number[] = []): number[] {
  if (!x[i]) return otherwise;
  if (x[i].data) return Array.from(x[i].data.numbers());
  throw cannotPass(node, `its operand "${x[i].name}" depends on the picture`);
}

/** The shape of `x` as an operand: a constant (-1 for the batch) wherever that says it all. */
export const shapeOf = (op: Ops, x: Value) => dimsOf(x.shape!) ?? op.Shape(x);
/** A constant with -1 for a size that is not known, if that is at most one. */
const dimsOf = (shape: Shape) =>
  shape.filter((d) => d === null).length > 1 ? undefined : int64(shape.map((d) => d ?? -1));

/** `v` in the shape of `x`, which has as many elements. */
export const reshapeLike = (op: Ops, v: Value, x: Value) => op.Reshape(v, shapeOf(op, x));

/** As an operand: the very sizes of `x`, for operators that take no -1. */
export const sizesOf = (op: Ops, x: Value) =>
  x.shape!.every((d) => d !== null) ? int64(x.shape as number[]) : op.Shape(x);

/** `v` stretched to the shape of `x`, with which it broadcasts. */
export const expandLike = (op: Ops, v: Value, x: Value) =>
  // Expand broadcasts both ways: `v` has the batch, 1 stands for it, and no Shape is to be computed.
  op.Expand(v, int64(x.shape!.map((d) => d ?? 1)));

/** A constant of the element type of `x`. */
export const constantLike = (x: Value, dims: readonly number[], values: ArrayLike<number>) =>
  constant(Tensor.of(floating(x.type), dims, values));

/** Zeros (or another number) in the shape and type of `x`. */
export const filledLike = (op: Ops, x: Value, value = 0) => filled(op, sizesOf(op, x), x, value);
/** A tensor of these sizes and the element type of `x`, filled with one number. */
export const filled = (op: Ops, dims: Value | number[], x: Value, value = 0) =>
  op.ConstantOfShape(dims, {
    value: { type: "tensor", value: Tensor.of(floating(x.type), [1], [value]) },
  });

/**
 * Zeros of these sizes and the type of `x`, with updates added at indices along an axis. The runtime
 * has no such ScatterElements in float16, so there it is done in float; and its ScatterND adds what
 * falls on one place from several threads at once, so that some of it is lost.
 */
export function addedAt(
  op: Ops,
  [sizes, x]: [sizes: Value, x: Value],
  indices: Value,
  updates: Value,
  axis: number,
) {
  const half = x.type === "float16";
  const zeros = half ? op.ConstantOfShape(sizes) : filled(op, sizes, x);
  const added = half ? op.Cast(updates, { to: 1 }) : updates;
  return castLike(op, op.ScatterElements(zeros, indices, added, { axis, reduction: "add" }), x);
}

const floats = ["float", "double", "float16"] as const;
type Float = (typeof floats)[number];
export const isFloat = (type: DataType | undefined): type is Float =>
  type === undefined || floats.includes(type as Float);
const floating = (type: DataType | undefined): Float => (type && isFloat(type) ? type : "float");

/** `v` in the element type of `x`. */
export const castLike = (op: Ops, v: Value, x: Value) =>
  (v.type ?? "float") === (x.type ?? "float")
    ? v
    : op.Cast(v, { to: dataTypes.indexOf(x.type ?? "float") + 1 });

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

/** For operators of one input: dx = dy * slope. */
export const slope =
  (derivative: (at: At, x: Value, y: Value) => Value): Rule =>
  (at) => [at.op.Mul(at.dy[0], derivative(at, at.x[0], at.y[0]))];

/** dy where a condition holds, else 0. */
export const where = (op: Ops, condition: Value, dy: Value) => op.Where(condition, dy, 0);
