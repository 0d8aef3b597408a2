// The WebGPU path for real, on a software driver: whole methods on two networks.
import { resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Job } from "../../../src/engine/api";
import { createEngine } from "../../../src/engine/engine";
import { encodeNpy } from "../../../src/engine/run/npy";
import { quiet, scratch, write } from "../engine/fixtures";
import { reference, relativeL2 } from "../reference";
import { there } from "./driver";

const engine = createEngine();
afterAll(() => engine.release());

const folder = scratch();
const noise = (...dims: number[]) => {
  const size = dims.reduce((a, b) => a * b, 1);
  const data = Float32Array.from({ length: size }, (_, i) => Math.sin(0.7 * i * i));
  return write(folder, `${dims}.npy`, encodeNpy(dims, data));
};
const models: Record<string, Pick<Job, "model" | "image">> = {
  "the sample network": {
    model: resolve(import.meta.dirname, "../../../examples/model.onnx"),
    image: { tensor: noise(1, 3, 96, 96) },
  },
  ...(reference && {
    digits: {
      model: resolve(reference, "models/dev/digits_cnn.onnx"),
      image: { tensor: noise(1, 1, 16, 16) },
    },
  }),
};

describe.skipIf(!there)("as on the CPU", () => {
  describe.each(Object.keys(models))("%s", (name) => {
    test.each([
      ["saliency", {}],
      ["grad-cam", {}],
      ["guided-backprop", {}],
      ["occlusion", { window: 8, stride: 8 }],
    ])("%s", { timeout: 120_000 }, async (method, parameters: Job["parameters"]) => {
      const target = { kind: "class" as const, index: 1 };
      const job = { ...models[name], method, parameters, target };
      const ours = await engine.explain({ ...job, device: "webgpu" }, quiet);
      const theirs = await engine.explain({ ...job, device: "cpu" }, quiet);
      expect(ours.device).toBe("webgpu");
      expect(relativeL2(ours.raw.data, theirs.raw.data)).toBeLessThan(1e-3);
    });
  });
});
