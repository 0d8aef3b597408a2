// The peers' numbers of a small network, computed on WebGPU.
import { afterAll, expect, test } from "vitest";
import { createEngine } from "../../../src/engine/engine";
import { comparisons } from "../parity/compare";
import { describeReference } from "../reference";
import { there } from "./driver";

const engine = createEngine();
afterAll(() => engine.release());

const small = comparisons.filter((c) => c.entry.net === "digits_cnn");

describeReference("the peers' numbers on WebGPU", () => {
  test.skipIf(!there).each(small.map((c) => [`${c.method} ${c.entry.file}`, c] as const))(
    "%s",
    { timeout: 60_000 },
    async (_, c) => {
      expect(await c.difference(engine, "webgpu")).toBeLessThan(c.bound);
    },
  );
});
