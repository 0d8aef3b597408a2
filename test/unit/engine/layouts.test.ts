// The same network with its channels first and, as tf2onnx and Keras leave it, last in between.
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Job } from "../../../src/engine/api";
import { createEngine } from "../../../src/engine/engine";
import type { Value } from "../../../src/engine/graph/graph";
import type { Ops } from "../../../src/engine/graph/ops";
import { methods } from "../../../src/engine/methods";
import { describeReference, relativeL2 } from "../reference";
import { modelBytes, quiet, scratch, weights, write } from "./fixtures";

const engine = createEngine();
const folder = scratch();
let picture: string;
beforeAll(async () => {
  const noise = { type: "gaussian" as const, mean: 120, sigma: 50 };
  const create = { width: 16, height: 16, channels: 3 as const, background: "red", noise };
  picture = write(folder, "picture.png", await sharp({ create }).png().toBuffer());
});
afterAll(() => engine.release());

const named = (v: Value, name: string) => Object.assign(v, { name });

/** @param last whether what is between the convolutions has its channels last */
const network = (last: boolean) => (op: Ops, x: Value) => {
  const leave = (v: Value) => (last ? op.Transpose(v, { perm: [0, 2, 3, 1] }) : v);
  const enter = (v: Value) => (last ? op.Transpose(v, { perm: [0, 3, 1, 2] }) : v);
  const bias = weights(...(last ? [6] : [6, 1, 1]));
  const conv = (v: Value, channels: number) =>
    leave(op.Conv(enter(v), weights(6, channels, 3, 3), { pads: [1, 1, 1, 1] }));
  const relu = named(op.Relu(conv(last ? leave(x) : x, 3)), "relu");
  const shifted = named(op.Add(conv(relu, 6), bias), "shifted");
  const swish = named(op.HardSwish(shifted), "swish");
  const sum = named(op.Add(swish, relu), "sum");
  const means = op.ReduceMean(sum, last ? [1, 2] : [2, 3], { keepdims: 0 });
  return op.Gemm(means, weights(6, 3));
};
const first = write(folder, "first.onnx", modelBytes([null, 3, 16, 16], network(false)));
const last = write(folder, "last.onnx", modelBytes([null, 3, 16, 16], network(true)));
const jobOf = (model: string, change: Partial<Job> = {}): Job => ({
  model,
  image: { file: picture },
  target: { kind: "top" },
  method: "grad-cam",
  parameters: {},
  device: "cpu",
  ...change,
});

const layers = ["relu", "shifted", "swish", "sum"];

describe("channels last between the convolutions", () => {
  test("layers are listed as if they were first", async () => {
    const cams = async (model: string) => {
      const found = await engine.open({ model, device: "cpu" }, quiet);
      return found.layers.filter((l) => l.cam && layers.includes(l.name));
    };
    expect(await cams(last)).toEqual(await cams(first));
    expect(await cams(last)).toHaveLength(layers.length);
  });

  const cams = methods.filter((m) => m.needs.includes("layer") && !m.needs.includes("attention"));
  const cases = cams.flatMap(({ id }) => (id === "cam" ? ["sum"] : layers).map((l) => [id, l]));
  test.each(cases)("%s at %s", async (method, layer) => {
    const [ours, theirs] = await Promise.all(
      [last, first].map((model) => engine.explain(jobOf(model, { method, layer }), quiet)),
    );
    expect(relativeL2(ours.raw.data, theirs.raw.data)).toBeLessThan(1e-5);
    expect(theirs.raw.data.some((v) => v !== 0)).toBe(true);
  });

  test("channels are switched off alike", async () => {
    const off = (model: string) =>
      engine.mask({ ...jobOf(model), layer: "swish", channels: { off: [1, 4] } }, quiet);
    const [ours, theirs] = [await off(last), await off(first)];
    expect(ours.changes).toEqual(theirs.changes);
  });
});

describeReference("MobileNetV2 of both layouts", (reference) => {
  const model = (name: string) => join(reference, "models/dev", `${name}.onnx`);
  test.each(["grad-cam", "layer-cam", "saliency"])("%s is the same", async (method) => {
    const image = { file: join(reference, "photos/dev/chelsea_cat.png") };
    const of = (name: string) => engine.explain(jobOf(model(name), { image, method }), quiet);
    const [ours, theirs] = [await of("mobilenet_v2_coral_nhwc"), await of("mobilenet_v2_coral")];
    expect(ours.predictions[0].index).toBe(theirs.predictions[0].index);
    expect(relativeL2(ours.map.values, theirs.map.values)).toBeLessThan(1e-2);
  });
});
