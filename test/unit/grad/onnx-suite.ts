// The ONNX project's own operator tests, as Debian's libonnx-testdata installs them.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import type { Graph } from "../../../src/engine/graph/graph";
import type { Tensor } from "../../../src/engine/graph/tensor";
import { decode } from "../../../src/engine/onnx/decode";
import {
  ModelProtoSchema,
  type TensorProto,
  TensorProtoSchema,
} from "../../../src/engine/onnx/gen/onnx_pb";
import type { Model } from "../../../src/engine/onnx/model";
import { raise } from "../../../src/engine/onnx/raise";

const data = process.env.GLASSBOX_ONNX_TESTDATA ?? "/usr/share/libonnx-testdata/data";
const groups = ["node", "pytorch-operator", "pytorch-converted", "simple"];

/** "node/test_relu" and so on; none where the package is absent. */
export const suite = existsSync(data)
  ? groups.flatMap((g) => readdirSync(join(data, g)).map((t) => `${g}/${t}`))
  : [];

export interface SuiteCase {
  /** Raised; the only input left is the tested one, all others are constants. */
  model: Model;
  /** What the input holds. */
  x: Tensor;
  /** What the outputs should be. */
  expected: Tensor[];
}

/** Changed in opset 7, so that a test of opset 6 cannot be read as one of 7. */
const changedIn7 = new Set(
  `Add Sub Mul Div Pow And Or Xor Greater Less Equal Gemm BatchNormalization PRelu Dropout Upsample
  RNN GRU LSTM`.split(/\s+/),
);

/** What the file holds; an opset 6 that 7 did not change is read as 7, the oldest there is. */
function protoOf(test: string) {
  const proto = fromBinary(ModelProtoSchema, readFileSync(join(data, test, "model.onnx")));
  const same = proto.graph?.node.every((n) => !changedIn7.has(n.opType));
  for (const o of proto.opsetImport)
    if (o.domain === "" && o.version === 6n && same) o.version = 7n;
  return proto;
}

/** The model of one test with its `input`-th input left open. */
export function loadCase(test: string, input: number): SuiteCase {
  const folder = join(data, test);
  const proto = protoOf(test);
  const read = (kind: "input" | "output", i: number) =>
    fromBinary(TensorProtoSchema, readFileSync(join(folder, "test_data_set_0", `${kind}_${i}.pb`)));
  const open = openInputs(proto.graph!.input, proto.graph!.initializer);
  open.forEach(({ name }, i) => {
    if (i !== input) proto.graph!.initializer.push(Object.assign(read("input", i), { name }));
  });
  const model = raise(decode(toBinary(ModelProtoSchema, proto)));
  const expected = proto.graph!.output.map((_, i) => tensorOf(read("output", i)));
  return { model, x: tensorOf(read("input", input)), expected };
}

/** Names of the inputs that the test's files feed, with their element types. */
export function inputsOf(test: string) {
  const { graph } = protoOf(test);
  return openInputs(graph!.input, graph!.initializer).map((i) => ({
    name: i.name,
    isFloat: i.type?.tensorType?.elemType === 1,
  }));
}

const openInputs = <T extends { name: string }>(inputs: T[], weights: { name: string }[]) =>
  inputs.filter((i) => !weights.some((w) => w.name === i.name));

/** Every operator of the model as the file has it. */
export const operatorsOf = (test: string): string[] =>
  keysOf(raise(decode(toBinary(ModelProtoSchema, protoOf(test)))).graph);
const keysOf = (graph: Graph) => [...new Set(graph.nodes.map((n) => n.key))];

/** Read as a weight of a model made for it: one reader of tensors is enough. */
function tensorOf(proto: TensorProto): Tensor {
  const initializer = [Object.assign(proto, { name: "t" })];
  const node = [{ opType: "Identity", input: ["t"], output: ["u"] }];
  const model = create(ModelProtoSchema, { graph: { initializer, node } });
  return decode(toBinary(ModelProtoSchema, model)).graph.nodes[0].inputs[0]!.data!;
}
