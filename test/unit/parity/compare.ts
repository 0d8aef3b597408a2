// One recorded number of the peers against ours.
import { join } from "node:path";
import type { Control } from "../../../src/engine/api";
import type { Engine } from "../../../src/engine/engine";
import { sizeOf } from "../../../src/engine/graph/tensor";
import { EngineLab } from "../../../src/engine/lab";
import { gradientStatistic, type Statistic } from "../../../src/engine/methods/smoothgrad";
import { openNetwork } from "../../../src/engine/network";
import { Programs } from "../../../src/engine/programs";
import type { Provider } from "../../../src/engine/run/session";
import { type Entry, manifest, numbers, reference, relativeL2 } from "../reference-data";
import { boundFor, comparable, jobFor } from "./peers";

const quiet: Control = { signal: new AbortController().signal, progress() {} };

export interface Comparison {
  entry: Entry;
  /** Our name of what is compared. */
  method: string;
  /** Largest relative L2 difference. */
  bound: number;
  /** The relative L2 difference of ours, on the CPU unless another device is named, to theirs. */
  difference(engine: Engine, device?: Provider): Promise<number>;
}

const statistics: Record<string, Statistic> = {
  smoothgrad: "mean",
  smoothgrad_sq: "squared",
  vargrad: "variance",
};

const measures: Record<string, (e: Entry) => Omit<Comparison, "entry">> = {
  logits: (e) => ({
    method: "scores",
    bound: 1e-5,
    difference: (engine, on) => scores(engine, e, on),
  }),
  activation: (e) => ({
    method: "activation",
    bound: 1e-4,
    difference: (_, on) => activation(e, on),
  }),
  ...Object.fromEntries(
    Object.entries(statistics).map(([name, statistic]) => [
      name,
      (e: Entry) => ({
        method: "smoothgrad",
        bound: 5e-3,
        difference: (_, on) => withTheirNoise(e, statistic, on),
      }),
    ]),
  ),
};

/** Everything that the peers recorded of a method of ours. */
export const comparisons: Comparison[] = [
  ...manifest.entries
    .filter((e) => measures[e.method])
    .map((entry) => ({ entry, ...measures[entry.method](entry) })),
  ...comparable.map((entry) => ({
    entry,
    method: jobFor(entry).method,
    bound: boundFor(entry),
    difference: async (engine: Engine, device: Provider = "cpu") => {
      const { raw } = await engine.explain({ ...jobFor(entry), device }, quiet);
      return relativeL2(raw.data, numbers(entry.file).data);
    },
  })),
];

const modelOf = (e: Entry) => join(reference!, manifest.nets[e.net].onnx);
const inputOf = (e: Entry) => join(e.net, e.image!, "input.npy");

async function scores(engine: Engine, e: Entry, device: Provider = "cpu") {
  const tensor = join(reference!, "numbers", inputOf(e));
  const { predictions } = await engine.predict(
    { model: modelOf(e), image: { tensor }, device, top: 1e6 },
    quiet,
  );
  const found = predictions.toSorted((a, b) => a.index - b.index).map((p) => p.score);
  return relativeL2(found, numbers(e.file).data);
}

/** Opens a network for one comparison that no call of the engine makes. */
async function withPrograms(
  e: Entry,
  device: Provider = "cpu",
  found: (p: Programs) => Promise<ArrayLike<number>>,
) {
  const programs = new Programs(await openNetwork(modelOf(e)), device);
  try {
    return relativeL2(await found(programs), numbers(e.file).data);
  } finally {
    await programs.release();
  }
}

const activation = (e: Entry, device?: Provider) =>
  withPrograms(e, device, async (programs) => {
    const tensor = manifest.nets[e.net].layer_to_onnx_tensor[e.layer!];
    const { value } = programs.network.layers.find((l) => l.info.tensor === tensor)!;
    const { data } = await programs.activation(value, numbers(inputOf(e)));
    // Of large ones the first channels were recorded.
    return (data as Float32Array).subarray(0, sizeOf(e.shape));
  });

/** With the noise that the peers took: ours is drawn from a seed. */
const withTheirNoise = (e: Entry, statistic: Statistic, device?: Provider) =>
  withPrograms(e, device, async (programs) => {
    const input = numbers(inputOf(e));
    const seed = new Float32Array(programs.network.info.classes);
    seed[e.target] = 1;
    const lab = new EngineLab({ programs, input, seed, control: quiet });
    const noise = numbers(e.noise as string).data.map((q) => q * Math.fround(e.scale as number));
    const size = input.data.length;
    let k = 0;
    const next = () => {
      const start = size * k++;
      return input.data.map((v, i) => v + noise[start + i]);
    };
    return (await gradientStatistic(lab, next, e.n as number, statistic)).data;
  });
