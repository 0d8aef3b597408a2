// How much each point wants which others near (van der Maaten and Hinton 2008, section 2).

/** The k nearest others of each of N points, nearest first; row i stands at i * k. */
export interface NeighbourLists {
  k: number;
  indices: Int32Array;
  /** Squared Euclidean distances. */
  distances: Float32Array;
}

/** Symmetric and sparse, in compressed rows; all values sum to 1. */
export interface Affinities {
  starts: Int32Array;
  columns: Int32Array;
  values: Float32Array;
}

/** p_ij = (p_j|i + p_i|j) / 2N, where each p_.|i has the given perplexity. */
export function affinitiesOf({ k, indices, distances }: NeighbourLists, perplexity: number) {
  const count = indices.length / k;
  const conditional = new Float32Array(indices.length);
  for (let i = 0; i < count; i++) conditionals(distances, conditional, i * k, k, perplexity);
  return symmetric(indices, conditional, k, count);
}

const attempts = 64;
const closeEnough = 1e-6;

/** Bisects the precision until the entropy of row p_.|i is log(perplexity). */
function conditionals(d: Float32Array, p: Float32Array, from: number, k: number, wanted: number) {
  const target = Math.log(Math.min(wanted, k));
  const nearest = d[from];
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let beta = 1 / (d.subarray(from, from + k).reduce((s, v) => s + v - nearest, 0) / k || 1);
  for (let attempt = 0; attempt < attempts; attempt++) {
    let sum = 0;
    let moment = 0;
    for (let j = from; j < from + k; j++) {
      const w = Math.exp(-beta * (d[j] - nearest));
      p[j] = w;
      sum += w;
      moment += w * (d[j] - nearest);
    }
    for (let j = from; j < from + k; j++) p[j] /= sum;
    const excess = Math.log(sum) + (beta * moment) / sum - target;
    if (Math.abs(excess) < closeEnough) return;
    if (excess > 0) low = beta;
    else high = beta;
    beta = high === Number.POSITIVE_INFINITY ? 2 * beta : (low + high) / 2;
  }
}

function symmetric(indices: Int32Array, p: Float32Array, k: number, count: number): Affinities {
  const incoming = incomingOf(indices, count);
  const columns = new Int32Array(2 * indices.length);
  const values = new Float32Array(2 * indices.length);
  const starts = new Int32Array(count + 1);
  const slot = new Int32Array(count).fill(-1);
  let end = 0;
  for (let i = 0; i < count; i++) {
    const start = (starts[i] = end);
    const add = (j: number, value: number) => {
      if (slot[j] < start) {
        slot[j] = end;
        columns[end++] = j;
      }
      values[slot[j]] += value / (2 * count);
    };
    for (let e = i * k; e < (i + 1) * k; e++) add(indices[e], p[e]);
    for (let s = incoming.starts[i]; s < incoming.starts[i + 1]; s++) {
      const e = incoming.edges[s];
      add(Math.floor(e / k), p[e]);
    }
  }
  starts[count] = end;
  return { starts, columns: columns.slice(0, end), values: values.slice(0, end) };
}

/** For each point the places in `indices` where it stands. */
function incomingOf(indices: Int32Array, count: number) {
  const starts = new Int32Array(count + 1);
  for (const j of indices) starts[j + 1]++;
  for (let i = 0; i < count; i++) starts[i + 1] += starts[i];
  const next = starts.slice();
  const edges = new Int32Array(indices.length);
  indices.forEach((j, e) => {
    edges[next[j]++] = e;
  });
  return { starts, edges };
}
