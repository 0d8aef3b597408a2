// The Lab that methods work in, over a network's programs.
import type { Control, Progress } from "./api";
import type { Grid } from "./attention";
import type { Value } from "./graph/graph";
import { headOf } from "./head";
import type { Window } from "./incremental/window";
import type { Gradient, GradientOf, Head, Lab, NdFloats } from "./methods/method";
import { plain, type Runs } from "./programs";
import { cancelled } from "./refusal";
import { weigh } from "./target";

export interface LabSetup {
  programs: Runs;
  input: NdFloats;
  /** Weights of the scores: one-hot for a class, +1 and -1 for a class against another. */
  seed: Float32Array;
  layer?: { name: string; value: Value; grid?: Grid };
  control: Control;
  boxLike?: (input: NdFloats) => Promise<number>;
}

export class EngineLab implements Lab {
  readonly input: NdFloats;
  readonly preprocessing;
  readonly layer?: string;
  readonly seed: Float32Array;
  readonly batch: number;
  readonly operators: ReadonlySet<string>;

  private readonly start = performance.now();

  constructor(private readonly setup: LabSetup) {
    const { network } = setup.programs;
    this.input = setup.input;
    this.preprocessing = network.info.preprocessing;
    this.layer = setup.layer?.name;
    this.seed = setup.seed;
    this.batch = network.batched ? 16 : (network.input.shape![0] ?? 1);
    this.operators = new Set(network.model.graph.nodes.map((n) => n.op));
  }

  async score(inputs: Float32Array[]): Promise<Float32Array> {
    const found = await this.scores(inputs);
    return Float32Array.from(found, (scores) => weigh(scores, this.seed)[0]);
  }

  /** The scores of all classes, for each input. */
  async scores(inputs: Float32Array[]): Promise<Float32Array[]> {
    const { programs, seed } = this.setup;
    const found = await this.inBatches(inputs, async (dims, data) => {
      const all = await programs.scores({ dims, data });
      return Array.from({ length: dims[0] }, (_, n) =>
        all.subarray(n * seed.length, (n + 1) * seed.length),
      );
    });
    return found.flat();
  }

  async *occluded(levels: readonly (readonly Window[])[], cover: Float32Array) {
    await this.breathe();
    const found = this.setup.programs.occluded(this.input, this.batch, levels, cover);
    for await (const { windows, scores } of found) {
      yield { windows, scores: weigh(scores, this.seed) };
      await this.breathe();
    }
  }

  async gradient({
    wrt,
    rules = plain,
    inputs = [this.input.data],
  }: GradientOf): Promise<Gradient> {
    const { programs, layer, seed } = this.setup;
    const value = wrt === "input" ? programs.network.input : layer!.value;
    const found = await this.inBatches(inputs, async (dims, data) => {
      const seeds = repeat(seed, dims[0]);
      const g = await programs.gradient(value, { dims, data }, seeds, rules);
      return { ...g, scores: weigh(g.scores, seed) };
    });
    return {
      scores: Float32Array.from(found.flatMap((f) => [...f.scores])),
      value: stack(found.map((f) => f.value as NdFloats)),
      gradient: stack(found.map((f) => f.gradient as NdFloats)),
    };
  }

  get boxLike() {
    const { boxLike } = this.setup;
    if (!boxLike) return undefined;
    return async (inputs: Float32Array[]) => {
      const found: number[] = [];
      for (const data of inputs) {
        await this.breathe();
        found.push(await boxLike({ dims: this.input.dims, data }));
      }
      return Float32Array.from(found);
    };
  }

  get head(): Head {
    const { scores, layers } = this.setup.programs.network;
    return headOf(scores, new Map(layers.map((l) => [l.value, l.info.name])));
  }

  async activation(): Promise<NdFloats> {
    await this.breathe();
    const { programs, layer, input } = this.setup;
    return (await programs.activation(layer!.value, input)) as NdFloats;
  }

  async attention(): Promise<NdFloats> {
    const { dims, data } = await this.activation();
    const { height, width } = this.setup.layer!.grid!;
    return { dims: [dims[0], dims[1], height, width], data };
  }

  progress(p: Progress) {
    const elapsed = performance.now() - this.start;
    const remaining = p.fraction > 0 ? (elapsed * (1 - p.fraction)) / p.fraction : undefined;
    this.setup.control.progress({ ...p, remaining });
  }

  private async inBatches<T>(
    inputs: Float32Array[],
    run: (dims: number[], data: Float32Array) => Promise<T>,
  ): Promise<T[]> {
    const results: T[] = [];
    for (let start = 0; start < inputs.length; start += this.batch) {
      await this.breathe();
      const some = inputs.slice(start, start + this.batch);
      const dims = [some.length, ...this.input.dims.slice(1)];
      results.push(await run(dims, some.length === 1 ? some[0] : joined(some)));
    }
    return results;
  }

  /** A run blocks the event loop: only between two of them can a cancellation be heard. */
  private async breathe() {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.setup.control.signal.aborted) throw cancelled();
  }
}

function joined(parts: Float32Array[]): Float32Array {
  const size = parts[0].length;
  const all = new Float32Array(parts.length * size);
  parts.forEach((p, i) => {
    all.set(p, i * size);
  });
  return all;
}

const repeat = (seed: Float32Array, n: number) =>
  n === 1 ? seed : joined(Array.from({ length: n }, () => seed));

function stack(parts: NdFloats[]): NdFloats {
  if (parts.length === 1) return parts[0];
  const n = parts.reduce((sum, p) => sum + p.dims[0], 0);
  const data = new Float32Array(parts.reduce((sum, p) => sum + p.data.length, 0));
  let at = 0;
  for (const p of parts) {
    data.set(p.data, at);
    at += p.data.length;
  }
  return { dims: [n, ...parts[0].dims.slice(1)], data };
}
