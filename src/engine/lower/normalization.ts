import { fromFront, range, rank, reshapeLike, size } from "../grad/rule";
import { rootMeanSquared, standardized } from "../grad/standardized";
import type { Value } from "../graph/graph";
import { int64 } from "../graph/ops";
import { sizeOf } from "../graph/tensor";
import type { Lowerings } from "./lowering";

export const normalization: Lowerings = {
  GroupNormalization: ({ op, node, x: [x, scale, bias] }) => {
    const groups = node.int("num_groups", 1);
    const grouped = op.Reshape(x, [0, groups, size(x, 1) / groups, -1]);
    const { xhat } = standardized(op, grouped, [2, 3], node.float("epsilon", 1e-5));
    const [a, b] = [scale, bias].map((v) => op.Reshape(v, [1, groups, -1, 1]));
    return reshapeLike(op, op.Add(op.Mul(xhat, a), b), x);
  },
  MeanVarianceNormalization: ({ op, node, x: [x] }) => {
    const axes = node.ints("axes", [0, 2, 3]);
    const mean = (v: Value) => op.ReduceMean(v, axes, { keepdims: 1 });
    const centred = op.Sub(x, mean(x));
    return op.Div(centred, op.Add(op.Sqrt(mean(op.Mul(centred, centred))), 1e-9));
  },
  // Its scale must have every element that it is for.
  LayerNormalization: ({ op, node, x: [x, ...scales], y }) => {
    const over = x.shape?.slice(fromFront(node.int("axis", -1), x));
    if (!over || over.includes(null)) return undefined;
    const all = over as number[];
    const whole = (s: Value) => sizeOf((s.shape ?? all) as number[]) === sizeOf(all);
    if (scales.every(whole)) return undefined;
    const stretched = scales.map((s) => (whole(s) ? s : op.Expand(s, int64(all))));
    return op.node("LayerNormalization", y.length, [x, ...stretched], node.attrs);
  },
  // Of its two outputs the second comes out wrong.
  SimplifiedLayerNormalization: ({ op, node, x: [x, scale], y: [, inverse] }) => {
    if (!inverse) return undefined;
    const axes = range(rank(x)).slice(fromFront(node.int("axis", -1), x));
    const { xhat, r } = rootMeanSquared(op, x, axes, node.float("epsilon", 1e-5));
    return [op.Mul(xhat, scale), r];
  },
  LogSoftmax: ({ op, node, x: [x] }) => {
    const axis = [node.int("axis", -1)];
    const shifted = op.Sub(x, op.ReduceMax(x, axis, { keepdims: 1 }));
    return op.Sub(shifted, op.Log(op.ReduceSum(op.Exp(shifted), axis, { keepdims: 1 })));
  },
  // A mean of the squares over neighbouring channels, which lie along an axis of their own.
  LRN: ({ op, node, x: [x] }) => {
    const count = node.int("size", 1);
    const row = op.Reshape(op.Mul(x, x), int64([0, 1, size(x, 1), -1]));
    const mean = op.AveragePool(row, {
      kernel_shape: [count, 1],
      pads: [(count - 1) / 2, 0, (count - 1) / 2, 0],
      count_include_pad: 1,
    });
    const scaled = op.Mul(mean, node.float("alpha", 1e-4));
    const power = op.Pow(op.Add(scaled, node.float("bias", 1)), node.float("beta", 0.75));
    return op.Div(x, reshapeLike(op, power, x));
  },
};
