// Models with several inputs: each is given a value, each of floats can be explained.
import { afterAll, expect, test } from "vitest";
import type { Explanation, Job } from "../../../src/engine/api";
import { createEngine } from "../../../src/engine/engine";
import { Graph, Value } from "../../../src/engine/graph/graph";
import { constant, opsOn } from "../../../src/engine/graph/ops";
import { Tensor } from "../../../src/engine/graph/tensor";
import { encode } from "../../../src/engine/onnx/encode";
import { modelOf } from "../../../src/engine/onnx/model";
import { encodeNpy } from "../../../src/engine/run/npy";
import { quiet, scratch, write } from "../engine/fixtures";

const engine = createEngine();
afterAll(() => engine.release());
const folder = scratch();

const embedding = [
  [1, 0, 2],
  [0, 3, -1],
];
const side = 8;

/** Scores: embedding[label] * code * mean(picture), one for each of three classes. */
function conditional(withPicture: boolean) {
  const picture = new Value("picture", { shape: [1, 3, side, side], type: "float" });
  const code = new Value("code", { shape: [1, 3], type: "float" });
  const label = new Value("label", { shape: [1], type: "int64" });
  const nodes: ConstructorParameters<typeof Graph>[2][number][] = [];
  const op = opsOn(nodes);
  const table = constant(Tensor.of("float", [2, 3], embedding.flat()));
  const weighed = op.Mul(op.Gather(table, label, { axis: 0 }), code);
  const mean = () => op.Reshape(op.ReduceMean(picture, [1, 2, 3], { keepdims: 0 }), [1, 1]);
  const scores = op.Mul(weighed, withPicture ? mean() : 2);
  scores.name = "scores";
  const inputs = withPicture ? [picture, code, label] : [code, label];
  const bytes = encode(modelOf(new Graph(inputs, [scores], nodes)));
  return write(folder, `${withPicture ? "seen" : "unseen"}.onnx`, bytes);
}

const tensor = write(
  folder,
  "picture.npy",
  Buffer.from(encodeNpy([1, 3, side, side], new Float32Array(3 * side * side).fill(2))),
);
const job: Job = {
  model: conditional(true),
  image: { tensor },
  inputs: { code: { value: [1, 10, 100] }, label: { value: [1] } },
  target: { kind: "class", index: 1 },
  method: "saliency",
  parameters: {},
  device: "cpu",
};
const explain = (part: Partial<Job>): Promise<Explanation> =>
  engine.explain({ ...job, ...part }, quiet);

test("the values that are given count", async () => {
  const { predictions } = await engine.predict({ ...job, top: 3 }, quiet);
  const scores = new Map(predictions.map((p) => [p.index, p.score]));
  expect([0, 1, 2].map((i) => scores.get(i))).toEqual([0, 60, -200]);
  const other = await engine.predict(
    { ...job, inputs: { ...job.inputs, label: { value: [0] } }, top: 1 },
    quiet,
  );
  expect(other.predictions[0]).toMatchObject({ index: 2, score: 400 });
});

test("the picture is explained as ever, the others being constants", async () => {
  const { raw } = await explain({});
  expect(raw.dims).toEqual([1, 3, side, side]);
  expect(raw.data[5]).toBeCloseTo(30 / (3 * side * side), 5);
});

test.each([
  ["saliency", [0, 6, 0]],
  ["input-x-gradient", [0, 60, 0]],
  ["occlusion", [0, 60, 0]],
])("which part of the condition matters, by %s", async (method, expected) => {
  const { raw, map } = await explain({ wrt: "code", method });
  expect(Array.from(raw.data, (v) => v + 0)).toEqual(expected);
  expect([map.width, map.height]).toEqual([3, 1]);
});

test("a network that takes no picture is explained with respect to its code", async () => {
  const code = write(folder, "code.npy", Buffer.from(encodeNpy([1, 3], new Float32Array(3))));
  const image = { tensor: code };
  const inputs = { label: { value: [1] } };
  const { raw, target } = await explain({ model: conditional(false), wrt: "code", inputs, image });
  expect(Array.from(raw.data, (v) => v + 0)).toEqual([0, 6, 0]);
  expect(target.score).toBe(0);
});

test("what nobody gave is noise of a seed, or the first class, and is said", async () => {
  const { notes: said } = await engine.open({ model: job.model, device: job.device }, quiet);
  expect(said.join("\n")).toMatch(
    /"code" float \[1,3\] is noise of seed 0.*\n.*"label" int64.* is 0/,
  );
  const target = { kind: "class" as const, index: 0 };
  const seeded = (seed: number) => explain({ target, inputs: { code: { seed } } });
  const first = await explain({ target, inputs: {} });
  expect((await seeded(0)).target.score).toBe(first.target.score);
  expect((await seeded(1)).target.score).not.toBe(first.target.score);
});

test.each<[Partial<Job>, RegExp]>([
  [{ inputs: { z: { value: [1] } } }, /no input "z"; it has picture, code, label/],
  [{ inputs: { code: { value: [1, 2] } } }, /"code" takes \[1,3\] numbers, not 2/],
  [{ wrt: "label" }, /"label" takes int64: only inputs of floats/],
  [{ inputs: { code: { picture: tensor } } }, /"code" \[1,3\] is none for a picture/],
])("%j is refused by name", (part, why) => expect(explain(part)).rejects.toThrow(why));
