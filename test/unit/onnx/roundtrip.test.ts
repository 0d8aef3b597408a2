import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fromBinary } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { decode } from "../../../src/engine/onnx/decode";
import { encode, encodeProgram } from "../../../src/engine/onnx/encode";
import { ModelProtoSchema } from "../../../src/engine/onnx/gen/onnx_pb";
import { Session } from "../../../src/engine/run/session";
import { modelBytes, smallNet, weights } from "../engine/fixtures";
import { describeReference } from "../reference";

/** What a file says, whatever the order of its weights; of their bytes the digests. */
function contents(bytes: Uint8Array) {
  const { graph, ...model } = fromBinary(ModelProtoSchema, bytes);
  const inNodes = graph!.node.flatMap((n) => n.attribute.flatMap((a) => a.t ?? []));
  for (const t of [...graph!.initializer, ...inNodes])
    for (const field of ["rawData", "floatData", "int64Data", "int32Data"] as const)
      if (t[field].length > 64) Object.assign(t, { [field]: digest(t[field]) });
  const named = (list: { name: string }[]) => new Map(list.map((x) => [x.name, x]));
  return {
    model,
    nodes: graph!.node,
    outputs: graph!.output.map((o) => o.name),
    weights: named(graph!.initializer),
    valueInfo: named(graph!.valueInfo),
  };
}

const digest = (data: Uint8Array | readonly (number | bigint)[]) =>
  createHash("sha256")
    .update(data instanceof Uint8Array ? data : data.join())
    .digest("hex");

function expectKept(bytes: Uint8Array) {
  const before = contents(bytes);
  const after = contents(encode(decode(bytes)));
  expect(after.nodes).toEqual(before.nodes);
  expect(after.outputs).toEqual(before.outputs);
  expect(after.model).toEqual(before.model);
  expect(after.valueInfo).toEqual(before.valueInfo);
  for (const [name, weight] of after.weights) expect(weight).toEqual(before.weights.get(name));
}

describe("a model that is read and written", () => {
  test("is the same model", () => expectKept(modelBytes([null, 3, 8, 8], smallNet)));

  test("as a program leaves its weights in the file's bytes", async () => {
    const bytes = modelBytes([1, 3, 64, 64], (op, x) => op.Gemm(smallNet(op, x), weights(3, 4096)));
    const model = decode(bytes);
    const { bytes: program, externalData } = encodeProgram(model);
    expect(program.length).toBeLessThan(bytes.length / 4);
    expect(externalData.map((e) => e.data.buffer)).toEqual([bytes.buffer]);
    const session = await Session.create(model, "cpu");
    const [x] = model.graph.inputs;
    const feeds = new Map([
      [x, { dims: [1, 3, 64, 64], data: new Float32Array(3 * 64 * 64).fill(0.5) }],
    ]);
    const [y] = await session.run(feeds, model.graph.outputs);
    expect(y.dims).toEqual([1, 4096]);
    await session.release();
  });
});

describeReference("the models of the reference", (reference) => {
  const folders = ["dev", "light"].flatMap((d) =>
    readdirSync(join(reference, "models", d))
      .filter((f) => f.endsWith(".onnx"))
      .map((f) => join("models", d, f)),
  );
  test.each(folders)("%s is the same when read and written", (file) =>
    expectKept(new Uint8Array(readFileSync(join(reference, file)))),
  );
});
