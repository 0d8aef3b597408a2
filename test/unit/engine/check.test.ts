import { afterAll, beforeAll, expect, test } from "vitest";
import { checkGradient } from "../../../src/engine/check";
import type { Value } from "../../../src/engine/graph/graph";
import type { Ops } from "../../../src/engine/graph/ops";
import { openNetwork } from "../../../src/engine/network";
import { Programs } from "../../../src/engine/programs";
import { modelBytes, scratch, smallNet, weights, write } from "./fixtures";

let programs: Programs;
beforeAll(async () => {
  const model = write(scratch(), "net.onnx", modelBytes([null, 3, 16, 16], smallNet));
  programs = new Programs(await openNetwork(model), "cpu");
});
afterAll(() => programs.release());

test("a right gradient passes", async () => {
  const { passed, relativeError } = await checkGradient(programs);
  expect(passed).toBe(true);
  expect(relativeError).toBeLessThan(1e-2);
});

test("detectors of old opsets, whose softmax was given all but its last axis as one", async () => {
  const body = (op: Ops, x: Value) => {
    const features = op.Relu(op.Conv(x, weights(4, 3, 3, 3)));
    const scores = op.MatMul(op.Flatten(op.GlobalAveragePool(features)), weights(4, 10));
    return op.Softmax(op.Reshape(scores, [-1, 5, 2]), { axis: 2 });
  };
  const model = write(scratch(), "net.onnx", modelBytes([1, 3, 16, 16], body, 9));
  const network = await openNetwork(model);
  expect(network.activation).toBe("Softmax");
  expect(network.scores.shape).toEqual([1, 5, 2]);
  const old = new Programs(network, "cpu");
  expect(await checkGradient(old)).toMatchObject({ passed: true });
  await old.release();
});

/** The same programs with a gradient that is wrong in a way. */
function broken(change: (g: Float32Array) => Float32Array): Programs {
  const gradient: Programs["gradient"] = async (...args) => {
    const found = await programs.gradient(...args);
    const data = change(found.gradient.data as Float32Array);
    return { ...found, gradient: { ...found.gradient, data } };
  };
  return { network: programs.network, scores: (x) => programs.scores(x), gradient } as Programs;
}

test.each([
  ["5 % too large", (g: Float32Array) => g.map((v) => 1.05 * v)],
  ["of the wrong sign", (g: Float32Array) => g.map((v) => -v)],
  ["without one channel", (g: Float32Array) => g.map((v, i) => (i < g.length / 3 ? 0 : v))],
  ["shifted by a pixel", (g: Float32Array) => g.map((_, i) => g[(i + 1) % g.length])],
  ["without its negative part", (g: Float32Array) => g.map((v) => Math.max(v, 0))],
])("a gradient %s fails", async (_, change) => {
  const { passed, relativeError } = await checkGradient(broken(change));
  expect(relativeError).toBeGreaterThan(1e-2);
  expect(passed).toBe(false);
});
