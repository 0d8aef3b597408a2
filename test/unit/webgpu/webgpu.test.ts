// The WebGPU path for real, on Chromium's software driver: no node may go to the CPU instead.
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { InferenceSession } from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Job } from "../../../src/engine/api";
import { createEngine } from "../../../src/engine/engine";
import { lacking } from "../../../src/engine/run/devices";
import { encodeNpy } from "../../../src/engine/run/npy";
import { quiet, scratch, write } from "../engine/fixtures";
import { reference, relativeL2 } from "../reference";

const driver = "/usr/lib/chromium/vk_swiftshader_icd.json";
vi.stubEnv("VK_ICD_FILENAMES", driver);
vi.stubEnv("XDG_RUNTIME_DIR", process.env.XDG_RUNTIME_DIR ?? tmpdir());
const there = process.platform === "linux" && existsSync(driver) && !lacking("webgpu");
if (!there)
  console.warn("SKIPPED: WebGPU: there is no software driver (Debian: chromium, libvulkan1)");

beforeAll(() => {
  const { create } = InferenceSession;
  vi.spyOn(InferenceSession, "create").mockImplementation(((bytes: Uint8Array, options) => {
    const session = { ...(options?.extra?.session as object), disable_cpu_ep_fallback: "1" };
    const strict = options?.executionProviders?.[0] === "webgpu";
    return create(bytes, strict ? { ...options, extra: { session } } : options);
  }) as (bytes: Uint8Array, options?: InferenceSession.SessionOptions) => never);
});

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
