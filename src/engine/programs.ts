// Programs are graphs made from a network's own: its scores, or its scores and their gradients. Each
// becomes one session, which serves every class (the seed is an input) and is kept while it is used.
import type { GradientCheck } from "./api";
import { averaged } from "./features/penultimate";
import { backward, gradients, lowered, type Rules } from "./grad";
import { Graph, type Node, Value } from "./graph/graph";
import { lower } from "./graph/lower";
import { opsOn } from "./graph/ops";
import { needed } from "./graph/query";
import { sizeOf } from "./graph/tensor";
import { type Plan, planOf } from "./incremental/plan";
import type { Window } from "./incremental/window";
import type { NdFloats } from "./methods/method";
import { type Network, networkAt } from "./network";
import { type Incremental, type Occluded, occluded } from "./occluder";
import { type NdArray, type Provider, Session } from "./run/session";

export interface Variant {
  id: string;
  rules: Rules;
}
export const plain: Variant = { id: "plain", rules: gradients };

interface Program {
  session: Session;
  /** Runs the picture as it is beside it. */
  clean?: Session;
}

interface GradientProgram extends Program {
  seed: Value;
  gradients: ReadonlyMap<Value, Value>;
}

/**
 * How many sessions one network keeps, each with weights of its own: the least recently used goes
 * first. Eight are enough for every method side by side.
 */
function keptFor({ model }: Network): number {
  const operands = model.graph.nodes.flatMap((n) => n.inputs);
  const weights = new Set(operands.flatMap((v) => v?.data ?? []));
  const bytes = [...weights].reduce((sum, w) => sum + (w.expectedBytes ?? 0), 0);
  return Math.min(8, Math.max(4, Math.floor(2 ** 30 / (bytes + 1))));
}

/** What methods ask of a network, whatever its scores are. */
export interface Runs {
  readonly network: Network;
  readonly provider: Provider;
  /** What the finite difference said, once it was asked. */
  check?: GradientCheck;
  scores(inputs: NdArray): Promise<Float32Array>;
  activation(value: Value, inputs: NdArray): Promise<NdArray>;
  layerGradients(
    inputs: NdArray,
    seed: Float32Array,
  ): Promise<Map<Value, { value: NdArray; gradient: NdArray }>>;
  gradient(
    wrt: Value,
    inputs: NdArray,
    seed: Float32Array,
    variant: Variant,
  ): Promise<{ scores: Float32Array; value: NdArray; gradient: NdArray }>;
  /** Scores with parts of the picture covered: see `occluded`. */
  occluded(
    input: NdFloats,
    batch: number,
    levels: readonly (readonly Window[])[],
    cover: Float32Array,
  ): AsyncGenerator<Occluded>;
  /** The same of another network that is built alike; whoever asks releases it. */
  over(network: Network): Runs;
  release(): Promise<void>;
}

/** How many other values of one network are kept ready to be explained. */
const keptViews = 3;

export class Programs implements Runs {
  check?: GradientCheck;
  private readonly views = new Map<Value, Programs>();
  private readonly kept: number;
  private readonly cache = new Map<string, Promise<Program>>();
  /** Devices that were tried before this one. */
  readonly notUsed: { device: Provider; why: string }[] = [];
  /** The last one: it belongs to its windows, not to a picture. */
  private plan?: { key: string; plan?: Plan };
  private measured?: Promise<number>;

  constructor(
    readonly network: Network,
    readonly provider: Provider,
  ) {
    this.kept = keptFor(network);
  }

  over = (network: Network) => new Programs(network, this.provider);

  occluded: Runs["occluded"] = (input, batch, levels, cover) =>
    occluded({ programs: this, input, batch }, levels, cover);

  /** Scores of a batch of inputs, [N, classes]. */
  async scores(inputs: NdArray): Promise<Float32Array> {
    const { model, input, scores } = this.network;
    const { session } = await this.program("scores", async () => {
      const nodes = needed(model.graph.nodes, [scores]);
      return { session: await this.session(new Graph([input], [scores], nodes)) };
    });
    const [found] = await this.run(session, new Map([[input, inputs]]), [scores]);
    return found.data as Float32Array;
  }

  /** Programs in which another value's elements stand in place of the scores. */
  at(of: Value, appended?: readonly Node[]): Programs {
    const made = () => new Programs(networkAt(this.network, of, appended), this.provider);
    const found = this.views.get(of) ?? made();
    this.views.delete(of);
    this.views.set(of, found);
    const [[oldest, view]] = this.views;
    if (this.views.size > keptViews) {
      this.views.delete(oldest);
      void view.release();
    }
    return found;
  }

  /** Any values of the graph for a batch of inputs. */
  async values(of: readonly Value[], inputs: NdArray): Promise<NdArray[]> {
    const { model, input } = this.network;
    const key = `values ${of.map((v) => v.name).join(" ")}`;
    const { session } = await this.program(key, async () => {
      const nodes = needed(model.graph.nodes, of);
      return { session: await this.session(new Graph([input], of, nodes)) };
    });
    return this.run(session, new Map([[input, inputs]]), [...of]);
  }

  /** A layer's value, [N, C, h, w]: one program gives every layer's. */
  async activation(value: Value, inputs: NdArray): Promise<NdArray> {
    const { model, input, layers } = this.network;
    const { session } = await this.program("activations", async () => {
      const values = layers.map((l) => l.value);
      const nodes = needed(model.graph.nodes, values);
      return { session: await this.session(new Graph([input], values, nodes)) };
    });
    const [found] = await this.run(session, new Map([[input, inputs]]), [value]);
    return found;
  }

  /** Every layer's value and gradient for one input, by one run. */
  async layerGradients(inputs: NdArray, seed: Float32Array) {
    const cams = this.camLayers;
    const program = await this.program(`${plain.id} layers`, () =>
      this.gradientProgram(cams, plain),
    );
    const derivatives = cams.map((v) => program.gradients.get(v)!);
    const feeds = this.feeds(program, inputs, seed);
    const found = await this.run(program.session, feeds, [...cams, ...derivatives]);
    return new Map(
      cams.map((v, i) => [v, { value: found[i], gradient: found[cams.length + i] }] as const),
    );
  }

  /** Scores and a value averaged over its cells, [N, D], for a batch of inputs. */
  async features(value: Value, inputs: NdArray): Promise<{ scores: NdArray; features: NdArray }> {
    const { model, input, scores } = this.network;
    const program = await this.program(`features ${value.name}`, async () => {
      const nodes: Node[] = [];
      const pooled = averaged(opsOn(nodes), value);
      const all = needed([...model.graph.nodes, ...nodes], [scores, pooled]);
      return { session: await this.session(new Graph([input], [scores, pooled], all)), pooled };
    });
    const fetches = [scores, program.pooled];
    const [found, features] = await this.run(program.session, new Map([[input, inputs]]), fetches);
    return { scores: found, features };
  }

  /**
   * Scores, a value and d(sum(seed * scores))/d(value) for a batch of inputs. The program for the
   * default layer stops there and is cheap; any other layer comes from one program for all layers.
   */
  async gradient(wrt: Value, inputs: NdArray, seed: Float32Array, variant: Variant) {
    const { input, scores, layers, defaultLayer } = this.network;
    const isDefault = layers.some((l) => l.value === wrt && l.info.name === defaultLayer);
    const together = wrt === input || isDefault ? [wrt] : this.camLayers;
    const reach = wrt === input ? "input" : isDefault ? "default" : "layers";
    const all = together.includes(wrt) ? together : [...together, wrt];
    const key = `${variant.id} ${reach}${all === together ? "" : ` ${wrt.name}`}`;
    const program = await this.program(key, () => this.gradientProgram(all, variant));
    const feeds = this.feeds(program, inputs, seed);
    const fetches = wrt === input ? [scores] : [scores, wrt];
    const dx = program.gradients.get(wrt)!;
    const found = await this.run(program.session, feeds, [...fetches, dx]);
    return {
      scores: found[0].data as Float32Array,
      value: wrt === input ? inputs : found[1],
      gradient: found.at(-1)!,
    };
  }

  /** A program of the caller's own, built once under its key and kept while it is used. */
  made<P extends { graph: Graph }>(key: string, make: () => P): Promise<P & { session: Session }> {
    return this.program(key, async () => {
      const program = make();
      return { ...program, session: await this.session(program.graph) };
    });
  }

  private get camLayers() {
    return this.network.layers.filter((l) => l.info.cam).map((l) => l.value);
  }

  private feeds(program: GradientProgram, inputs: NdArray, seed: Float32Array) {
    const { input, scores } = this.network;
    const dims = scores.shape!.map((d, i) => (i === 0 ? inputs.dims[0] : d!));
    return new Map([
      [input, inputs],
      [program.seed, { dims, data: seed }],
    ]);
  }

  /** Milliseconds that one picture's forward pass takes, measured once. */
  pace = () => (this.measured ??= this.measure());

  private async measure() {
    const dims = this.network.input.shape!.map((d) => d ?? 1);
    const picture = { dims, data: new Float32Array(sizeOf(dims)) };
    await this.scores(picture);
    const start = performance.now();
    await this.scores(picture);
    return performance.now() - start;
  }

  /** How to compute the changed part of a picture alone; undefined where that gains nothing. */
  planFor(windows: readonly Window[]): Plan | undefined {
    const { model, input, scores, batched, info } = this.network;
    const key = windows.map(({ left, top, right, bottom }) => [left, top, right, bottom]).join(" ");
    if (this.plan?.key === key) return this.plan.plan;
    const fits = batched && info.preprocessing.layout === "NCHW";
    const plan = fits ? planOf(model.graph, input, scores, windows) : undefined;
    this.plan = { key, plan };
    return plan;
  }

  async incremental(windows: readonly Window[]): Promise<Incremental | undefined> {
    const plan = this.planFor(windows);
    if (!plan) return undefined;
    return this.program(`occluded ${this.plan!.key}`, async () => {
      const clean = await this.session(plan.clean);
      return { plan, clean, session: await this.session(plan.graph), indices: new Map() };
    });
  }

  private async gradientProgram(wrt: Value[], variant: Variant): Promise<GradientProgram> {
    const rules = this.provider === "webgpu" ? { ...variant.rules, ...lowered } : variant.rules;
    const { model, input, scores } = this.network;
    const seed = new Value("glassbox/seed", { type: scores.type, shape: scores.shape });
    const { nodes, gradients } = backward(model.graph, scores, seed, wrt, rules);
    const taps = wrt.filter((v) => v !== input);
    const outputs = [scores, ...taps, ...wrt.map((v) => gradients.get(v)!)];
    const all = needed([...model.graph.nodes, ...nodes], outputs);
    const session = await this.session(new Graph([input, seed], outputs, all));
    return { session, seed, gradients };
  }

  /** A model that takes n pictures and no fewer gets zeros for the rest, whose results are dropped. */
  async run(session: Session, feeds: Map<Value, NdArray>, fetches: Value[]) {
    const { input, batched } = this.network;
    const whole = input.shape![0] ?? 1;
    const given = feeds.get(input)!.dims[0];
    if (batched || given === whole) return session.run(feeds, fetches);
    const padded = new Map([...feeds].map(([v, a]) => [v, resized(a, whole)]));
    const found = await session.run(padded, fetches);
    return found.map((a) => resized(a, given));
  }

  private session(graph: Graph) {
    const fitting = this.provider === "webgpu" ? lower(graph) : graph;
    return Session.create({ ...this.network.model, graph: fitting }, this.provider);
  }

  private program<P extends Program>(key: string, make: () => Promise<P>): Promise<P> {
    const made = (this.cache.get(key) as Promise<P> | undefined) ?? make();
    // A Map keeps the order of insertion: deleting first makes this the most recent.
    this.cache.delete(key);
    this.cache.set(key, made);
    made.catch(() => this.cache.delete(key));
    const [oldest] = this.cache.keys();
    if (this.cache.size > this.kept) {
      const out = this.cache.get(oldest)!;
      this.cache.delete(oldest);
      void out.then(release);
    }
    return made;
  }

  async release() {
    const all = [...this.cache.values()];
    this.cache.clear();
    for (const view of this.views.values()) await view.release();
    this.views.clear();
    for (const program of all) await program.then(release).catch(() => {});
  }
}

async function release({ session, clean }: Program) {
  await session.release();
  await clean?.release();
}

/** The first n of a batch, with zeros where there are fewer. */
function resized({ dims, data }: NdArray, n: number): NdArray {
  const size = (data.length / dims[0]) * n;
  const resizedData = new Float32Array(size);
  resizedData.set((data as Float32Array).subarray(0, size));
  return { dims: [n, ...dims.slice(1)], data: resizedData };
}
