// Any weighting of a value's elements as a network with one class: every method, figure and export
// then works on it as on a class.
import type { GradientCheck } from "../api";
import type { Node, Value } from "../graph/graph";
import { constant, opsOn } from "../graph/ops";
import { sizeOf, Tensor } from "../graph/tensor";
import type { Network } from "../network";
import type { Programs, Runs, Variant } from "../programs";
import type { NdArray } from "../run/session";
import { weigh } from "../target";
import { type Known, originOf, type Place } from "./origin";
import { shaped } from "./prototypes";
import type { Way } from "./reader";

export interface Weighted {
  place: Place;
  weight: number;
}

/** A scalar to explain: sum(weights * of), picture by picture. */
export interface Scalar {
  of: Value;
  /** One for each element of `of`, without the batch. */
  weights: Float32Array;
  /** What it is, for a person. */
  words: string;
  /** How the value becomes a probability, if it does. */
  activation?: Network["activation"];
  /** Where `of` has no batch in front: its row. */
  row?: number;
  /** The nodes that make `of`, where the network's graph does not. */
  appended?: readonly Node[];
}

/**
 * The weighted sum of elements, each walked back to where it was made. Where they were not all made
 * in one value, they stay where they are.
 * @param known values that steer the walk, as they are for the picture
 */
export function scalarOf(elements: readonly Weighted[], words: string, known?: Known): Scalar {
  const origins = elements.map((e) => ({ ...originOf(e.place, known), weight: e.weight }));
  const [{ value, activation }] = origins;
  const together = origins.every((o) => o.value === value && o.activation === activation);
  const taken = together ? origins : elements.map((e) => ({ ...e.place, weight: e.weight }));
  const of = taken[0].value;
  const shape = of.shape!.map((d) => d ?? 1);
  const weights = new Float32Array(sizeOf(shape.slice(1)));
  for (const { at, weight } of taken)
    weights[at.slice(1).reduce((n, i, k) => n * shape[k + 1] + i, 0)] += weight;
  const before = together && activation ? `, before the ${activation.toLowerCase()}` : "";
  const shown = together ? activation : undefined;
  return { of, weights, words: words + before, activation: shown, row: taken[0].at[0] };
}

/** The scalar that a way leads to. */
export function scalarBy(way: Way, words: string, { network }: Programs, known?: Known): Scalar {
  if ("elements" in way) {
    const scalar = scalarOf(way.elements, words, known);
    return isBatched(scalar.of, network) ? scalar : weighted(scalar);
  }
  const appended: Node[] = [];
  const of = way.build(opsOn(appended));
  of.name ||= "glassbox/scalar";
  of.shape ??= [network.input.shape![0], 1];
  return { of, weights: Float32Array.of(1), words, appended };
}

/** Rows of proposals come one after another, from a single picture: there is no batch in front. */
export const isBatched = ({ shape }: Value, { input }: Network) =>
  shape![0] === null || shape![0] === (input.shape![0] ?? 1);

/** The sum itself as a value, [1, 1], made of rows that were chosen for one picture. */
function weighted(scalar: Scalar): Scalar {
  const { of, weights } = scalar;
  const appended: Node[] = [];
  const op = opsOn(appended);
  const rest = of.shape!.slice(1).map((d) => d ?? 1);
  const row = scalar.row ?? 0;
  const cut = shaped(op.Slice(of, [row], [row + 1], [0]), [1, ...rest]);
  const factors = constant(Tensor.of("float", [1, ...rest], weights));
  const axes = [1, ...rest].map((_, i) => i);
  const product = shaped(op.Mul(cut, factors), [1, ...rest]);
  const sum = shaped(op.ReduceSum(product, axes, { keepdims: 1 }), [1, ...rest.map(() => 1)]);
  const alone = shaped(op.Reshape(sum, [1, 1]), [1, 1]);
  alone.name = "glassbox/scalar";
  return { ...scalar, of: alone, weights: Float32Array.of(1), appended };
}

/** Programs in which the scalar is the only class. */
export class ScalarPrograms implements Runs {
  check?: GradientCheck;
  readonly network: Network;

  constructor(
    private readonly inner: Programs,
    private readonly scalar: Scalar,
  ) {
    const { network } = inner;
    this.network = {
      ...network,
      activation: scalar.activation,
      info: { ...network.info, classes: 1, labels: [scalar.words], labelsFrom: "" },
    };
  }

  static at = (programs: Programs, scalar: Scalar) =>
    new ScalarPrograms(programs.at(scalar.of, scalar.appended), scalar);

  get provider() {
    return this.inner.provider;
  }

  over = (network: Network) => new ScalarPrograms(this.inner.over(network), this.scalar);

  async scores(inputs: NdArray): Promise<Float32Array> {
    return weigh(await this.inner.scores(inputs), this.scalar.weights);
  }

  async *occluded(...asked: Parameters<Runs["occluded"]>) {
    for await (const { windows, scores } of this.inner.occluded(...asked))
      yield { windows, scores: weigh(scores, this.scalar.weights) };
  }

  activation = (value: Value, inputs: NdArray) => this.inner.activation(value, inputs);

  layerGradients = (inputs: NdArray, seed: Float32Array) =>
    this.inner.layerGradients(inputs, this.spread(seed));

  async gradient(wrt: Value, inputs: NdArray, seed: Float32Array, variant: Variant) {
    const found = await this.inner.gradient(wrt, inputs, this.spread(seed), variant);
    return { ...found, scores: weigh(found.scores, this.scalar.weights) };
  }

  release = () => this.inner.release();

  /** A seed for each picture becomes one for each element. */
  private spread(seed: Float32Array): Float32Array {
    const { weights } = this.scalar;
    const all = new Float32Array(seed.length * weights.length);
    seed.forEach((s, n) => {
      all.set(
        weights.map((w) => s * w),
        n * weights.length,
      );
    });
    return all;
  }
}
