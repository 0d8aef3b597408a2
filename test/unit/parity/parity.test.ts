import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Control } from "../../../src/engine/api";
import { createEngine } from "../../../src/engine/engine";
import { EngineLab } from "../../../src/engine/lab";
import { gradientStatistic, type Statistic } from "../../../src/engine/methods/smoothgrad";
import { openNetwork } from "../../../src/engine/network";
import { Programs } from "../../../src/engine/programs";
import { describeReference, manifest, numbers, relativeL2 } from "../reference";
import { boundFor, comparable, jobFor } from "./peers";

const quiet: Control = { signal: new AbortController().signal, progress() {} };
const engine = createEngine();
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
    expect(relativeL2(raw.data, numbers(e.file).data)).toBeLessThan(boundFor(e));
  });

  /** With the noise that the peers took: ours is drawn from a seed. */
  const statistics: Record<string, Statistic> = {
    smoothgrad: "mean",
    smoothgrad_sq: "squared",
    vargrad: "variance",
  };
  test.each(manifest.entries.filter((e) => statistics[e.method]))("$file", async (e) => {
    const network = await openNetwork(join(reference, manifest.nets[e.net].onnx));
    const programs = new Programs(network, "cpu");
    const input = numbers(join(e.net, e.image!, "input.npy"));
    const seed = new Float32Array(network.info.classes);
    seed[e.target] = 1;
    const lab = new EngineLab({ programs, input, seed, control: quiet });
    const noise = numbers(e.noise as string).data.map((q) => q * Math.fround(e.scale as number));
    const size = input.data.length;
    let k = 0;
    const next = () => {
      const start = size * k++;
      return input.data.map((v, i) => v + noise[start + i]);
    };
    const { data } = await gradientStatistic(lab, next, e.n as number, statistics[e.method]);
    expect(relativeL2(data, numbers(e.file).data)).toBeLessThan(5e-3);
    await programs.release();
  });
});
