// What stands around a map: the expected class, contrasts, a covered rectangle, the network's own
// attention.
import { copyFileSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Job } from "../../../src/engine/api";
import { createEngine } from "../../../src/engine/engine";
import { expectedOf } from "../../../src/engine/expected";
import type { Value } from "../../../src/engine/graph/graph";
import type { Ops } from "../../../src/engine/graph/ops";
import { methods } from "../../../src/engine/methods";
import { encodeNpy } from "../../../src/engine/run/npy";
import { modelBytes, quiet, scratch, weights, write } from "./fixtures";

const examples = resolve(import.meta.dirname, "../../../examples");
const engine = createEngine();
afterAll(() => engine.release());
const stamped = `${examples}/images/bee/bee-1-with-stamp.png`;
const sample: Job = {
  model: `${examples}/model.onnx`,
  image: { file: stamped },
  target: { kind: "top" },
  method: "grad-cam",
  parameters: {},
  device: "cpu",
};

test.each([
  ["/data/sea_lion/a.png", 1],
  ["/data/Sea Lion/a.png", 1],
  ["/data/cat/deep/a.png", undefined],
  ["/data/dog/a.png", undefined],
  ["a.png", undefined],
])("the folder of %s expects %s", (file, index) => {
  const labels = ["cat", "sea-lion", "dog", "Dog"];
  expect(expectedOf(file, labels)?.index).toBe(index);
});

test("a picture in its class's folder says what is expected", async () => {
  const { expected, predictions } = await engine.predict(sample, quiet);
  expect(expected).toEqual({ index: 0, label: "bee", from: "bee" });
  expect(predictions[0].label).not.toBe("bee");
  const folder = join(scratch(), "pictures");
  mkdirSync(folder);
  copyFileSync(stamped, join(folder, "a.png"));
  const elsewhere = { ...sample, image: { file: join(folder, "a.png") } };
  expect((await engine.predict(elsewhere, quiet)).expected).toBeUndefined();
});

const linear = methods.filter(
  (m) => !["cam", "attention", "rise", "d-rise", "occlusion"].includes(m.id),
);
test.each([...linear.map((m) => m.id), "occlusion"])(
  "%s of a class against itself is nothing, against another both ways",
  async (method) => {
    const parameters: Job["parameters"] = method === "smoothgrad" ? { samples: 2 } : {};
    const of = (index: number, against: number) =>
      engine.explain(
        { ...sample, method, parameters, target: { kind: "contrast", index, against } },
        quiet,
      );
    const [forth, back] = [await of(7, 0), await of(0, 7)];
    const { view, values } = forth.map;
    if (view === "signed") expect(values.some((v) => v < 0)).toBe(true);
    else expect(values.every((v) => v >= 0)).toBe(true);
    if (antisymmetric.has(method))
      forth.raw.data.forEach((v, i) => {
        expect(v).toBeCloseTo(-back.raw.data[i], 4);
      });
    if (method !== "score-cam")
      expect((await of(7, 7)).raw.data.every((v) => Math.abs(v) < 1e-12)).toBe(true);
  },
);
/** What is linear in the gradient turns round with the contrast. */
const antisymmetric = new Set(
  "saliency input-x-gradient integrated-gradients smoothgrad grad-cam hires-cam xgrad-cam occlusion".split(
    " ",
  ),
);

test("covering the stamp takes the probability of the class that it stands for", async () => {
  const whole = { x: 0, y: 0, width: 96, height: 96 };
  const { predictions, picture } = await engine.predict(sample, quiet);
  const all = await engine.occlude(
    { ...sample, region: { ...whole, width: picture!.width, height: picture!.height } },
    quiet,
  );
  expect(all.before.score).toBeCloseTo(predictions[0].score, 6);
  expect(all.drop).toBeCloseTo(all.before.score - all.after.score, 5);
  expect(all.probabilityDrop).toBeGreaterThan(0.5);
  const none = await engine.occlude({ ...sample, region: { ...whole, x: -500 } }, quiet);
  expect(none.drop).toBe(0);
});

test("a rectangle of the picture is covered where the network sees it", async () => {
  const path = join(scratch(), "sum.onnx");
  const folder = resolve(path, "..");
  write(
    folder,
    "sum.onnx",
    modelBytes([1, 3, 4, 4], (op, x) => op.Flatten(x)),
  );
  const ones = write(folder, "ones.npy", encodeNpy([1, 3, 4, 4], new Float32Array(48).fill(1)));
  const covered = async (index: number) => {
    const { drop } = await engine.occlude(
      {
        model: path,
        image: { tensor: ones },
        device: "cpu",
        target: { kind: "class", index },
        region: { x: 1, y: 2, width: 2, height: 1 },
        fill: -2,
      },
      quiet,
    );
    return drop;
  };
  const drops: number[] = [];
  for (let i = 0; i < 16; i++) drops.push(await covered(16 + i));
  expect(drops).toEqual(drops.map((_, i) => (i === 9 || i === 10 ? 3 : 0)));
});

/** SCOUTER's form: a sigmoid over cells for each class's slot; scores are what the slots gather. */
const scouter =
  (rank: 3 | 4) =>
  (op: Ops, x: Value): Value => {
    const features = op.Relu(
      op.Conv(x, weights(4, 3, 3, 3), { pads: [1, 1, 1, 1], strides: [2, 2] }),
    );
    const maps =
      rank === 4
        ? op.Sigmoid(op.Conv(features, weights(3, 4, 1, 1)))
        : op.Softmax(op.MatMul(weights(3, 4), op.Reshape(features, [1, 4, 16])), { axis: -1 });
    maps.name = "attended";
    return rank === 4 ? op.ReduceSum(maps, [2, 3], { keepdims: 0 }) : pooled(op, maps, features);
  };
const pooled = (op: Ops, maps: Value, features: Value) => {
  const cells = op.Transpose(op.Reshape(features, [1, 4, 16]), { perm: [0, 2, 1] });
  return op.ReduceSum(op.MatMul(maps, cells), [2], { keepdims: 0 });
};

test.each([3, 4] as const)("attention maps of rank %i explain themselves", async (rank) => {
  const folder = scratch();
  const model = write(folder, "scouter.onnx", modelBytes([1, 3, 8, 8], scouter(rank)));
  const data = Float32Array.from({ length: 192 }, (_, i) => Math.sin(i));
  const tensor = write(folder, "x.npy", encodeNpy([1, 3, 8, 8], data));
  const { layers } = await engine.open({ model, device: "cpu" }, quiet);
  expect(layers.filter((l) => l.attention).map((l) => l.tensor)).toEqual(["attended"]);
  const job: Job = { ...sample, model, image: { tensor }, method: "attention" };
  const of = (target: Job["target"]) => engine.explain({ ...job, target }, quiet);
  const maps = await Promise.all([0, 1].map((index) => of({ kind: "class", index })));
  expect(maps[0].raw.dims).toEqual([4, 4]);
  expect(maps[0].raw.data).not.toEqual(maps[1].raw.data);
  if (rank === 4)
    for (const { raw, target } of maps)
      expect(raw.data.reduce((a, b) => a + b)).toBeCloseTo(target.score!, 4);
  else expect(maps[0].raw.data.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
  const contrast = await of({ kind: "contrast", index: 0, against: 1 });
  expect(contrast.map.view).toBe("signed");
  contrast.raw.data.forEach((v, i) => {
    expect(v).toBeCloseTo(maps[0].raw.data[i] - maps[1].raw.data[i], 6);
  });
});

test("a network without attention of its own is refused, with what works", async () => {
  await expect(engine.explain({ ...sample, method: "attention" }, quiet)).rejects.toMatchObject({
    code: "no-such-layer",
    message: expect.stringContaining("attention map for each class"),
  });
});
