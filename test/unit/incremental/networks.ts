// Small networks, each with something that covering a part must get right.
import type { Value } from "../../../src/engine/graph/graph";
import { constant, int64, type Ops } from "../../../src/engine/graph/ops";
import { Tensor } from "../../../src/engine/graph/tensor";
import { weights } from "../engine/fixtures";

type Body = (op: Ops, x: Value) => Value;

const conv = (op: Ops, x: Value, from: number, to: number, attrs: object = {}) =>
  op.Relu(op.Conv(x, weights(to, from, 3, 3), weights(to), { pads: [1, 1, 1, 1], ...attrs }));
const ended = (op: Ops, x: Value, channels: number) =>
  op.Gemm(op.Flatten(op.GlobalAveragePool(x)), weights(channels, 3));
const pool = { kernel_shape: [3, 3], strides: [2, 2] };

export const networks: Record<string, Body> = {
  "stacked convolutions": (op, x) => ended(op, conv(op, conv(op, x, 3, 4), 4, 8), 8),
  "a stem with stride": (op, x) => ended(op, conv(op, x, 3, 8, { strides: [2, 2] }), 8),
  "unequal kernel, stride and padding": (op, x) =>
    ended(
      op,
      op.Conv(x, weights(6, 3, 5, 2), undefined, { strides: [1, 3], pads: [0, 1, 3, 0] }),
      6,
    ),
  "dilated convolutions": (op, x) =>
    ended(op, conv(op, x, 3, 6, { dilations: [3, 2], pads: [3, 2, 3, 2] }), 6),
  "depthwise convolution": (op, x) => {
    const wide = op.Clip(op.Conv(x, weights(8, 3, 1, 1)), -1, 1);
    return ended(
      op,
      op.Conv(wide, weights(8, 1, 3, 3), undefined, { group: 8, pads: [1, 1, 1, 1] }),
      8,
    );
  },
  "auto_pad SAME_UPPER": (op, x) =>
    ended(
      op,
      op.Conv(x, weights(4, 3, 3, 3), undefined, { auto_pad: "SAME_UPPER", strides: [2, 2] }),
      4,
    ),
  "auto_pad SAME_LOWER": (op, x) =>
    ended(op, op.Conv(x, weights(4, 3, 4, 4), undefined, { auto_pad: "SAME_LOWER" }), 4),
  "max-pool with ceil_mode": (op, x) =>
    ended(op, conv(op, op.MaxPool(conv(op, x, 3, 4), { ...pool, ceil_mode: 1 }), 4, 5), 5),
  "max-pool with padding, negative maps": (op, x) => {
    const negative = op.Sub(op.Neg(conv(op, x, 3, 4)), 1);
    return ended(op, op.MaxPool(negative, { ...pool, pads: [1, 1, 1, 1] }), 4);
  },
  "average pool that leaves out its padding": (op, x) =>
    ended(op, op.AveragePool(conv(op, x, 3, 4), { ...pool, pads: [1, 1, 1, 1], ceil_mode: 1 }), 4),
  "average pool that counts its padding": (op, x) =>
    ended(
      op,
      op.AveragePool(conv(op, x, 3, 4), { ...pool, pads: [1, 1, 1, 1], count_include_pad: 1 }),
      4,
    ),
  "a Pad node": (op, x) =>
    ended(op, op.Conv(op.Pad(x, int64([0, 0, 2, 1, 0, 0, 0, 3])), weights(4, 3, 3, 3)), 4),
  "BatchNormalization and a constant per channel": (op, x) => {
    const one = constant(Tensor.of("float", [4], [1, 2, 3, 4]));
    const parameters = [one, weights(4), weights(4), one];
    const [y] = op.node("BatchNormalization", 1, [op.Conv(x, weights(4, 3, 3, 3)), ...parameters]);
    return ended(op, op.Mul(op.Tanh(y), weights(4, 1, 1)), 4);
  },
  "residual Add of unequal branches": (op, x) => {
    const a = conv(op, x, 3, 6);
    const b = conv(op, conv(op, a, 6, 6), 6, 6);
    return ended(op, op.Relu(op.Add(a, b)), 6);
  },
  "residual Add with a strided shortcut": (op, x) => {
    const a = conv(op, conv(op, x, 3, 6, { strides: [2, 2] }), 6, 6);
    const short = op.Conv(x, weights(6, 3, 1, 1), undefined, { strides: [2, 2] });
    return ended(op, op.Add(short, a), 6);
  },
  "DenseNet's Concats": (op, x) => {
    let y = x;
    for (let i = 0, c = 3; i < 3; i++, c += 4) {
      y = op.Concat(y, conv(op, op.Relu(op.Conv(y, weights(6, c, 1, 1))), 6, 4), { axis: 1 });
    }
    return ended(op, y, 15);
  },
  "Inception's branches": (op, x) => {
    const s = op.Relu(op.Conv(x, weights(4, 3, 1, 1)));
    const five = { kernel_shape: [3, 3], pads: [1, 1, 1, 1] };
    const branches = [
      op.Relu(op.Conv(s, weights(5, 4, 1, 1))),
      conv(op, s, 4, 6),
      conv(op, conv(op, s, 4, 4), 4, 3),
      op.Conv(op.MaxPool(s, five), weights(2, 4, 1, 1)),
      op.Conv(op.AveragePool(s, five), weights(2, 4, 1, 1)),
    ];
    return ended(op, conv(op, op.Concat(...branches, { axis: 1 }), 18, 4), 4);
  },
  "squeeze and excite": (op, x) => {
    const a = conv(op, conv(op, x, 3, 6), 6, 6);
    const scale = op.Sigmoid(op.Conv(op.GlobalAveragePool(a), weights(6, 6, 1, 1)));
    return ended(op, conv(op, op.Mul(a, scale), 6, 4), 4);
  },
  "a norm over the whole map inside": (op, x) => {
    const a = op.InstanceNormalization(conv(op, x, 3, 6), weights(6), weights(6));
    return ended(op, conv(op, a, 6, 4), 4);
  },
  "a constant map": (op, x) => ended(op, conv(op, op.Add(x, weights(1, 3, 24, 24)), 3, 4), 4),
  "channels split and shuffled": (op, x) => {
    const [a, b] = op.many("Split", 2, [conv(op, x, 3, 6)], { axis: 1, num_outputs: 2 });
    const y = op.Concat(conv(op, b, 3, 3), a, { axis: 1 });
    const halves = op.Transpose(op.Reshape(y, [-1, 2, 3, 24, 24]), { perm: [0, 2, 1, 3, 4] });
    return ended(op, conv(op, op.Reshape(halves, [-1, 6, 24, 24]), 6, 4), 4);
  },
  "a classifier over all cells": (op, x) => {
    const y = op.MaxPool(conv(op, x, 3, 4), { kernel_shape: [2, 2], strides: [2, 2] });
    return op.Gemm(op.Flatten(y), weights(4 * 12 * 12, 3));
  },
  "ReduceMean in place of a pool": (op, x) =>
    op.Gemm(op.ReduceMean(conv(op, x, 3, 6), [2, 3], { keepdims: 0 }), weights(6, 3)),
};
