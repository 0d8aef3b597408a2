// Any weighting of a value's elements as a network with one class: every method, figure and export
// then works on it as on a class.

import type { GradientCheck } from "../api";
import type { Value } from "../graph/graph";
import { sizeOf } from "../graph/tensor";
import type { Network } from "../network";
import type { Programs, Runs, Variant } from "../programs";
import type { NdArray } from "../run/session";
import { weigh } from "../target";
import { originOf, type Place } from "./origin";

/** A scalar to explain: sum(weights * of), picture by picture. */
export interface Scalar {
  of: Value;
  /** One for each element of `of`, without the batch. */
  weights: Float32Array;
  /** What it is, for a person. */
  words: string;
  /** How the value becomes a probability, if it does. */
  activation?: Network["activation"];
}

/**
 * The weighted sum of elements, each walked back to where it was made. Where they were not all made
 * in one value, they stay where they are.
 */
export function scalarOf(
  elements: readonly { place: Place; weight: number }[],
  words: string,
): Scalar {
  const origins = elements.map((e) => ({ ...originOf(e.place), weight: e.weight }));
  const [{ value, activation }] = origins;
  const together = origins.every((o) => o.value === value && o.activation === activation);
  const taken = together ? origins : elements.map((e) => ({ ...e.place, weight: e.weight }));
  const of = taken[0].value;
  const shape = of.shape!.map((d) => d ?? 1);
  const weights = new Float32Array(sizeOf(shape.slice(1)));
  for (const { at, weight } of taken)
    weights[at.slice(1).reduce((n, i, k) => n * shape[k + 1] + i, 0)] += weight;
  const before = together && activation ? `, before the ${activation.toLowerCase()}` : "";
  return { of, weights, words: words + before, activation: together ? activation : undefined };
}

/** Programs in which the scalar is the only class. */
export class ScalarPrograms implements Runs {
  check?: GradientCheck;
  readonly network: Network;
  private readonly inner: Programs;

  constructor(
    outer: Programs,
    private readonly scalar: Scalar,
  ) {
    this.inner = outer.at(scalar.of);
    const { network } = this.inner;
    this.network = {
      ...network,
      activation: scalar.activation,
      info: { ...network.info, classes: 1, labels: [scalar.words], labelsFrom: "" },
    };
  }

  get provider() {
    return this.inner.provider;
  }

  async scores(inputs: NdArray): Promise<Float32Array> {
    return weigh(await this.inner.scores(inputs), this.scalar.weights);
  }

  activation = (value: Value, inputs: NdArray) => this.inner.activation(value, inputs);

  layerGradients = (inputs: NdArray, seed: Float32Array) =>
    this.inner.layerGradients(inputs, this.spread(seed));

  async gradient(wrt: Value, inputs: NdArray, seed: Float32Array, variant: Variant) {
    const found = await this.inner.gradient(wrt, inputs, this.spread(seed), variant);
    return { ...found, scores: weigh(found.scores, this.scalar.weights) };
  }

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
