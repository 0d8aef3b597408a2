// What hovers show is drawn by the engine: sizes, the right channels, refusals.
import { resolve } from "node:path";
import sharp from "sharp";
import { afterAll, expect, test } from "vitest";
import { createEngine } from "../../../src/engine/engine";
import { openNetwork } from "../../../src/engine/network";
import { Programs } from "../../../src/engine/programs";
import { preprocess } from "../../../src/engine/run/preprocess";
import { quiet } from "./fixtures";

const examples = resolve(import.meta.dirname, "../../../examples");
const model = resolve(examples, "model.onnx");
const file = resolve(examples, "images/bee/bee-1-with-stamp.png");
const at = { model, image: { file }, device: "cpu" } as const;

const engine = createEngine();
afterAll(() => engine.release());

const sizeOf = async (image: Uint8Array) => {
  const { width, height, format } = await sharp(image).metadata();
  return [format, width, height];
};

test("a thumbnail has the asked side and says what it shows", async () => {
  const job = { ...at, method: "grad-cam", target: { kind: "top" }, parameters: {} } as const;
  const { explanation, image } = await engine.thumbnail({ ...job, side: 60 }, quiet);
  expect(await sizeOf(image)).toEqual(["webp", 60, 60]);
  expect(explanation).toMatchObject({ method: "grad-cam", target: { label: "wasp" } });
  expect(explanation).not.toHaveProperty("raw");
});

test("a strip shows the channels of the largest mean, strongest first", async () => {
  const job = { ...at, layer: "layer3", side: 40, count: 3 };
  const { channels, layer, image } = await engine.strip(job, quiet);
  expect(layer.name).toBe("layer3");
  expect(await sizeOf(image)).toEqual(["webp", 3 * 40 + 2 * 4, 40]);

  const network = await openNetwork(model);
  const programs = new Programs(network, "cpu");
  const { input } = await preprocess(file, network.info.preprocessing);
  const { value } = network.layers.find((l) => l.info.name === "layer3")!;
  const { dims, data } = await programs.activation(value, input);
  const area = dims[2] * dims[3];
  const means = Array.from({ length: dims[1] }, (_, k) => {
    let sum = 0;
    for (let p = 0; p < area; p++) sum += Number(data[k * area + p]);
    return sum / area;
  });
  const best = means.map((_, k) => k).sort((a, b) => means[b] - means[a]);
  expect(channels).toEqual(best.slice(0, 3));
  await programs.release();
});

test("a layer without cells has no strip", async () => {
  const refusal = await engine
    .strip({ ...at, layer: "fc", side: 40, count: 3 }, quiet)
    .catch((e) => e);
  expect(refusal).toMatchObject({ code: "no-such-layer" });
});
