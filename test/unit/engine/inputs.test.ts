// Pictures go into inputs of every type, rank and batch: the same network behind each.
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Job } from "../../../src/engine/api";
import { createEngine } from "../../../src/engine/engine";
import { Graph, Value } from "../../../src/engine/graph/graph";
import { constant, type Ops, opsOn } from "../../../src/engine/graph/ops";
import { type DataType, Tensor } from "../../../src/engine/graph/tensor";
import { encode } from "../../../src/engine/onnx/encode";
import { ModelProtoSchema, ValueInfoProtoSchema } from "../../../src/engine/onnx/gen/onnx_pb";
import { modelOf } from "../../../src/engine/onnx/model";
import { relativeL2 } from "../reference";
import { modelBytes, quiet, scratch, smallNet, weights, write } from "./fixtures";

const engine = createEngine();
const folder = scratch();
let picture: string;
beforeAll(async () => {
  const noise = { type: "gaussian" as const, mean: 120, sigma: 50 };
  const create = { width: 12, height: 12, channels: 3 as const, background: "red", noise };
  picture = write(folder, "picture.png", await sharp({ create }).png().toBuffer());
});
afterAll(() => engine.release());

/** A model with an input of any type. */
function modelWith(type: DataType, shape: (number | null)[], body: (op: Ops, x: Value) => Value) {
  const x = new Value("picture", { shape, type });
  const nodes: ConstructorParameters<typeof Graph>[2][number][] = [];
  const y = body(opsOn(nodes), x);
  y.name = "scores";
  return encode(modelOf(new Graph([x], [y], nodes)));
}

const sidecar = {
  mean: [100, 120, 90],
  std: [50, 60, 55],
  rescale_factor: 1,
  height: 12,
  width: 12,
};
let files = 0;
function jobFor(bytes: Uint8Array, settings: object = sidecar): Job {
  const name = `net${files++}`;
  write(folder, `${name}.glassbox.json`, JSON.stringify(settings));
  return {
    model: write(folder, `${name}.onnx`, bytes),
    image: { file: picture },
    target: { kind: "class", index: 1 },
    method: "saliency",
    parameters: {},
    device: "cpu",
  };
}
const explained = (bytes: Uint8Array, settings?: object) =>
  engine.explain(jobFor(bytes, settings), quiet);
const plain = (settings?: object) => explained(modelBytes([1, 3, 12, 12], smallNet), settings);
const refusalOf = (bytes: Uint8Array) =>
  explained(bytes).then(
    () => "no refusal",
    (e) => `${e.code}: ${e.message}`,
  );

const half = (dims: number[], like: Value) =>
  constant(Tensor.of("float16", dims, like.data!.numbers()));
const toChannelsFirst = (op: Ops, x: Value) => op.Transpose(x, { perm: [0, 3, 1, 2] });
const cast = (op: Ops, x: Value, to: number) => op.Cast(x, { to });

// biome-ignore format: a table
const same: [string, DataType, (number | null)[], (op: Ops, x: Value) => Value, number][] = [
  ["any batch", "float", [null, 3, 12, 12], smallNet, 1e-5],
  ["any size", "float", [null, 3, null, null], smallNet, 1e-5],
  ["three pictures at a time", "float", [3, 3, 12, 12], smallNet, 1e-5],
  ["no batch", "float", [3, 12, 12], (op, x) => op.Squeeze(smallNet(op, op.Unsqueeze(x, [0])), [0]), 1e-5],
  ["no batch, softmax", "float", [3, 12, 12], (op, x) => op.Softmax(op.Squeeze(smallNet(op, op.Unsqueeze(x, [0])), [0]), { axis: 0 }), 1e-5],
  ["channels last", "float", [1, 12, 12, 3], (op, x) => smallNet(op, toChannelsFirst(op, x)), 1e-5],
  ["channels last, any batch and size", "float", [null, null, null, 3], (op, x) => smallNet(op, toChannelsFirst(op, x)), 1e-5],
  ["channels last, no batch", "float", [12, 12, 3], (op, x) => smallNet(op, op.Unsqueeze(op.Transpose(x, { perm: [2, 0, 1] }), [0])), 1e-5],
  ["float16, cast to float", "float16", [1, 3, 12, 12], (op, x) => smallNet(op, cast(op, x, 1)), 1e-3],
  ["float16 as a whole", "float16", [1, 3, 12, 12], (op, x) => {
    const y = op.Conv(x, half([4, 3, 3, 3], weights(4, 3, 3, 3)), { pads: [1, 1, 1, 1] });
    return op.Gemm(op.Flatten(op.GlobalAveragePool(op.Relu(y))), half([4, 3], weights(4, 3)));
  }, 1e-2],
  ["double", "double", [1, 3, 12, 12], (op, x) => smallNet(op, cast(op, x, 1)), 1e-5],
  ["a float16 island", "float", [1, 3, 12, 12], (op, x) => smallNet(op, cast(op, cast(op, x, 10), 1)), 1e-2],
];

describe("the same scores and the same saliency", () => {
  test.each(same)("%s", async (_, type, shape, body, tolerated) => {
    const ours = await explained(modelWith(type, shape, body));
    const theirs = await plain();
    const scores = (e: typeof ours) => e.predictions.map((p) => p.score);
    expect(relativeL2(scores(ours), scores(theirs))).toBeLessThan(tolerated);
    expect(relativeL2(ours.map.values, theirs.map.values)).toBeLessThan(tolerated);
  });

  test("weights that are listed as inputs too", async () => {
    const proto = fromBinary(ModelProtoSchema, modelBytes([1, 3, 12, 12], smallNet));
    proto.irVersion = 3n;
    for (const { name } of proto.graph!.initializer)
      proto.graph!.input.unshift({ $typeName: ValueInfoProtoSchema.typeName, name } as never);
    const ours = await explained(toBinary(ModelProtoSchema, proto));
    expect(ours.map.values).toEqual((await plain()).map.values);
  });
});

describe("whole numbers", () => {
  const raw = { mean: [0, 0, 0], std: [1, 1, 1], rescale_factor: 1 };
  test("uint8 that is cast at once: pixels as they are, with a gradient", async () => {
    const bytes = modelWith("uint8", [1, 3, 12, 12], (op, x) => smallNet(op, cast(op, x, 1)));
    const ours = await explained(bytes, {});
    const theirs = await plain(raw);
    expect(ours.predictions).toEqual(theirs.predictions);
    expect(ours.map.values).toEqual(theirs.map.values);
  });
  test("uint8 that is moved before: predictions, and why there is no gradient", async () => {
    const bytes = modelWith("uint8", [1, 12, 12, 3], (op, x) =>
      smallNet(op, cast(op, toChannelsFirst(op, x), 1)),
    );
    expect(await refusalOf(bytes)).toMatch(
      /^no-gradient: .*"picture" takes whole numbers \(uint8\)/,
    );
    const { predictions } = await engine.predict(jobFor(bytes, {}), quiet);
    expect(predictions).toEqual((await plain(raw)).predictions);
  });
});

describe("layouts that only the graph tells", () => {
  test.each([
    [[1, 3, 12, 3], "NCHW", smallNet],
    [[1, 3, 12, 3], "NHWC", (op: Ops, x: Value) => smallNet(op, toChannelsFirst(op, x))],
    [[1, 12, 12, 1], "NHWC", (op: Ops, x: Value) => op.ReduceMean(x, [1, 2])],
  ] as const)("[%s] is %s", async (shape, layout, body) => {
    const job = jobFor(modelWith("float", [...shape], body), {});
    expect((await engine.open(job, quiet)).preprocessing.layout).toBe(layout);
  });
});
