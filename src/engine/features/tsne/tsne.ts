// t-SNE (van der Maaten and Hinton 2008) with forces interpolated on a grid (Linderman et al. 2019).
import { uniform } from "../../methods/random";
import type { Affinities } from "./affinities";
import { Repulsion } from "./repulsion";

export const schedule = {
  exaggeration: 12,
  exaggerated: 250,
  iterations: 750,
  momentum: [0.5, 0.8],
  startDeviation: 1e-4,
} as const;
const smallestGain = 0.01;

export interface Embedding {
  /** [N, 2]. */
  positions: Float64Array;
  /** Kullback-Leibler divergence over the pairs that have an affinity. */
  divergence: number;
}

/** The gradient of the divergence by the positions, over 4, and Z. */
export class Gradient {
  private readonly repulsion: Repulsion;
  readonly values: Float64Array;

  /** Each pair once: they pull both ways alike. */
  private readonly pairs: Affinities;

  constructor(affinities: Affinities) {
    const count = affinities.starts.length - 1;
    this.repulsion = new Repulsion(count);
    this.values = new Float64Array(2 * count);
    this.pairs = upper(affinities);
  }

  /** Fills `values` for points [N, 2]; gives Z. */
  compute(points: Float64Array, exaggeration: number): number {
    const { starts, columns, values: p } = this.pairs;
    const { values } = this;
    const z = this.repulsion.compute(points, values);
    for (let i = 0; i < values.length; i++) values[i] /= -z;
    for (let i = 0; i < starts.length - 1; i++) {
      const x = points[2 * i];
      const y = points[2 * i + 1];
      let fx = 0;
      let fy = 0;
      for (let e = starts[i]; e < starts[i + 1]; e++) {
        const j = 2 * columns[e];
        const dx = x - points[j];
        const dy = y - points[j + 1];
        const w = (exaggeration * p[e]) / (1 + dx * dx + dy * dy);
        fx += w * dx;
        fy += w * dy;
        values[j] -= w * dx;
        values[j + 1] -= w * dy;
      }
      values[2 * i] += fx;
      values[2 * i + 1] += fy;
    }
    return z;
  }
}

/** The entries of a symmetric matrix above its diagonal. */
function upper({ starts, columns, values }: Affinities): Affinities {
  const half = columns.length >> 1;
  const kept = {
    starts: starts.slice(),
    columns: new Int32Array(half),
    values: new Float32Array(half),
  };
  let end = 0;
  for (let i = 0; i < starts.length - 1; i++) {
    kept.starts[i] = end;
    for (let e = starts[i]; e < starts[i + 1]; e++)
      if (columns[e] > i) {
        kept.columns[end] = columns[e];
        kept.values[end++] = values[e];
      }
  }
  kept.starts[starts.length - 1] = end;
  return kept;
}

/**
 * The embedding, iteration by iteration: the same `positions` array each time, moved on.
 * @param start [N, 2], of any scale: the two first principal components
 */
export function* iterate(affinities: Affinities, start: Float64Array, seed: number) {
  const { exaggeration, exaggerated, iterations, momentum } = schedule;
  const count = affinities.starts.length - 1;
  const positions = scaled(start, seed);
  const gradient = new Gradient(affinities);
  const velocity = new Float64Array(2 * count);
  const gains = new Float64Array(2 * count).fill(1);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const early = iteration < exaggerated;
    gradient.compute(positions, early ? exaggeration : 1);
    const rate = early ? count / exaggeration : count;
    const kept = momentum[early ? 0 : 1];
    step(positions, velocity, gains, gradient.values, rate, kept);
    yield { iteration: iteration + 1, positions };
  }
  return { positions, divergence: divergenceOf(affinities, positions, gradient) };
}

/** Delta-bar-delta gains (Jacobs 1988): they grow while a coordinate keeps its direction. */
function step(
  positions: Float64Array,
  velocity: Float64Array,
  gains: Float64Array,
  gradient: Float64Array,
  rate: number,
  momentum: number,
) {
  for (let i = 0; i < positions.length; i++) {
    const turned = gradient[i] > 0 === velocity[i] > 0;
    gains[i] = Math.max(smallestGain, turned ? gains[i] * 0.8 : gains[i] + 0.2);
    velocity[i] = momentum * velocity[i] - rate * gains[i] * gradient[i];
    positions[i] += velocity[i];
  }
  centre(positions);
}

function centre(positions: Float64Array) {
  for (const axis of [0, 1]) {
    let mean = 0;
    for (let i = axis; i < positions.length; i += 2) mean += positions[i];
    mean /= positions.length / 2;
    for (let i = axis; i < positions.length; i += 2) positions[i] -= mean;
  }
}

/** To a small deviation, with a hundredth of it as noise: equal pictures must be able to part. */
function scaled(start: Float64Array, seed: number): Float64Array {
  let squares = 0;
  for (let i = 0; i < start.length; i += 2) squares += start[i] ** 2;
  const factor = schedule.startDeviation / (Math.sqrt(squares / (start.length / 2)) || 1);
  const random = uniform(seed);
  return start.map((v) => v * factor + 0.01 * schedule.startDeviation * (2 * random() - 1));
}

function divergenceOf(
  { starts, columns, values }: Affinities,
  y: Float64Array,
  gradient: Gradient,
) {
  const z = gradient.compute(y, 1);
  let sum = 0;
  for (let i = 0; i < starts.length - 1; i++)
    for (let e = starts[i]; e < starts[i + 1]; e++) {
      const j = 2 * columns[e];
      const d = (y[2 * i] - y[j]) ** 2 + (y[2 * i + 1] - y[j + 1]) ** 2;
      if (values[e] > 0) sum += values[e] * Math.log(values[e] * (1 + d) * z);
    }
  return sum;
}
