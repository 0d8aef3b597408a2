// For each operator, which box of each input a box of an output is computed from. An operator that
// is not here needs all of its inputs.

import { spatial } from "../grad/rule";
import { windowOf } from "../grad/window";
import type { Node, Value } from "../graph/graph";

/** First and last index along an axis; infinite where all of it is meant. */
export type Interval = readonly [number, number];
/** One interval for each axis. */
export type Box = readonly Interval[];
export const whole: Interval = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

interface At {
  node: Node;
  x: readonly Value[];
  /** The output that `box` is a box of, and which of the node's it is. */
  y: Value;
  output: number;
  box: Box;
}
type Needs = (at: At) => (Box | undefined)[];

export const everything: Needs = ({ x }) => x.map((v) => v?.shape?.map(() => whole));

/** Broadcasting: an axis of one element serves all. */
const elementwise: Needs = ({ x, y, box }) =>
  x.map((v) => {
    const missing = box.length - (v?.shape?.length ?? 0);
    return v?.shape?.map((d, i) =>
      d === 1 && y.shape![i + missing] !== 1 ? [0, 0] : box[i + missing],
    );
  });

const slide: Needs = ({ node, x, y, box }) => {
  const isConv = node.op === "Conv";
  const kernel = isConv ? spatial(x[1]) : node.ints("kernel_shape", []);
  const { strides, dilations, begins } = windowOf(node, x[0], y, kernel);
  const around = kernel.map((k, i): Interval => {
    const [low, high] = box[i + 2];
    return [low * strides[i] - begins[i], high * strides[i] - begins[i] + dilations[i] * (k - 1)];
  });
  return [[box[0], isConv ? ofGroup(node, x, box[1]) : box[1], ...around]];
};

/** The input channels of a Conv's output channels: those of their groups. */
function ofGroup(node: Node, [, w]: readonly Value[], [low, high]: Interval): Interval {
  const [outputs, inputs] = w.shape as number[];
  const perGroup = outputs / node.int("group", 1);
  return [Math.floor(low / perGroup) * inputs, (Math.floor(high / perGroup) + 1) * inputs - 1];
}

const spread: Needs = ({ node, x, box }) => {
  const kernel = spatial(x[1]);
  const strides = node.ints(
    "strides",
    kernel.map(() => 1),
  );
  const dilations = node.ints(
    "dilations",
    kernel.map(() => 1),
  );
  // With auto_pad the padding is not written down: half of what overlaps, as SAME puts it.
  const pads = node.ints(
    "pads",
    kernel.map((k, i) => Math.max(k - strides[i], 0) >> 1),
  );
  const around = kernel.map((k, i): Interval => {
    const [low, high] = box[i + 2];
    return [
      Math.ceil((low + pads[i] - dilations[i] * (k - 1)) / strides[i]),
      Math.floor((high + pads[i]) / strides[i]),
    ];
  });
  return [[box[0], whole, ...around]];
};

const global: Needs = ({ box }) => [[box[0], box[1], ...box.slice(2).map(() => whole)]];

const alongAxis =
  (fallback: number, onward = false): Needs =>
  ({ node, box }) => {
    const given = node.int("axis", fallback);
    const axis = given < 0 ? given + box.length : given;
    return [box.map((b, i) => (i === axis || (onward && i > axis) ? whole : b))];
  };

const reduce: Needs = ({ node, x, box }) => {
  const n = x[0].shape!.length;
  const given = x[1]?.data ? Array.from(x[1].data.numbers()) : node.ints("axes");
  const axes = given?.length ? given.map((a) => (a < 0 ? a + n : a)) : undefined;
  const kept = node.int("keepdims", 1) === 1;
  let next = 0;
  return [
    x[0].shape!.map((_, i) => {
      if (axes && !axes.includes(i)) return box[kept ? i : next++];
      return whole;
    }),
  ];
};

/** Row-major order: sizes that agree from the left or from the right keep their indices. */
const reshape: Needs = ({ x: [x], y, box }) => {
  const from = x.shape!;
  const to = y.shape!;
  const shorter = Math.min(from.length, to.length);
  let left = 0;
  while (left < shorter && from[left] === to[left]) left++;
  let right = 0;
  while (right < shorter - left && from.at(-1 - right) === to.at(-1 - right)) right++;
  return [
    from.map((_, i) => {
      if (i < left) return box[i];
      return i >= from.length - right ? box[i - from.length + to.length] : whole;
    }),
  ];
};

const transpose: Needs = ({ node, box }) => {
  const perm = node.ints("perm") ?? box.map((_, i) => box.length - 1 - i);
  return [box.map((_, i) => box[perm.indexOf(i)])];
};

const shifted = (box: Box, axis: number, by: number): Box =>
  box.map((b, i) => (i === axis ? [b[0] - by, b[1] - by] : b));

const concat: Needs = ({ node, x, box }) => {
  const axis = node.int("axis", 1);
  const at = axis < 0 ? axis + box.length : axis;
  let start = 0;
  return x.map((v) => {
    const size = v.shape![at] ?? 1;
    const moved = shifted(box, at, start);
    start += size;
    return moved[at][1] >= 0 && moved[at][0] < size ? moved : undefined;
  });
};

const split: Needs = ({ node, box, output }) => {
  const axis = node.int("axis", 0);
  const at = axis < 0 ? axis + box.length : axis;
  const before = node.outputs.slice(0, output).reduce((sum, y) => sum + (y?.shape?.[at] ?? 0), 0);
  return [shifted(box, at, -before)];
};

const numbers = (v: Value | undefined) => v?.data && Array.from(v.data.numbers());

const pad: Needs = ({ node, x, box }) => {
  const pads = numbers(x[1]);
  if (!pads || node.string("mode", "constant") !== "constant") return [box.map(() => whole)];
  const axes = numbers(x[3]) ?? box.map((_, i) => i);
  return [axes.reduce((b, axis, i) => shifted(b, axis < 0 ? axis + b.length : axis, pads[i]), box)];
};

const slice: Needs = ({ x, box }) => {
  const starts = numbers(x[1]);
  if (!starts) return [box.map(() => whole)];
  const axes = numbers(x[3]) ?? starts.map((_, i) => i);
  const steps = numbers(x[4]) ?? starts.map(() => 1);
  const out = [...box];
  axes.forEach((given, i) => {
    const axis = given < 0 ? given + box.length : given;
    const size = x[0].shape![axis] ?? 1;
    const from = starts[i] < 0 ? starts[i] + size : starts[i];
    const first = Math.min(Math.max(from, 0), size - 1);
    const ends = box[axis].map((o) => first + o * steps[i]);
    out[axis] = [Math.min(...ends), Math.max(...ends)];
  });
  return [out];
};

/** ONNX's coordinate_transformation_mode: where in the input an output index lies. */
const coordinates: Record<string, (o: number, from: number, to: number) => number> = {
  half_pixel: (o, from, to) => ((o + 0.5) * from) / to - 0.5,
  pytorch_half_pixel: (o, from, to) => (to > 1 ? ((o + 0.5) * from) / to - 0.5 : 0),
  asymmetric: (o, from, to) => (o * from) / to,
  align_corners: (o, from, to) => (to > 1 ? (o * (from - 1)) / (to - 1) : 0),
};

const resize: Needs = ({ node, x, y, box }) => {
  const where = coordinates[node.string("coordinate_transformation_mode", "half_pixel")];
  // The nearest cell is one of two, whatever the rounding.
  const margin = node.string("mode", "nearest") === "cubic" ? 1 : 0;
  return [
    box.map((b, i) => {
      const from = x[0].shape![i];
      const to = y.shape![i];
      if (from === to || !from || !to) return b;
      if (!where) return whole;
      const [low, high] = b.map((o) => where(o, from, to));
      return [Math.floor(low) - margin, Math.ceil(high) + margin];
    }),
  ];
};

const blocks =
  (grow: (b: Interval, size: number) => Interval): Needs =>
  ({ node, box }) => {
    const size = node.int("blocksize", 1);
    return [[box[0], whole, grow(box[2], size), grow(box[3], size)]];
  };

const named = (names: string, needs: Needs) =>
  Object.fromEntries(names.split(/\s+/).map((name) => [name, needs]));

export const boxes: Readonly<Partial<Record<string, Needs>>> = {
  ...named(
    `Abs Add And BatchNormalization Cast Ceil Celu Clip Div Dropout Elu Equal Erf Exp Floor Gelu
    Greater GreaterOrEqual HardSigmoid HardSwish Identity LeakyRelu Less LessOrEqual Log Max Mean
    Min Mish Mul Neg Not Or PRelu Pow QuantizeLinear DequantizeLinear Reciprocal Relu Round Selu
    Sigmoid Sign Sin Cos Softplus Softsign Sqrt Sub Sum Tanh ThresholdedRelu Where Xor`,
    elementwise,
  ),
  ...named("Conv MaxPool AveragePool LpPool", slide),
  ConvTranspose: spread,
  ...named("GlobalAveragePool GlobalMaxPool GlobalLpPool InstanceNormalization", global),
  ...named("Softmax LogSoftmax Hardmax LpNormalization", alongAxis(-1)),
  LayerNormalization: alongAxis(-1, true),
  LRN: ({ box }) => [[box[0], whole, ...box.slice(2)]],
  ...named(
    "ReduceMean ReduceSum ReduceMax ReduceMin ReduceL1 ReduceL2 ReduceProd ReduceSumSquare",
    reduce,
  ),
  ...named("Reshape Flatten Squeeze Unsqueeze", reshape),
  Transpose: transpose,
  Concat: concat,
  Split: split,
  Pad: pad,
  Slice: slice,
  Resize: resize,
  DepthToSpace: blocks(([low, high], n) => [Math.floor(low / n), Math.floor(high / n)]),
  SpaceToDepth: blocks(([low, high], n) => [low * n, high * n + n - 1]),
  Gemm: ({ x, box }) => [x[0].shape!.length === 2 ? [box[0], whole] : x[0].shape!.map(() => whole)],
};
