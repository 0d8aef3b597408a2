// What a method will take, said beforehand, is what it then takes.
import { afterAll, expect, test } from "vitest";
import type { CostJob } from "../../../src/engine/api";
import { createEngine } from "../../../src/engine/engine";
import { methods } from "../../../src/engine/methods";
import { modelBytes, quiet, scratch, smallNet, write } from "./fixtures";

const engine = createEngine();
afterAll(() => engine.release());
const model = write(scratch(), "net.onnx", modelBytes([null, 3, 24, 24], smallNet));
const costOf = (job: Partial<CostJob>) =>
  engine.cost({ model, device: "cpu", method: "occlusion", parameters: {}, ...job }, quiet);

test.each([
  ["occlusion", { window: 6, stride: 3 }, 49],
  ["occlusion", { window: 24 }, 1],
  ["score-cam", {}, 4],
  ["rise", { masks: 30 }, 30],
  ["smoothgrad", { samples: 7 }, 7],
  ["integrated-gradients", {}, 50],
  ["grad-cam", {}, 1],
])("%s %j: %d passes", async (method, parameters: CostJob["parameters"], passes) => {
  expect((await costOf({ method, parameters })).passes).toBe(passes);
});

test.each(methods.map((m) => m.id))("%s is expected to take some time", async (method) => {
  const { milliseconds } = await costOf({ method });
  expect(milliseconds).toBeGreaterThan(0);
  expect(milliseconds).toBeLessThan(Number.POSITIVE_INFINITY);
});

test("a parameter that does not fit is refused", async () => {
  await expect(costOf({ parameters: { window: -1 } })).rejects.toMatchObject({
    code: "bad-parameter",
  });
});
