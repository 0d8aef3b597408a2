import { describe, expect, test } from "vitest";
import { gradients } from "../../../src/engine/grad";
import { cases } from "./cases";
import { batchError, gradientErrors } from "./check";

const bound = 2e-3;
/** A staircase has no finite difference: quantization.test.ts holds them against the slope under it. */
const elsewhere = /(Q|Deq)uantizeLinear$/;
/** The constant indices of a case are made for one size of the batch. */
const noBatch = /ReverseSequence|GatherElements|GatherND|Scatter|GridSample|RoiAlign/;

test("every rule has a case", () => {
  const without = Object.keys(gradients).filter((op) => !cases[op]?.length);
  expect(without.filter((op) => !elsewhere.test(op))).toEqual([]);
});

describe.each(Object.keys(cases))("%s", (op) => {
  test.each(cases[op].map((c, i) => ({ i, ...c })))("$i: $x $attrs", async (c) => {
    for (const error of await gradientErrors(op, c)) expect(error).toBeLessThan(bound);
  });
  test.skipIf(noBatch.test(op))("with a batch of any size", async () => {
    const errors = await Promise.all(cases[op].map((c) => batchError(op, c)));
    const some = errors.filter((e) => e !== undefined);
    expect(some.length).toBeGreaterThan(0);
    for (const error of some) expect(error).toBeLessThan(bound);
  });
});
