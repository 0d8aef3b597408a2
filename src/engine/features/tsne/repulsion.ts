// The repulsive forces of t-SNE between all pairs of points: of few points pair by pair; of many the
// smooth part of the kernels on a grid in O(cells log cells), the rest between points that are near.
import { Grid, margin } from "./grid";
import { type Kernel, kernelOf, type Sampling } from "./kernel";
import { ShortRange, smoothScalar } from "./short-range";

/** Cells along a side of the grid: whatever the transform takes. */
const sizes = [64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096];

/** Each with what it costs the forces in accuracy, in uniform squares and in clusters. */
const samplings: Sampling[] = [
  { step: 0.25 }, // 0.02 %
  { step: 0.32 }, // 0.15 %
  { step: 0.5, short: { split: 1.5, radius: 2 } }, // 0.14 %
  { step: 1, short: { split: 0.5, radius: 3.5 } }, // 0.32 %
  { step: 1.5, short: { split: 0.25, radius: 4.5 } }, // 0.33 %
  { step: 2, short: { split: 0.14, radius: 5.5 } }, // 0.26 %
];
/** Nanoseconds, about: for a cell and level of the transform; for a pair of points that is near. */
const [perCell, perPair] = [4.3, 8];
/** Points lie in clusters: so many times more pairs are near than if they lay evenly. */
const clumping = 4;
/** A grid is kept until another is so many times cheaper: each needs its kernel's spectrum. */
const worthwhile = 1.3;
/** Fewer points than this are faster pair by pair. */
const few = 1200;

interface Plan extends Sampling {
  size: number;
}

export class Repulsion {
  private plan?: Plan;
  private kernel!: Kernel;
  private grid?: Grid;
  private short?: ShortRange;

  constructor(private readonly count: number) {}

  /**
   * Fills `forces` with sum over j of (y_i - y_j) / (1 + d_ij^2)^2 for points [N, 2].
   * @returns Z, the sum over i != j of 1 / (1 + d_ij^2)
   */
  compute(points: Float64Array, forces: Float64Array): number {
    return this.count < few ? pairwise(points, forces) : this.interpolated(points, forces);
  }

  /** As `compute`, on the grid however few the points are. */
  interpolated(points: Float64Array, forces: Float64Array): number {
    const { low, span } = boundsOf(points);
    const { short } = this.prepare(span);
    const all = this.grid!.compute(points, low, span, this.kernel, forces);
    const smooth = all - this.count * smoothScalar(1, short?.split);
    return smooth + (this.short?.add(points, low, span, forces) ?? 0);
  }

  private prepare(span: number): Plan {
    const cheapest = samplings
      .map((sampling) => planned(sampling, span))
      .reduce((a, b) => (this.cost(b, span) < this.cost(a, span) ? b : a));
    const { plan } = this;
    const fits = plan && spanOf(plan.size, plan.step) >= span;
    if (fits && this.cost(plan, span) <= worthwhile * this.cost(cheapest, span)) return plan;
    const { size, short } = cheapest;
    if (this.grid?.size !== size) this.grid = new Grid(this.count, size);
    this.kernel = kernelOf(size, cheapest);
    this.short = short && new ShortRange(this.count, short);
    this.plan = cheapest;
    return cheapest;
  }

  private cost({ size, short }: Plan, span: number): number {
    const pairs = (clumping * Math.PI * ((this.count * (short?.radius ?? 0)) / span) ** 2) / 2;
    return perCell * size ** 2 * Math.log2(size) + perPair * pairs;
  }
}

const spanOf = (size: number, step: number) => (size / 2 - margin) * step;

/** On the smallest grid that the points fit. */
function planned(sampling: Sampling, span: number): Plan {
  const size = sizes.find((s) => spanOf(s, sampling.step) >= span);
  if (size) return { ...sampling, size };
  // Nothing that t-SNE makes is so wide: the finest that the largest grid allows.
  const largest = sizes.at(-1)!;
  const step = span / (largest / 2 - margin);
  return { step, short: { split: 0.5 / step ** 2, radius: 3 * step }, size: largest };
}

function pairwise(points: Float64Array, forces: Float64Array): number {
  let z = 0;
  forces.fill(0);
  for (let i = 0; i < points.length; i += 2) {
    let x = 0;
    let y = 0;
    for (let j = 0; j < i; j += 2) {
      const dx = points[i] - points[j];
      const dy = points[i + 1] - points[j + 1];
      const q = 1 / (1 + dx * dx + dy * dy);
      z += 2 * q;
      x += q * q * dx;
      y += q * q * dy;
      forces[j] -= q * q * dx;
      forces[j + 1] -= q * q * dy;
    }
    forces[i] += x;
    forces[i + 1] += y;
  }
  return z;
}

function boundsOf(points: Float64Array): { low: [number, number]; span: number } {
  const low: [number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const high = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < points.length; i++) {
    if (points[i] < low[i & 1]) low[i & 1] = points[i];
    if (points[i] > high[i & 1]) high[i & 1] = points[i];
  }
  return { low, span: Math.max(high[0] - low[0], high[1] - low[1]) };
}
