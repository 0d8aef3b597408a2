import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createEngine } from "../../../src/engine/engine";
import { findings } from "../../../src/engine/gate/assertions";
import { boundOf } from "../../../src/engine/gate/bound";
import { shareInside } from "../../../src/engine/gate/share";
import { readSpec } from "../../../src/engine/gate/spec";
import { quiet, scratch, write } from "./fixtures";

const engine = createEngine();
afterAll(() => engine.release());

const picture = {
  width: 4,
  height: 2,
  placement: { x: 0, y: 0, width: 4, height: 2 },
  displayable: true,
};
const map = {
  width: 4,
  height: 2,
  values: Float32Array.from([1, 2, 0, -5, 0, 0, 0, 1]),
  view: "positive" as const,
  unit: "",
  clip: 100,
};

test("the share of the positive part in a box, in pixels or shares", () => {
  expect(shareInside(map, picture, [0, 0, 2, 2])).toBeCloseTo(3 / 4, 6);
  expect(shareInside(map, picture, [0.5, 0, 0.5, 1])).toBeCloseTo(1 / 4, 6);
});

test.each([
  [">= 0.6", 0.6, true],
  ["<= 30 %", 0.31, false],
  ["> .5", 0.5, false],
  [0.7, 0.8, true],
])("%s at %d: %s", (bound, value, holds) => expect(boundOf(bound)!.holds(value)).toBe(holds));

test.each([
  ["a: [", /no valid YAML/],
  ["model: m.onnx", /needs "checks"/],
  ["model: m.onnx\nchecks: [{ images: a.png }]", /asserts nothing/],
  ["model: m.onnx\nchecks: [{ images: none.png, prediction: a }]", /no picture fits "none.png"/],
  ["model: m.onnx\nchecks: [{ images: a.png, predicts: a }]", /"predicts" is no key/],
])("%s is refused", (text, why) =>
  expect(() => readSpec(write(scratch(), "spec.yaml", text))).toThrow(why),
);

test("the sample's check finds the planted shortcut, and nothing else", async () => {
  const spec = resolve(import.meta.dirname, "../../../examples/glassbox.check.yaml");
  const all = [];
  for (const check of readSpec(spec))
    for await (const f of findings(engine, check, "cpu", quiet)) all.push(f);
  const failed = all.filter((f) => !f.passed);
  expect(failed.map((f) => f.image)).toEqual(
    ["wasp-1.png", "wasp-2.png"].map((f) => join(spec, "../images/wasp", f)),
  );
  expect(failed.every((f) => f.assertion.startsWith("share of grad-cam"))).toBe(true);
});
