// Each method against itself done slowly, and against a network whose answer is known beforehand.
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Job } from "../../../src/engine/api";
import { createEngine } from "../../../src/engine/engine";
import type { Value } from "../../../src/engine/graph/graph";
import { constant, type Ops } from "../../../src/engine/graph/ops";
import { Tensor } from "../../../src/engine/graph/tensor";
import { methods } from "../../../src/engine/methods";
import { encodeNpy } from "../../../src/engine/run/npy";
import { modelBytes, quiet, scratch, write } from "../engine/fixtures";
import { relativeL2 } from "../reference-data";
import { slow } from "./slow";
import { colours, network, side } from "./two-conv";

const engine = createEngine();
afterAll(() => engine.release());
const folder = scratch();
const area = side * side;
const shape = [null, colours, side, side];
const save = (name: string, data: ArrayLike<number>) =>
  write(folder, name, encodeNpy([1, colours, side, side], Float32Array.from(data)));

/** No two alike, of both signs. */
const picture = Array.from({ length: colours * area }, (_, i) =>
  Math.fround(Math.sin(i * 2.3) + 0.4),
);

/** Class c is the sum of the colours of one pixel: 21 or 7. */
const picked = [21, 7];
const onePixel = (op: Ops, x: Value): Value => {
  const ones = constant(Tensor.of("float", [1, colours, 1, 1], Array(colours).fill(1)));
  const all = op.Relu(op.Conv(x, ones));
  all.name = "pixels";
  const rows = Array.from({ length: area }, (_, p) => picked.map((q) => Number(p === q))).flat();
  return op.MatMul(op.Flatten(all), constant(Tensor.of("float", [area, 2], rows)));
};
/** Positive and uneven; the picked pixel lies in the middle of the range, or above all. */
const pixels = (bright: number) =>
  Array.from({ length: colours * area }, (_, i) =>
    i % area === picked[0] ? bright : 0.5 + 0.4 * Math.sin(i % area),
  );

const base: Omit<Job, "image" | "method"> = {
  model: "",
  target: { kind: "class", index: 0 },
  parameters: {},
  device: "cpu",
};
const models = { two: join(folder, "two.onnx"), one: join(folder, "one.onnx") };
beforeAll(() => {
  write(folder, "two.onnx", modelBytes(shape, network));
  write(folder, "one.onnx", modelBytes(shape, onePixel));
});

/** They need a network of their own kind; the reason stands beside it. */
const apart: Record<string, string> = {
  attention: "neither network attends to classes",
  "d-rise": "neither network has boxes: test/unit/outputs/d-rise.test.ts",
};

test("every method is done slowly", () => {
  expect([...Object.keys(slow), ...Object.keys(apart)].sort()).toEqual(
    methods.map((m) => m.id).sort(),
  );
});

test.each(Object.keys(slow))("%s as its paper has it", async (method) => {
  const { parameters = {}, layer, bound = 1e-4, raw } = slow[method];
  for (const index of [0, 1, 2]) {
    const image = { tensor: save("picture.npy", picture) };
    const target = { kind: "class", index } as const;
    const job: Job = { ...base, model: models.two, image, target, method, layer, parameters };
    const ours = (await engine.explain(job, quiet)).raw.data;
    const theirs = raw(picture, index);
    expect(Math.max(...theirs.map(Math.abs)), "says something").toBeGreaterThan(1e-6);
    expect(relativeL2(ours, theirs)).toBeLessThan(bound);
  }
});

/** They weigh whole channels: the map peaks where the only channel does. */
const wholeChannels = new Set(["grad-cam", "grad-cam-plus-plus", "xgrad-cam", "score-cam"]);
const settings: Record<string, Job["parameters"]> = {
  occlusion: { window: 1, stride: 1 },
  rise: { masks: 1000, cells: side },
  "integrated-gradients": { baseline: "zero" },
};
const elsewhere = { ...apart, cam: "it needs a mean before the scores, which knows no pixel" };

test.each(methods.map((m) => m.id).filter((id) => !(id in elsewhere)))(
  "%s of a score that is one pixel is highest there",
  async (method) => {
    const bright = wholeChannels.has(method) ? 2 : 0.6;
    const image = { tensor: save("pixels.npy", pixels(bright)) };
    const parameters = settings[method] ?? {};
    const job: Job = { ...base, model: models.one, image, method, parameters };
    const { map } = await engine.explain(job, quiet);
    expect(map.values.indexOf(Math.max(...map.values))).toBe(picked[0]);
  },
);
