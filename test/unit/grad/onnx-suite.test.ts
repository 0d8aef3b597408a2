// Each of ONNX's own tests of operators that have a rule: read, raised, run, compared with what it
// should give, and its gradient held by finite differences.
import { describe, expect, test } from "vitest";
import { gradients } from "../../../src/engine/grad";
import { stops } from "../../../src/engine/grad/passing";
import { Refusal } from "../../../src/engine/refusal";
import { Session } from "../../../src/engine/run/session";
import { measureShapes } from "../../../src/engine/run/shapes";
import { directionalError } from "./check";
import { random, spread } from "./numbers";
import { inputsOf, loadCase, operatorsOf, type SuiteCase, suite } from "./onnx-suite";

/** Which tests of these operators are not run, and why. */
const leftOut: [RegExp, string][] = [
  [/training/, "training mode"],
  [/FLOAT_to_B?FLOAT16/, "rounded so far that a small step is lost"],
  [/STRING/, "text"],
  [/_BFLOAT16_/, "the runtime has no bfloat16"],
  [/pow_types_float32_uint/, "the runtime has no such Pow"],
  [/pow_types_(float|int32_float32|int64_float32)$/, "the result is an integer"],
  [/quantizelinear/, "a staircase: quantization.test.ts has the slope under it"],
  [/(softmax|logsoftmax)_large_number/, "at 10000 a step of 0.001 is lost in float32"],
  [
    /nllloss_NCd1d2d3d4d5_mean_weight_expanded/,
    "a mean so flat that float32 rounds its slope away",
  ],
  [/test_tan$/, "one number lies at a pole"],
  [/acosh_example/, "1 is the edge of where it is defined"],
  [/operator_sqrt/, "roots of negative numbers"],
  [/reshape_allowzero/, "no elements"],
  [/resize_downsample_scales_(cubic|linear)_align_corners/, "defined otherwise since opset 19"],
];
/** What a rule refuses, by name. */
const refused: [RegExp, RegExp][] = [[/scatternd_multiply/, /its reduction is "mul"/]];
/** Float inputs that say how, not what: no gradient of them is asked for. */
const parameters = /^(roi|rois|scales|r|like)$/;
/** Operators that may stand beside those with rules. */
const besides = new Set(["Constant", "ConstantOfShape", "Range"]);

const reasonFor = (name: string) => leftOut.find(([which]) => which.test(name))?.[1];

/** Tests that can be raised and consist of operators with rules and of those that stop gradients. */
const ours = suite.filter((name) => {
  try {
    const ops = operatorsOf(name);
    const known = (op: string) => op in gradients || stops.has(op) || besides.has(op);
    return ops.every(known) && ops.some((op) => op in gradients);
  } catch (e) {
    // Opsets before 7.
    if (e instanceof Refusal) return false;
    throw e;
  }
});
const runs = ours
  .filter((name) => !reasonFor(name))
  .flatMap((name) =>
    inputsOf(name).flatMap((input, i) =>
      input.isFloat && !parameters.test(input.name) ? [{ name, input: input.name, i }] : [],
    ),
  );

/** Runs the model on what the test feeds and compares every output. */
async function compare({ model, x, expected }: SuiteCase) {
  const session = await Session.create(model, "cpu");
  const [input] = model.graph.inputs;
  const data = x.numbers() as Float32Array;
  const found = await session.run(new Map([[input, { dims: x.dims, data }]]), model.graph.outputs);
  await session.release();
  for (const [o, want] of expected.entries()) {
    expect(found[o].dims).toEqual(want.dims);
    const numbers = Array.from(want.numbers());
    const off = numbers.map((w, i) => Math.abs(Number(found[o].data[i]) - w) / (1 + Math.abs(w)));
    expect(off.filter((e) => !(e < 1e-4))).toEqual([]);
  }
}

/** The gradient a little nearer to 0 than what the test feeds, which often is a kink, tie or edge. */
async function gradientError({ model, x }: SuiteCase) {
  const aside = spread(x.dims, [0.003, 0.05], random(3)).numbers();
  const data = Float32Array.from(x.numbers(), (v, i) => (v === 0 ? aside[i] : v * (1 - aside[i])));
  return directionalError(model, model.graph.inputs[0], { dims: x.dims, data }, 1e-3);
}

if (!suite.length)
  console.warn(
    "SKIPPED: ONNX's operator tests: install Debian's libonnx-testdata, or set GLASSBOX_ONNX_TESTDATA",
  );

describe.skipIf(!suite.length)("ONNX's own tests", () => {
  test.each(runs)("$name: $input", async ({ name, i }) => {
    const c = loadCase(name, i);
    const [x] = c.model.graph.inputs;
    x.shape = c.x.dims;
    await measureShapes(c.model, x);
    await compare(c);
    const refusal = refused.find(([which]) => which.test(name))?.[1];
    if (refusal) await expect(gradientError(c)).rejects.toThrow(refusal);
    else expect(await gradientError(c)).toBeLessThan(5e-3);
  });

  test("what is left out is left out for a reason, by name", () => {
    const names = ours.filter(reasonFor);
    console.info(names.map((n) => `left out: ${n}: ${reasonFor(n)}`).join("\n"));
    const stale = leftOut.filter(([which]) => !ours.some((n) => which.test(n)));
    expect(stale).toEqual([]);
    expect(names.length).toBeLessThan(runs.length / 10);
  });
});
