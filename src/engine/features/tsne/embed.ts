// From vectors to a map: components, neighbours, affinities, iterations.
import type { Control } from "../../api";
import { cancelled } from "../../refusal";
import { nearestByDistance } from "../neighbours";
import { type Components, principalComponents } from "../pca";
import type { Matrix, Products } from "../products";
import { affinitiesOf } from "./affinities";
import { iterate, schedule } from "./tsne";

export interface Choices {
  /** Effective number of neighbours; reduced to (N - 1) / 3 where there are few rows. */
  perplexity: number;
  seed: number;
  /** Milliseconds between two reports, and so the longest that a cancel waits. */
  reportEvery?: number;
}

export interface Embedded {
  /** [N, 2]. */
  positions: Float32Array;
  perplexity: number;
  divergence: number;
}

/** Neighbours are looked for among so many components. */
const components = 50;
/** Below this t-SNE has nothing to arrange. */
export const fewest = 15;
const usually = 100;

/**
 * @param progress of all the work, 0 to 1, with the positions once there are any
 * @throws Refusal `cancelled`
 */
export async function embed(
  rows: Matrix,
  { perplexity: wanted, seed, reportEvery = usually }: Choices,
  products: Products,
  control?: Pick<Control, "signal" | "progress">,
): Promise<Embedded> {
  const perplexity = Math.min(wanted, (rows.rows - 1) / 3);
  const k = Math.min(rows.rows - 1, Math.ceil(3 * perplexity));
  const report = reporter(control, reportEvery);
  await report(0, () => "finding the principal components");
  const { scores } = await principalComponents(rows, components, products, seed);
  const lists = await nearestByDistance(scores, k, products, (done) =>
    report.now((0.3 * done) / rows.rows, `finding neighbours: ${done} of ${rows.rows} pictures`),
  );
  await report(0.3, () => "weighing neighbours");
  const steps = iterate(affinitiesOf(lists, perplexity), firstTwo(scores), seed);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return { ...value, positions: Float32Array.from(value.positions), perplexity };
    const { iteration, positions } = value;
    const share = iteration / schedule.iterations;
    const message = () => `t-SNE: iteration ${iteration} of ${schedule.iterations}`;
    await report(0.3 + 0.7 * share, message, positions);
  }
}

/** Says at most every so often how far it is, and lets a cancel through. */
function reporter(control: Pick<Control, "signal" | "progress"> | undefined, every: number) {
  let last = Number.NEGATIVE_INFINITY;
  const now = (fraction: number, message: string, positions?: Float64Array) =>
    control?.progress({
      fraction,
      message,
      positions: positions && Float32Array.from(positions),
    });
  const throttled = async (fraction: number, message: () => string, positions?: Float64Array) => {
    const time = performance.now();
    if (time - last < every) return;
    last = time;
    now(fraction, message(), positions);
    await new Promise((resolve) => setImmediate(resolve));
    if (control?.signal.aborted) throw cancelled();
  };
  return Object.assign(throttled, { now });
}

export function firstTwo({ rows, columns, data }: Components["scores"]): Float64Array {
  return Float64Array.from({ length: 2 * rows }, (_, i) =>
    i % 2 < columns ? data[(i >> 1) * columns + (i % 2)] : 0,
  );
}
