// Neighbours, principal components and t-SNE against what scikit-learn recorded.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  nearestByCosine,
  nearestByDistance,
  normalise,
} from "../../../src/engine/features/neighbours";
import { principalComponents } from "../../../src/engine/features/pca";
import { matrix, Products } from "../../../src/engine/features/products";
import { affinitiesOf } from "../../../src/engine/features/tsne/affinities";
import { embed } from "../../../src/engine/features/tsne/embed";
import { describeReference, numbers } from "../reference";
import { integers, squaredDistances } from "./exact";

describeReference("the recorded projection set", (folder) => {
  const file = (name: string) => join(folder, "numbers/projection", name);
  const read = (name: string) => numbers(`projection/${name}`);
  const summary = () => JSON.parse(readFileSync(file("summary.json"), "utf8"));
  const features = () => {
    const { dims, data } = read("features.npy");
    return matrix(dims[0], dims[1], data);
  };
  const products = new Products();

  test("cosine neighbours are those of brute force in float64", async () => {
    const rows = features();
    normalise(rows);
    const found = await nearestByCosine(rows, rows, 10, products, (q, row) => q === row);
    const wanted = integers(file("knn10_cosine_idx.npy"));
    expect(found.flatMap((near) => near.map((n) => n.row))).toEqual(wanted);
  });

  test("Euclidean neighbours are those of brute force in float64", async () => {
    const { indices, k } = await nearestByDistance(features(), 10, products);
    expect(k).toBe(10);
    expect([...indices]).toEqual(integers(file("knn10_euclidean_idx.npy")));
  });

  test("principal components are scikit-learn's, but for the sign", async () => {
    const { scores, shares } = await principalComponents(features(), 2, products);
    summary().pca_explained_variance_ratio.forEach((share: number, i: number) => {
      expect(shares[i]).toBeCloseTo(share, 5);
    });
    const wanted = read("pca2.npy").data;
    for (const axis of [0, 1]) {
      const sign = Math.sign(wanted[axis] * scores.data[axis]);
      scores.data.forEach((v, i) => {
        if (i % 2 === axis) expect(v * sign).toBeCloseTo(wanted[i], 3);
      });
    }
  });

  test("t-SNE: divergence within 2 % and trustworthiness within 0.002 of the exact one", async () => {
    const rows = features();
    const { positions } = await embed(rows, { perplexity: 30, seed: 0 }, products);
    const { tsne_exact_kl_pca_init_then_2_random: exact, trustworthiness10 } = summary();
    const distances = squaredDistances(rows);
    expect(divergence(distances, positions)).toBeLessThan(1.02 * exact[0]);
    expect(trustworthiness(distances, positions, 10)).toBeGreaterThan(trustworthiness10 - 0.002);
  });
});

const order = (row: Float64Array, self: number) =>
  Array.from(row.keys())
    .filter((j) => j !== self)
    .sort((a, b) => row[a] - row[b]);

const inPlane = (y: ArrayLike<number>) =>
  squaredDistances({ rows: y.length / 2, columns: 2, data: y });

/** Over all pairs, with affinities over all pairs. */
function divergence(distances: Float64Array[], y: ArrayLike<number>) {
  const orders = distances.map(order);
  const p = affinitiesOf(
    {
      k: distances.length - 1,
      indices: Int32Array.from(orders.flat()),
      distances: Float32Array.from(orders.flatMap((o, i) => o.map((j) => distances[i][j]))),
    },
    30,
  );
  const near = inPlane(y).map((row) => row.map((d) => 1 / (1 + d)));
  const z = near.reduce((s, row, i) => s + row.reduce((t, q) => t + q, 0) - row[i], 0);
  let sum = 0;
  for (let i = 0; i < near.length; i++)
    for (let e = p.starts[i]; e < p.starts[i + 1]; e++)
      if (p.values[e] > 0) sum += p.values[e] * Math.log((p.values[e] * z) / near[i][p.columns[e]]);
  return sum;
}

/** Venna and Kaski 2001, as scikit-learn computes it. */
function trustworthiness(distances: Float64Array[], y: ArrayLike<number>, k: number) {
  const n = distances.length;
  const below = inPlane(y);
  const penalty = distances.reduce((s, row, i) => {
    const rank = new Map(order(row, i).map((j, r) => [j, r + 1]));
    const near = order(below[i], i).slice(0, k);
    return s + near.reduce((t, j) => t + Math.max(0, rank.get(j)! - k), 0);
  }, 0);
  return 1 - (2 * penalty) / (n * k * (2 * n - 3 * k - 1));
}
