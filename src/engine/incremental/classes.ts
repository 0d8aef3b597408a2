// Windows of one batch must have regions of one size: positions along an axis are put into a few
// classes, each with the largest size that any of its positions needs of each region.
import { lengthOf } from "./intervals";
import type { Region } from "./region";

export interface Classes {
  /** The class of each position. */
  readonly of: readonly number[];
  /** How many cells of a region are computed, by class. */
  size(region: Region, group: number): number;
}

/** More classes waste less on positions at the borders, and make smaller batches. */
const most = 6;

interface Cluster {
  positions: number[];
  sizes: number[];
}

/** @param weights what a cell of each region costs; at least the picture's own */
export function classesAlong(axis: 0 | 1, weights: ReadonlyMap<Region, number>): Classes {
  const regions = [...weights.keys()];
  const costs = [...weights.values()];
  const costOf = ({ positions, sizes }: Cluster) =>
    positions.length * sizes.reduce((sum, s, r) => sum + s * costs[r], 0);
  const clusters = distinct(regions.map((r) => r.changed[axis].map(lengthOf)));
  while (clusters.length > most) {
    let best: { loss: number; i: number; j: number; joined: Cluster } | undefined;
    for (let i = 0; i < clusters.length; i++)
      for (let j = i + 1; j < clusters.length; j++) {
        const joined = join(clusters[i], clusters[j]);
        const loss = costOf(joined) - costOf(clusters[i]) - costOf(clusters[j]);
        if (!best || loss < best.loss) best = { loss, i, j, joined };
      }
    clusters[best!.i] = best!.joined;
    clusters.splice(best!.j, 1);
  }
  const of: number[] = [];
  clusters.forEach(({ positions }, c) => {
    for (const p of positions) of[p] = c;
  });
  const size = (r: Region, c: number) =>
    clusters[c].positions.reduce((most, p) => Math.max(most, lengthOf(r.changed[axis][p])), 0);
  return { of, size };
}

/** Positions whose regions all have the same sizes are one from the start. */
function distinct(lengths: number[][]): Cluster[] {
  const found = new Map<string, Cluster>();
  for (let p = 0; p < lengths[0].length; p++) {
    const sizes = lengths.map((l) => l[p]);
    const known = found.get(String(sizes));
    if (known) known.positions.push(p);
    else found.set(String(sizes), { positions: [p], sizes });
  }
  return [...found.values()];
}

const join = (a: Cluster, b: Cluster): Cluster => ({
  positions: [...a.positions, ...b.positions],
  sizes: a.sizes.map((s, r) => Math.max(s, b.sizes[r])),
});
