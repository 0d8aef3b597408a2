// Pools and reductions to a norm.

import { constantLike, range, rank, size, spatial } from "../grad/rule";
import { windowOf } from "../grad/window";
import type { Value } from "../graph/graph";
import type { Ops } from "../graph/ops";
import type { Lowering, Lowerings } from "./lowering";

const powers = (op: Ops, x: Value, p: number) =>
  p === 1 ? op.Abs(x) : p === 2 ? op.Mul(x, x) : op.Pow(op.Abs(x), p);
const root = (op: Ops, sum: Value, p: number) =>
  p === 1 ? sum : p === 2 ? op.Sqrt(sum) : op.Pow(sum, 1 / p);

/** Each element reduced by itself, where no axes are named and the node says to do nothing then. */
const alone =
  (of: (op: Ops, x: Value) => Value): Lowering =>
  ({ op, node, x: [x, axes] }) =>
    node.int("noop_with_empty_axes", 0) && !axes?.shape?.[0] && !node.ints("axes")
      ? of(op, x)
      : undefined;

export const pool: Lowerings = {
  LpPool: ({ op, node, x: [x], y: [y] }) => {
    const p = node.int("p", 2);
    const { kernel, strides, dilations, begins } = windowOf(
      node,
      x,
      y,
      node.ints("kernel_shape", []),
    );
    const ends = kernel.map((k, i) => {
      const reach = (spatial(y)[i] - 1) * strides[i] + dilations[i] * (k - 1) + 1;
      return Math.max(reach - begins[i] - spatial(x)[i], 0);
    });
    const group = size(x, 1);
    const cells = group * kernel.reduce((a, b) => a * b, 1);
    const ones = constantLike(x, [group, 1, ...kernel], Array(cells).fill(1));
    const attrs = { group, strides, dilations, pads: [...begins, ...ends] };
    return root(op, op.Conv(powers(op, x, p), ones, attrs), p);
  },
  GlobalLpPool: ({ op, node, x: [x] }) => {
    const p = node.int("p", 2);
    const axes = range(rank(x) - 2, 2);
    return root(op, op.ReduceSum(powers(op, x, p), axes, { keepdims: 1 }), p);
  },
  ReduceL1: alone((op, x) => op.Abs(x)),
  ReduceL2: alone((op, x) => op.Abs(x)),
  ReduceLogSum: alone((op, x) => op.Log(x)),
  ReduceSumSquare: alone((op, x) => op.Mul(x, x)),
  ArgMax: ({ op, node, x: [x] }) => {
    if (node.int("select_last_index", 0)) return undefined;
    const axis = node.int("axis", 0);
    const [, indices] = op.many("TopK", 2, [x, [1]], { axis });
    return node.int("keepdims", 1) ? indices : op.Squeeze(indices, [axis]);
  },
};
