import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Control } from "../../../src/engine/api";
import { Engine } from "../../../src/engine/engine";
import { describeReference, manifest, numbers, relativeL2 } from "../reference";
import { comparable, jobFor, peers } from "./peers";

const quiet: Control = { signal: new AbortController().signal, progress() {} };
const engine = new Engine();
afterAll(() => engine.release());

describeReference("the peers' numbers", (reference) => {
  test.each(manifest.entries.filter((e) => e.method === "logits"))("$file", async (e) => {
    const { predictions } = await engine.predict(
      {
        model: join(reference, manifest.nets[e.net].onnx),
        image: { tensor: join(reference, "numbers", e.net, e.image!, "input.npy") },
        device: "cpu",
        top: 1e6,
      },
      quiet,
    );
    const scores = predictions.toSorted((a, b) => a.index - b.index).map((p) => p.score);
    expect(relativeL2(scores, numbers(e.file).data)).toBeLessThan(1e-5);
  });

  test.each(comparable)("$file", async (e) => {
    const { raw } = await engine.explain(jobFor(e), quiet);
    expect(relativeL2(raw.data, numbers(e.file).data)).toBeLessThan(peers[e.method].bound);
  });
});
