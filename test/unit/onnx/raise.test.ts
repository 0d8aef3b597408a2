// Models of every opset, raised, against the same files run by ONNX Runtime as they are.
import { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { Graph, Node, Value } from "../../../src/engine/graph/graph";
import {
  type AttrInputs,
  constant,
  float,
  type Input,
  type Ops,
} from "../../../src/engine/graph/ops";
import { Tensor } from "../../../src/engine/graph/tensor";
import { decode } from "../../../src/engine/onnx/decode";
import { encode } from "../../../src/engine/onnx/encode";
import { modelOf } from "../../../src/engine/onnx/model";
import { raise } from "../../../src/engine/onnx/raise";
import { Session } from "../../../src/engine/run/session";
import { modelBytes, weights } from "../engine/fixtures";

const dims = [1, 4, 6, 6];
const picture = Float32Array.from({ length: 144 }, (_, i) => Math.sin(2.3 * i) * 3);

/** The largest difference between a file run as it is and run raised; and what it was raised to. */
async function raisedDifference(bytes: Uint8Array) {
  const direct = await InferenceSession.create(bytes, { logSeverityLevel: 4 });
  const feeds = { picture: new OrtTensor("float32", picture, dims) };
  const before = (await direct.run(feeds))[direct.outputNames[0]];
  await direct.release();
  const model = raise(decode(bytes));
  const [x] = model.graph.inputs;
  const session = await Session.create(model, "cpu");
  const feed = new Map([[x, { dims, data: picture }]]);
  const [after] = await session.run(feed, [model.graph.outputs[0]]);
  await session.release();
  expect(after.dims).toEqual(before.dims);
  const data = before.data as Float32Array;
  const difference = Math.max(...data.map((v, i) => Math.abs(v - Number(after.data[i]))));
  return { difference, graph: model.graph };
}

const floats = (...value: number[]) => ({ type: "floats", value }) as const;
const ints = (...value: bigint[]) => ({ type: "ints", value }) as const;
const empty = () => constant(Tensor.of("float", [0], []));
const scales = (...v: number[]) => constant(Tensor.of("float", [v.length], v));
const four = [weights(4), weights(4), weights(4), constant(Tensor.of("float", [4], [1, 2, 3, 4]))];

/** Operator, opset, its operands after the picture, attributes, outputs. */
type Old = [op: string, opset: number, inputs: Input[], attrs: AttrInputs, outputs?: number];
// biome-ignore format: a table
const old: Old[] = [
  ...["Softmax", "LogSoftmax", "Hardmax"].flatMap((op): Old[] => [[op, 7, [], {}], [op, 11, [], { axis: 2 }], [op, 12, [], { axis: -1 }], [op, 13, [], {}]]),
  ["Squeeze", 11, [], { axes: [0] }], ["Unsqueeze", 7, [], { axes: [1, 5] }], ["Unsqueeze", 11, [], { axes: [-1] }],
  ...["Sum", "Mean", "Max", "Min", "Prod", "L1", "L2", "LogSumExp", "SumSquare"].flatMap((r): Old[] => [[`Reduce${r}`, 7, [], { axes: [2, 3] }], [`Reduce${r}`, 11, [], { axes: [-1], keepdims: 0 }], [`Reduce${r}`, 12, [], {}]]),
  ["ReduceSum", 13, [[1]], {}], ["ReduceMean", 17, [], { axes: [1, -1], keepdims: 0 }],
  ["Split", 7, [], { axis: 1, split: [1, 3] }, 2], ["Split", 11, [], { axis: -1 }, 3], ["Split", 13, [[2, 2]], { axis: 1 }, 2], ["Split", 17, [], { axis: 1 }, 2],
  ["Slice", 7, [], { starts: [1], ends: ints(2n ** 63n - 1n), axes: [2] }], ["Slice", 9, [], { starts: [0, -3], ends: ints(1n, 1000n) }], ["Slice", 10, [[5], [-1000], [3], [-2]], {}],
  ["Pad", 7, [], { pads: [0, 0, 1, 2, 0, 0, -1, 1], value: float(2.5) }], ["Pad", 10, [], { mode: "reflect", pads: [0, 0, 1, 2, 0, 0, 2, 1] }], ["Pad", 11, [[0, 0, -1, 0, 0, 0, 0, -2]], {}],
  ["Clip", 7, [], { min: float(-1), max: float(2) }], ["Clip", 10, [], { max: float(0.5) }], ["Clip", 7, [], {}], ["Clip", 12, [-1, undefined], {}],
  ["Dropout", 7, [], { ratio: float(0.3) }], ["Dropout", 10, [], {}, 2], ["Dropout", 13, [0.4], {}, 2],
  ["BatchNormalization", 7, four, { epsilon: float(0.1) }], ["BatchNormalization", 9, four, { momentum: float(0.8) }], ["BatchNormalization", 14, four, {}],
  ["Upsample", 7, [], { scales: floats(1, 1, 2, 2) }], ["Upsample", 8, [], { scales: floats(1, 1, 1.5, 2), mode: "linear" }], ["Upsample", 9, [scales(1, 1, 3, 1)], {}],
  ["Resize", 10, [scales(1, 1, 2, 2)], { mode: "linear" }], ["Resize", 10, [scales(1, 1, 0.5, 0.4)], {}],
  ...["half_pixel", "asymmetric", "align_corners", "pytorch_half_pixel", "tf_half_pixel_for_nn"].map((m): Old => ["Resize", 11, [empty(), empty(), [1, 4, 9, 8]], { mode: "linear", coordinate_transformation_mode: m }]),
  ["Resize", 13, [undefined, scales(1, 1, 2, 2)], { mode: "cubic", cubic_coeff_a: float(-0.5) }], ["Resize", 12, [empty(), scales(1, 1, 2, 1)], { nearest_mode: "round_prefer_ceil" }],
  ["TopK", 9, [], { k: 2, axis: 1 }, 2], ["TopK", 10, [[3]], {}, 2], ["TopK", 11, [[2]], { largest: 0 }, 2],
  ["AveragePool", 7, [], { kernel_shape: [3, 3], auto_pad: "SAME_UPPER", strides: [2, 2] }], ["AveragePool", 10, [], { kernel_shape: [2, 3], ceil_mode: 1, strides: [2, 2] }], ["AveragePool", 17, [], { kernel_shape: [3, 3], pads: [1, 1, 1, 1], count_include_pad: 1 }],
  ["MaxPool", 7, [], { kernel_shape: [3, 3], auto_pad: "SAME_LOWER", strides: [2, 2] }], ["MaxPool", 8, [], { kernel_shape: [2, 2], storage_order: 1 }, 2], ["MaxPool", 10, [], { kernel_shape: [2, 2], dilations: [2, 2], ceil_mode: 1 }],
  ["LpPool", 11, [], { kernel_shape: [2, 2], p: 3 }], ["GlobalLpPool", 7, [], { p: 1 }],
  ["Conv", 7, [weights(2, 4, 3, 3)], { auto_pad: "SAME_LOWER", strides: [2, 2] }], ["Conv", 11, [weights(4, 1, 2, 2), weights(4)], { group: 4, dilations: [2, 2] }],
  ["ConvTranspose", 7, [weights(4, 2, 3, 3)], { strides: [2, 2], output_shape: [12, 12] }], ["ConvTranspose", 11, [weights(4, 2, 3, 3)], { auto_pad: "SAME_UPPER", strides: [2, 2] }],
  ["InstanceNormalization", 7, [weights(4), weights(4)], {}], ["LRN", 7, [], { size: 3 }], ["LpNormalization", 7, [], { axis: 1, p: 1 }],
  ["MeanVarianceNormalization", 9, [], {}], ["PRelu", 7, [weights(4, 1, 1)], {}], ["Elu", 7, [], {}], ["ThresholdedRelu", 10, [], {}],
  ["Flatten", 7, [], { axis: 2 }], ["Reshape", 7, [[0, -1]], {}], ["Expand", 8, [[2, 4, 6, 6]], {}], ["Tile", 7, [[1, 1, 2, 1]], {}], ["Transpose", 7, [], {}],
  ["DepthToSpace", 7, [], { blocksize: 2 }], ["DepthToSpace", 11, [], { blocksize: 2, mode: "CRD" }], ["SpaceToDepth", 7, [], { blocksize: 3 }],
  ["Gather", 7, [[3, 0]], { axis: 1 }], ["Gather", 11, [[-1]], { axis: -2 }], ["ArgMax", 7, [], { axis: 1 }], ["ArgMin", 12, [], { axis: -1, select_last_index: 1, keepdims: 0 }],
  ["Sum", 7, [weights(1, 4, 6, 6)], {}], ["Mean", 8, [weights(4, 1, 1), weights(6)], {}], ["Max", 8, [weights(4, 1, 1)], {}], ["Add", 7, [weights(4, 1, 1)], {}],
  ["Cast", 9, [], { to: 6 }], ["CumSum", 11, [constant(Tensor.of("int64", [], [2]))], { exclusive: 1 }],
  ["RoiAlign", 10, [constant(Tensor.of("float", [1, 4], [0, 0, 4, 4])), constant(Tensor.of("int64", [1], [0]))], { output_height: 2, output_width: 2, sampling_ratio: 2 }],
  ["ImageScaler", 7, [], { scale: float(0.5), bias: floats(1, 2, 3, 4) }], ["Affine", 7, [], { alpha: float(2), beta: float(-1) }], ["ScaledTanh", 7, [], { alpha: float(2), beta: float(0.5) }],
  ["Crop", 7, [], { border: [1, 2, 0, 1] }], ["Crop", 7, [], { border: [1, 2, 0, 0], scale: [3, 2] }],
  ["Pad", 19, [[0, 0, 1, 0, 0, 0, 0, 2]], { mode: "wrap" }], ["GroupNormalization", 21, [weights(4), weights(4)], { num_groups: 2 }], ["GroupNormalization", 18, [weights(2), weights(2)], { num_groups: 2 }],
  ["AveragePool", 19, [], { kernel_shape: [2, 2], dilations: [2, 2] }], ["Resize", 19, [undefined, undefined, [5, 7]], { mode: "linear", antialias: 1, axes: [2, 3] }], ["Gelu", 20, [], {}], ["Swish", 24, [], {}],
];

const quantized = (op: Ops, x: Value) => {
  const scale = constant(Tensor.of("float", [4], [0.1, 0.2, 0.05, 0.1]));
  const zero = constant(Tensor.of("uint8", [4], [128, 120, 100, 128]));
  const [q] = op.node("QuantizeLinear", 1, [x, scale, zero], { axis: 1 });
  return op.node("DequantizeLinear", 1, [q, scale, zero], { axis: 1 })[0];
};
const scattered = (op: Ops, x: Value) => {
  const indices = constant(Tensor.of("int64", [1, 1, 1, 2], [3, 1]));
  return op.node("Scatter", 1, [x, indices, weights(1, 1, 1, 2)], { axis: 3 })[0];
};

describe("raised, a model gives what it gave before", () => {
  test.each(old)("%s of opset %i %#", async (name, opset, inputs, attrs, outputs = 1) => {
    const body = (op: Ops, x: Value) => op.node(name, outputs, [x, ...inputs], attrs)[0];
    const bytes = modelBytes(dims, withFloats(body), opset);
    const { difference, graph } = await raisedDifference(bytes);
    expect(difference).toBeLessThan(1e-5);
    expect(graph.nodes.length).toBeGreaterThan(0);
  });
  test("QuantizeLinear per channel", async () => {
    const { difference } = await raisedDifference(modelBytes(dims, quantized, 13));
    expect(difference).toBeLessThan(1e-5);
  });
  test.each([7, 10, 13])("Dropout of opset %i, its mask an output of the model", async (opset) => {
    const x = new Value("picture", { shape: dims, type: "float" });
    const y = new Value("y", { shape: dims, type: "float" });
    const mask = new Value("mask", { shape: dims, type: opset < 10 ? "float" : "bool" });
    const graph = new Graph([x], [y, mask], [new Node("Dropout", [x], [y, mask])]);
    const model = raise(decode(encode(modelOf(graph, opset))));
    const session = await Session.create(model, "cpu");
    const feed = new Map([[model.graph.inputs[0], { dims, data: picture }]]);
    const [same, ones] = await session.run(feed, model.graph.outputs);
    await session.release();
    expect(same.data).toEqual(picture);
    expect(Array.from(ones.data, Number)).toEqual(Array(picture.length).fill(1));
  });
  test("Scatter", async () => {
    const { difference } = await raisedDifference(modelBytes(dims, scattered, 9));
    expect(difference).toBe(0);
  });
});

/** Integers (ArgMax, a cast) as floats at the end: outputs are declared as the picture's type. */
const withFloats = (body: (op: Ops, x: Value) => Value) => (op: Ops, x: Value) => {
  const y = body(op, x);
  if (y.type === "float") return y;
  return op.Cast(y, { to: 1 });
};

const names = ({ nodes }: Graph) => nodes.map((n: Node) => n.op);

describe("what is raised", () => {
  test("Constant nodes become constants", () => {
    const value = { type: "tensor", value: weights(4, 1, 1).data! } as const;
    const body = (op: Ops, x: Value) => op.Add(x, op.node("Constant", 1, [], { value })[0]);
    expect(names(raise(decode(modelBytes(dims, body, 9))).graph)).toEqual(["Add"]);
  });
  test("BatchNormalization of each pixel is refused", () => {
    const body = (op: Ops, x: Value) =>
      op.node("BatchNormalization", 1, [x, ...four], { spatial: 0 })[0];
    expect(() => raise(decode(modelBytes(dims, body, 7)))).toThrow(/BatchNormalization.*spatial=0/);
  });
  test.each([6, 27, 99])("opset %i is refused", (opset) =>
    expect(() => raise(decode(modelBytes(dims, quantized, opset)))).toThrow(/opset.*7 to 26/),
  );
});
