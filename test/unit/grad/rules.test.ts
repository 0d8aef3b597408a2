import { describe, expect, test } from "vitest";
import { gradients } from "../../../src/engine/grad";
import type { Cases } from "./case";
import { cases as all } from "./cases";
import { gradientErrors } from "./check";

const cases: Cases = all;

test("every rule has a case", () => {
  expect(Object.keys(gradients).filter((op) => !cases[op])).toEqual([]);
});

describe.each(Object.keys(cases))("%s", (op) => {
  test.each(cases[op])("$x $attrs", async (c) => {
    for (const error of await gradientErrors(op, c)) expect(error).toBeLessThan(2e-3);
  });
});
