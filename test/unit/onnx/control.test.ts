// Control flow that the graph fixes, and operators that a model defines itself: the gradient passes.
import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { checkGradient } from "../../../src/engine/check";
import { Graph, type Node, Value } from "../../../src/engine/graph/graph";
import { type AttrInputs, constant, type Ops, opsOn } from "../../../src/engine/graph/ops";
import { Tensor } from "../../../src/engine/graph/tensor";
import { openNetwork } from "../../../src/engine/network";
import { encode } from "../../../src/engine/onnx/encode";
import {
  AttributeProtoSchema,
  FunctionProtoSchema,
  NodeProtoSchema,
} from "../../../src/engine/onnx/gen/onnx_pb";
import { modelOf } from "../../../src/engine/onnx/model";
import { Programs } from "../../../src/engine/programs";
import { modelBytes, scratch, smallNet, weights, write } from "../engine/fixtures";

type Body = (op: Ops, ...x: Value[]) => (Value | undefined)[];

const value = (shape: number[], type: Value["type"] = "float") => new Value("in", { shape, type });

/** A subgraph as an attribute. */
function graph(inputs: Value[], body: Body) {
  const nodes: Node[] = [];
  const outputs = body(opsOn(nodes), ...inputs) as Value[];
  for (const y of outputs) y.type ??= "float";
  return { type: "graph", value: new Graph(inputs, outputs, nodes) } as const;
}

const flag = (v: number) => constant(Tensor.of("bool", [], [v]));
const shape = [1, 3, 8, 8];

async function opened(bytes: Uint8Array) {
  const network = await openNetwork(write(scratch(), "net.onnx", bytes));
  const programs = new Programs(network, "cpu");
  const dims = [1, ...shape.slice(1)];
  const data = Float32Array.from({ length: 192 }, (_, i) => Math.cos(i));
  return { network, programs, scores: await programs.scores({ dims, data }) };
}

/** The model gives what the plain one gives, holds none of `gone`, and its gradient is right. */
async function expectSame(body: (op: Ops, x: Value) => Value, plain: (op: Ops, x: Value) => Value) {
  const model = await opened(modelBytes(shape, (op, x) => smallNet(op, body(op, x))));
  const same = await opened(modelBytes(shape, (op, x) => smallNet(op, plain(op, x))));
  model.scores.forEach((s, i) => {
    expect(s).toBeCloseTo(same.scores[i], 5);
  });
  const ops = model.network.model.graph.nodes.map((n) => n.op);
  expect(ops).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(If|Loop|Scan)$/)]));
  expect(model.network.info.noGradient).toBeUndefined();
  expect((await checkGradient(model.programs)).passed).toBe(true);
  for (const { programs } of [model, same]) await programs.release();
}

const branches = (x: Value): AttrInputs => ({
  then_branch: graph([], (op) => [op.Mul(x, x)]),
  else_branch: graph([], (op) => [op.Tanh(op.Add(x, weights(3, 1, 1)))]),
});

test("If with a constant condition", () =>
  expectSame(
    (op, x) => op.node("If", 1, [flag(0)], branches(x))[0],
    (op, x) => op.Tanh(op.Add(x, weights(3, 1, 1))),
  ));

test("If whose condition follows from a size", () =>
  expectSame(
    (op, x) => {
      const four = op.Equal(op.Size(op.Shape(x)), constant(Tensor.of("int64", [], [4])));
      return op.node("If", 1, [four], branches(x))[0];
    },
    (op, x) => op.Mul(x, x),
  ));

const loopBody = graph(
  [value([], "int64"), value([], "bool"), value(shape)],
  (op, i, go, state) => {
    const next = op.Tanh(op.Add(state, op.Mul(op.Cast(i, { to: 1 }), 0.1)));
    return [op.Identity(go), next, op.ReduceSum(next, [0], { keepdims: 0 })];
  },
);
const threeTimes = (op: Ops, x: Value) =>
  op.node("Loop", 2, [constant(Tensor.of("int64", [], [3])), flag(1), x], { body: loopBody });
const unrolled = (op: Ops, x: Value) => {
  const states: Value[] = [];
  for (const i of [0, 1, 2]) states.push(op.Tanh(op.Add(states.at(-1) ?? x, 0.1 * i)));
  return states;
};

test("a Loop of three rounds, its last state", () =>
  expectSame(
    (op, x) => threeTimes(op, x)[0],
    (op, x) => unrolled(op, x)[2],
  ));

test("a Loop of three rounds, what it collects", () =>
  expectSame(
    (op, x) => op.ReduceSum(threeTimes(op, x)[1], [0], { keepdims: 1 }),
    (op, x) => unrolled(op, x).reduce((a, b) => op.Add(a, b)),
  ));

test.each([0, 1])("a Scan over rows, direction %i", (direction) => {
  const body = graph([value([1, 3, 8]), value([1, 3, 8])], (op, sum, row) => {
    const next = op.Add(sum, op.Mul(row, row));
    return [next, op.Tanh(next)];
  });
  const attrs = {
    body,
    num_scan_inputs: 1,
    scan_input_axes: [2],
    scan_output_axes: [2],
    scan_input_directions: [direction],
    scan_output_directions: [direction],
  };
  const zeros = constant(Tensor.of("float", [1, 3, 8], Array(24).fill(0)));
  return expectSame(
    (op, x) => op.node("Scan", 2, [zeros, x], attrs)[1],
    (op, x) => {
      const axis = constant(Tensor.of("int64", [], [2]));
      return op.Tanh(op.CumSum(op.Mul(x, x), axis, { reverse: direction }));
    },
  );
});

test("a Loop whose end depends on the picture predicts, and is named where no gradient passes", async () => {
  const bytes = modelBytes(shape, (op, x) => {
    const go = op.Greater(op.ReduceSum(op.Reshape(x, [-1]), [0], { keepdims: 0 }), 0);
    const body = graph([value([], "int64"), value([], "bool"), value(shape)], (inner, _, on, s) => [
      inner.Identity(on),
      inner.Tanh(s),
    ]);
    const [y] = op.node("Loop", 1, [constant(Tensor.of("int64", [], [3])), go, x], { body });
    y.name = "/decoder/loop";
    return smallNet(op, y);
  });
  const { network, scores, programs } = await opened(bytes);
  expect(scores).toHaveLength(3);
  expect(network.info.noGradient?.message).toMatch(/Loop "\/decoder\/loop"/);
  await programs.release();
});

/** LeakyPair(x; slope) = LeakyRelu(Twice(x); slope), Twice(x) = x + x: one in the other. */
function withFunctions() {
  const x = new Value("picture", { shape, type: "float" });
  const nodes: Node[] = [];
  const op = opsOn(nodes);
  const slope = { type: "float", value: 0.3 } as const;
  const [a] = op.node("LeakyPair", 1, [x], { slope }, "own.ops");
  const [b] = op.node("LeakyPair", 1, [a], {}, "own.ops");
  const y = smallNet(op, b);
  y.name = "scores";
  const model = modelOf(new Graph([x], [y], nodes));
  const node = (opType: string, domain: string, input: string, output: string) =>
    create(NodeProtoSchema, { opType, domain, input: [input], output: [output], name: opType });
  const leaky = node("LeakyRelu", "", "t", "y");
  leaky.attribute = [
    create(AttributeProtoSchema, { name: "alpha", type: 1, refAttrName: "slope" }),
  ];
  const twice = create(FunctionProtoSchema, {
    name: "Twice",
    domain: "own.ops",
    input: ["x"],
    output: ["y"],
    node: [create(NodeProtoSchema, { opType: "Add", input: ["x", "x"], output: ["y"] })],
    opsetImport: [{ domain: "", version: 18n }],
  });
  const pair = create(FunctionProtoSchema, {
    name: "LeakyPair",
    domain: "own.ops",
    input: ["x"],
    output: ["y"],
    attributeProto: [create(AttributeProtoSchema, { name: "slope", type: 1, f: 0.1 })],
    node: [node("Twice", "own.ops", "x", "t"), leaky],
    opsetImport: [
      { domain: "", version: 18n },
      { domain: "own.ops", version: 1n },
    ],
  });
  model.origin.functions = [twice, pair];
  return encode({ ...model, domains: new Map([["own.ops", 1]]) });
}

test("operators that the model defines itself, one within another", async () => {
  const { network, programs, scores } = await opened(withFunctions());
  const leaky = (op: Ops, x: Value, alpha: number) =>
    op.node("LeakyRelu", 1, [op.Add(x, x)], { alpha: { type: "float", value: alpha } })[0];
  const plain = await opened(
    modelBytes(shape, (op, x) => smallNet(op, leaky(op, leaky(op, x, 0.3), 0.1))),
  );
  expect(scores).toEqual(plain.scores);
  const ops = network.model.graph.nodes.map((n) => n.key);
  expect(ops.slice(0, 4)).toEqual(["Add", "LeakyRelu", "Add", "LeakyRelu"]);
  await programs.release();
  await plain.programs.release();
});
