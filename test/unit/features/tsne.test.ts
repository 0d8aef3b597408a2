import { describe, expect, test } from "vitest";
import { matrix, Products } from "../../../src/engine/features/products";
import { affinitiesOf } from "../../../src/engine/features/tsne/affinities";
import { embed } from "../../../src/engine/features/tsne/embed";
import { fftOf } from "../../../src/engine/features/tsne/fft";
import { Repulsion } from "../../../src/engine/features/tsne/repulsion";
import { Gradient } from "../../../src/engine/features/tsne/tsne";
import { normal, uniform } from "../../../src/engine/methods/random";
import { relativeL2 } from "../reference";
import { squaredDistances } from "./exact";

test.each([2, 4, 6, 8, 64, 96, 128])(
  "a transform of %i numbers is the sum that defines it",
  (size) => {
    const random = uniform(size);
    const re = Float64Array.from({ length: size }, random);
    const im = Float64Array.from({ length: size }, random);
    const wanted = { re: new Float64Array(size), im: new Float64Array(size) };
    for (let k = 0; k < size; k++)
      for (let n = 0; n < size; n++) {
        const angle = (-2 * Math.PI * k * n) / size;
        wanted.re[k] += re[n] * Math.cos(angle) - im[n] * Math.sin(angle);
        wanted.im[k] += re[n] * Math.sin(angle) + im[n] * Math.cos(angle);
      }
    fftOf(size)(re, im);
    expect(relativeL2(re, wanted.re)).toBeLessThan(1e-12);
    expect(relativeL2(im, wanted.im)).toBeLessThan(1e-12);
  },
);

/** Points in a square of the given side. */
const square = (count: number, side: number) => {
  const random = uniform(1);
  return Float64Array.from({ length: 2 * count }, () => side * random());
};

/** Sum over j of (y_i - y_j) / (1 + d^2)^2, and Z. */
function exact(y: Float64Array) {
  const forces = new Float64Array(y.length);
  let z = 0;
  squaredDistances({ rows: y.length / 2, columns: 2, data: y }).forEach((row, i) => {
    row.forEach((d, j) => {
      if (i !== j) z += 1 / (1 + d);
      for (const axis of [0, 1])
        forces[2 * i + axis] += (y[2 * i + axis] - y[2 * j + axis]) / (1 + d) ** 2;
    });
  });
  return { forces, z };
}

describe("repulsion", () => {
  // Error of the force in L2; the grid's step grows with the side.
  test.each([
    [2, 0.001],
    [10, 0.01],
    [40, 0.01],
    [80, 0.01],
    [150, 0.01],
  ])("on the grid, in a square of side %d, it is the exact one to %d", (side, bound) => {
    const y = square(2000, side);
    const wanted = exact(y);
    const forces = new Float64Array(y.length);
    const z = new Repulsion(2000).interpolated(y, forces);
    expect(relativeL2(forces, wanted.forces)).toBeLessThan(bound);
    expect(Math.abs(z / wanted.z - 1)).toBeLessThan(0.001);
  });

  test("stays exact while points part, and where they lie in clusters", () => {
    const repulsion = new Repulsion(1500);
    const random = normal(2);
    const y = square(1500, 1).map((v, i) => 20 * ((i >> 1) % 9) * (i % 2 ? 1 : v) + random());
    for (const scale of [0.01, 0.1, 1, 2, 1.7]) {
      const points = y.map((v) => v * scale);
      const wanted = exact(points);
      const forces = new Float64Array(points.length);
      const z = repulsion.compute(points, forces);
      expect(relativeL2(forces, wanted.forces)).toBeLessThan(0.01);
      expect(Math.abs(z / wanted.z - 1)).toBeLessThan(0.001);
    }
  });

  test("of few points it is exact", () => {
    const y = square(100, 10);
    const wanted = exact(y);
    const forces = new Float64Array(y.length);
    const z = new Repulsion(100).compute(y, forces);
    expect(relativeL2(forces, wanted.forces)).toBeLessThan(1e-12);
    expect(z).toBeCloseTo(wanted.z, 8);
  });
});

describe("affinities", () => {
  const random = normal(3);
  const distances = Array.from({ length: 40 }, () =>
    Array.from({ length: 12 }, () => random() ** 2).sort((a, b) => a - b),
  );
  const indices = distances.map((_, i) =>
    Array.from({ length: 12 }, (_, j) => (i + 1 + 3 * j) % 40),
  );
  const p = affinitiesOf(
    {
      k: 12,
      indices: Int32Array.from(indices.flat()),
      distances: Float32Array.from(distances.flat()),
    },
    5,
  );
  const at = (i: number, j: number) => {
    const row = Array.from(p.columns.subarray(p.starts[i], p.starts[i + 1]));
    return row.includes(j) ? p.values[p.starts[i] + row.indexOf(j)] : 0;
  };

  test("sum to one and are symmetric", () => {
    expect(p.values.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
    for (let i = 0; i < 40; i++)
      for (let j = 0; j < 40; j++) expect(at(i, j)).toBeCloseTo(at(j, i), 9);
  });

  test("their gradient is that of the divergence, by finite differences", () => {
    const y = square(40, 3);
    const gradient = new Gradient(p);
    gradient.compute(y, 1);
    const values = gradient.values.slice();
    const divergence = (moved: Float64Array) => {
      const { z } = exact(moved);
      const d = squaredDistances({ rows: 40, columns: 2, data: moved });
      let sum = 0;
      for (let i = 0; i < 40; i++)
        for (let j = 0; j < 40; j++)
          if (at(i, j) > 0) sum += at(i, j) * Math.log(at(i, j) * z * (1 + d[i][j]));
      return sum;
    };
    const step = 1e-5;
    for (const i of [0, 7, 33, 78]) {
      const up = divergence(y.map((v, j) => (j === i ? v + step : v)));
      const down = divergence(y.map((v, j) => (j === i ? v - step : v)));
      expect(4 * values[i]).toBeCloseTo((up - down) / (2 * step), 6);
    }
  });
});

describe("a map", () => {
  const random = normal(5);
  // Four clusters in eight dimensions.
  const rows = matrix(
    120,
    8,
    Float32Array.from({ length: 960 }, (_, i) => random() + ((i >> 3) % 4 === i % 8 ? 12 : 0)),
  );
  const products = new Products();
  const choices = { perplexity: 30, seed: 7 };

  test("is the same for the same seed, another for another, and keeps clusters together", async () => {
    const first = await embed(rows, choices, products);
    expect(await embed(rows, choices, products)).toEqual(first);
    const other = await embed(rows, { ...choices, seed: 8 }, products);
    expect(other.positions).not.toEqual(first.positions);
    const d = squaredDistances({ rows: 120, columns: 2, data: first.positions });
    d.forEach((row, i) => {
      const nearest = row.reduce((best, v, j) => (j !== i && v < row[best] ? j : best), i ? 0 : 1);
      expect(nearest % 4).toBe(i % 4);
    });
  });

  test("moves while it is computed, and a cancel stops it", async () => {
    const abort = new AbortController();
    const seen: Float32Array[] = [];
    const running = embed(rows, { ...choices, reportEvery: 0 }, products, {
      signal: abort.signal,
      progress: ({ positions }) => {
        if (positions && seen.push(positions) === 2) abort.abort();
      },
    });
    await expect(running).rejects.toMatchObject({ code: "cancelled" });
    expect(seen[1]).not.toEqual(seen[0]);
  });

  test("equal rows do not break it", async () => {
    const same = matrix(20, 4, new Float32Array(80).fill(1));
    const { positions } = await embed(same, choices, products);
    expect(positions.every(Number.isFinite)).toBe(true);
  });
});
