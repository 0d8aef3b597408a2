import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createEngine } from "../../../src/engine/engine";
import { constant } from "../../../src/engine/graph/ops";
import { Tensor } from "../../../src/engine/graph/tensor";
import { filterStats } from "../../../src/engine/inside/filters";
import { encodeNpy } from "../../../src/engine/run/npy";
import { modelBytes, quiet, scratch, weights, write } from "../engine/fixtures";
import { describeReference } from "../reference";

const engine = createEngine();
afterAll(() => engine.release());
const ask = {
  device: "cpu" as const,
  show: { first: 0, count: 64 },
  inputs: { first: 0, count: 4 },
};

test("norm, range, duplicates and dead filters", () => {
  const bank = { dims: [5, 2, 1, 1], data: new Float32Array([3, 4, 0, 0, -1, 0.5, 6, 8, -3, -4]) };
  const found = filterStats(bank, undefined, new Set([2]));
  expect(found.map((f) => f.filter)).toEqual([3, 0, 4, 2, 1]);
  expect(found[1]).toMatchObject({ norm: 5, min: 3, max: 4 });
  expect(found[0].duplicateOf).toBe(0);
  expect(found[2].duplicateOf).toBeUndefined();
  expect(found.map((f) => f.dead)).toEqual([
    undefined,
    undefined,
    undefined,
    "not active",
    "zero weights",
  ]);
});

test("a normalisation behind the layer counts: a filter it shuts is dead", () => {
  const bank = { dims: [2, 1, 1, 1], data: new Float32Array([2, 1]) };
  const found = filterStats(bank, [0, -3]);
  expect(found.map((f) => [f.filter, f.effectiveNorm, f.dead])).toEqual([
    [1, 3, undefined],
    [0, 0, "zero weights"],
  ]);
});

describe("the sample network", () => {
  const model = resolve(import.meta.dirname, "../../../examples/model.onnx");
  test("the first convolution is colour tiles", async () => {
    const found = await engine.filters({ ...ask, model }, quiet);
    expect(found).toMatchObject({ layer: "stem.1", shape: [24, 3, 5, 5], colour: true, groups: 1 });
    expect(found.data).toHaveLength(24 * 3 * 25);
    const first = found.data.subarray(0, 75);
    expect(Math.max(...first)).toBe(found.filters[0].max);
    expect(Math.hypot(...first)).toBeCloseTo(found.filters[0].norm, 5);
  });
  test("a layer behind a convolution means that one; deeper ones are input-output pairs", async () => {
    const found = await engine.filters({ ...ask, model, layer: "layer1.Relu" }, quiet);
    expect(found).toMatchObject({ layer: "layer1.bn1", colour: false, inputs: { count: 4 } });
    expect(found.data).toHaveLength(32 * 4 * 9);
  });
  test("a layer without filters is refused with one that has some", async () => {
    await expect(engine.filters({ ...ask, model, layer: "fc" }, quiet)).rejects.toThrow(
      /"fc" \(Gemm\) has no filters of its own.*"stem\.1"/,
    );
  });
});

test("a filter that the picture leaves silent is marked, its channels in the order of colours", async () => {
  const folder = scratch();
  const bias = constant(Tensor.of("float", [4], [0, 0, -1e3, 0]));
  const model = write(
    folder,
    "net.onnx",
    modelBytes([null, 3, 8, 8], (op, x) => {
      const layer = op.Relu(op.Conv(x, weights(4, 3, 3, 3), bias));
      return op.Gemm(op.Flatten(op.GlobalAveragePool(layer)), weights(4, 3));
    }),
  );
  write(folder, "net.glassbox.json", '{"channel_order": "BGR"}');
  const tensor = write(folder, "x.npy", encodeNpy([1, 3, 8, 8], new Float32Array(192).fill(1)));
  const job = { ...ask, model, image: { tensor }, show: [2, 0] };
  const found = await engine.filters(job, quiet);
  expect(found.filters.find((f) => f.filter === 2)!.dead).toBe("not active");
  // The file's channels are blue, green, red.
  const stored = weights(4, 3, 3, 3).data!.numbers();
  expect(found.data[0]).toBeCloseTo(stored[2 * 27 + 18], 6);
  expect(found.data[27 + 18]).toBeCloseTo(stored[0], 6);
});

describeReference("filters of real networks", (reference) => {
  const models = join(reference, "models/dev");
  test("weights that a quantised file keeps as bytes are those of the float file", async () => {
    const at = (file: string) =>
      engine.filters({ ...ask, model: join(models, file), show: [0, 1, 2, 3] }, quiet);
    const quantised = await at("mobilenet_v2_coral_qdq_int8.onnx");
    const plain = await at("mobilenet_v2_coral.onnx");
    expect(quantised.shape).toEqual(plain.shape);
    const most = plain.data.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
    quantised.data.forEach((v, i) => {
      expect(Math.abs(v - plain.data[i])).toBeLessThan(most / 50);
    });
  });
  test("a BatchNormalization gives effective norms", async () => {
    const model = join(models, "resnet20_cifar10_bn.onnx");
    const found = await engine.filters({ ...ask, model }, quiet);
    const norms = found.filters.map((f) => f.effectiveNorm!);
    expect(norms).toEqual(norms.toSorted((a, b) => b - a));
    expect(norms.some((n, i) => Math.abs(n - found.filters[i].norm) > 1e-3)).toBe(true);
  });
});
