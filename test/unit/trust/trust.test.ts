// Figures of trust on the sample network: they tell what it has learnt from what anything would show.
import { copyFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Job, Trust } from "../../../src/engine/api";
import { createEngine } from "../../../src/engine/engine";
import { entropyOf } from "../../../src/engine/frames";
import { openNetwork } from "../../../src/engine/network";
import { encode } from "../../../src/engine/onnx/encode";
import { areaUnder } from "../../../src/engine/trust/curves";
import { randomised } from "../../../src/engine/trust/randomised";
import { rankCorrelation } from "../../../src/engine/trust/ranks";
import { quiet, scratch } from "../engine/fixtures";
import { relativeL2 } from "../reference";

const examples = resolve(import.meta.dirname, "../../../examples");
const engine = createEngine();
afterAll(() => engine.release());

const pictures = [
  "bee/bee-2",
  "clownfish/clownfish-1",
  "starfish/starfish-2",
  "toadstool/toadstool-1",
];
const jobFor = (picture: string, more: Partial<Job> = {}): Job => ({
  model: `${examples}/model.onnx`,
  image: { file: `${examples}/images/${picture}.png` },
  target: { kind: "top" },
  method: "grad-cam",
  parameters: {},
  device: "cpu",
  ...more,
});
const figure = ({ figures }: Trust, id: Trust["figures"][number]["id"]) =>
  figures.find((f) => f.id === id)!;

/** A file with the sample's structure and weights that mean nothing. */
async function untrained() {
  const folder = scratch();
  const network = randomised(await openNetwork(`${examples}/model.onnx`))!;
  writeFileSync(join(folder, "model.onnx"), encode(network.model));
  copyFileSync(`${examples}/model.glassbox.json`, join(folder, "model.glassbox.json"));
  return join(folder, "model.onnx");
}

const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;

test("the sample network passes, its randomised copy does not", async () => {
  const copy = await untrained();
  const margins: { trained: number[]; random: number[] } = { trained: [], random: [] };
  for (const picture of pictures)
    for (const [kind, model] of [
      ["trained", {}],
      ["random", { model: copy }],
    ] as const) {
      const found = await engine.trust(jobFor(picture, model), quiet);
      const { value, against } = figure(found, "deletion");
      margins[kind].push(against!.random - value);
      const { verdict } = figure(found, "randomised");
      expect(verdict === "doubt", `${kind} ${picture}`).toBe(kind === "random");
    }
  expect(Math.min(...margins.trained)).toBeGreaterThan(Math.max(...margins.random));
  expect(mean(margins.trained)).toBeGreaterThan(5 * mean(margins.random));
}, 60_000);

test("integrated gradients are complete, and say so", async () => {
  const job = jobFor("bee/bee-2", { method: "integrated-gradients" });
  const { value, verdict } = figure(await engine.trust(job, quiet), "completeness");
  expect(value).toBe((await engine.explain(job, quiet)).figures.completenessError);
  expect(verdict).toBe("good");
});

test("a curve runs from the picture's own probability", async () => {
  const job = jobFor("bee/bee-2");
  const { predictions } = await engine.predict(job, quiet);
  const found = await engine.trust(job, quiet);
  const deletion = figure(found, "deletion");
  const insertion = figure(found, "insertion");
  expect(deletion.curve).toHaveLength(found.steps + 1);
  expect(deletion.curve![0]).toBeCloseTo(predictions[0].probability, 6);
  expect(insertion.curve!.at(-1)).toBeCloseTo(predictions[0].probability, 6);
  expect(deletion.value).toBeCloseTo(areaUnder(deletion.curve!), 12);
});

test("the same job is answered from what is kept, and stops where it is cancelled", async () => {
  const job = jobFor("wasp/wasp-1");
  const abort = new AbortController();
  const stopped = engine.trust(job, { signal: abort.signal, progress: () => abort.abort() });
  await expect(stopped).rejects.toMatchObject({ code: "cancelled" });
  const first = await engine.trust(job, quiet);
  expect(await engine.trust(job, quiet)).toBe(first);
});

test("every layer's map is that of the method there, and one is recommended", async () => {
  const job = jobFor("bee/bee-2");
  const { layers, recommended } = await engine.filmstrip(job, quiet);
  const { layers: known } = await engine.open(job, quiet);
  expect(layers.map((l) => l.layer)).toEqual(known.filter((l) => l.cam).map((l) => l.name));
  for (const { layer, map } of layers.filter((_, i) => i % 5 === 0)) {
    const alone = await engine.explain({ ...job, layer }, quiet);
    expect(relativeL2(map.values, alone.map.values), layer).toBeLessThan(1e-4);
  }
  const tried = layers.filter((l) => l.deletion);
  const ratios = tried.map((l) => l.deletion!.value / l.deletion!.random);
  expect(recommended!.layer).toBe(tried[ratios.indexOf(Math.min(...ratios))].layer);
  expect(recommended!.reason).toContain(recommended!.layer);
});

test.each(["score-cam", "saliency", "rise"])("%s has no filmstrip, and says so", async (method) => {
  await expect(engine.filmstrip(jobFor("bee/bee-2", { method }), quiet)).rejects.toMatchObject({
    code: "method-not-applicable",
    remedies: [{ action: { kind: "method", method: "grad-cam" } }],
  });
});

test("CAM has one frame: the layer that is averaged", async () => {
  const job = jobFor("bee/bee-2", { method: "cam" });
  const { layers, recommended } = await engine.filmstrip(job, quiet);
  expect(layers.map((l) => l.layer)).toEqual(["layer3"]);
  expect(recommended?.layer).toBe("layer3");
});

test("entropy is in bits", () => {
  expect(entropyOf({ values: Float32Array.of(1, 1, 1, 1, -5) })).toBe(2);
  expect(entropyOf({ values: Float32Array.of(0, 3) })).toBe(0);
  expect(entropyOf({ values: Float32Array.of(0, -1) })).toBeNaN();
});

test.each([
  [[1, 2, 3], [10, 20, 15], 0.5],
  [[1, 2, 3], [3, 2, 1], -1],
  [[1, 1, 2], [1, 1, 5], 1],
  [[1, 1, 1], [1, 2, 3], Number.NaN],
])("the ranks of %j and %j correlate by %d", (a, b, rho) => {
  const found = rankCorrelation(Float32Array.from(a), Float32Array.from(b));
  expect(found).toSatisfy((r: number) => Object.is(r, rho) || Math.abs(r - rho) < 1e-12);
});

test("the random copy keeps each weight's mean and deviation", async () => {
  const network = await openNetwork(`${examples}/model.onnx`);
  const copy = randomised(network)!;
  const weights = network.model.graph.nodes.flatMap((n, i) =>
    n.op === "Conv" ? [[n.inputs[1]!.data!, copy.model.graph.nodes[i].inputs[1]!.data!]] : [],
  );
  expect(weights.length).toBeGreaterThan(3);
  for (const [before, after] of weights) {
    const [a, b] = [before.numbers() as Float32Array, after.numbers() as Float32Array];
    expect(b).not.toEqual(a);
    const spread = (v: Float32Array) => Math.sqrt(mean([...v].map((x) => x * x)));
    expect(Math.abs(spread(b) / spread(a) - 1)).toBeLessThan(0.1);
  }
});
