import { afterAll, expect, test } from "vitest";
import { createEngine } from "../../../src/engine/engine";
import { describeReference, manifest } from "../reference";
import { comparisons } from "./compare";
import { reasonFor } from "./peers";

const engine = createEngine();
afterAll(() => engine.release());

describeReference("the peers' numbers", () => {
  test.each(comparisons.map((c) => [c.entry.file, c] as const))("%s", async (_, c) => {
    expect(await c.difference(engine)).toBeLessThan(c.bound);
  });

  test("none is left out silently", () => {
    const compared = new Set(comparisons.map((c) => c.entry.file));
    const left = manifest.entries.filter((e) => !compared.has(e.file));
    expect(left.filter((e) => !reasonFor(e)).map((e) => `${e.method} ${e.file}`)).toEqual([]);
    expect(compared.size + left.length).toBe(new Set(manifest.entries.map((e) => e.file)).size);
    const both = manifest.entries.filter((e) => compared.has(e.file) && reasonFor(e));
    expect(both.map((e) => e.file)).toEqual([]);
  });
});
