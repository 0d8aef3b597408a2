// Every method again, slowly, as its paper has it: plain loops in float64, no code shared with ours
// but the generators of random numbers.
import type { ParamValue } from "../../../src/engine/api";
import { normal, uniform } from "../../../src/engine/methods/random";
import { backward, classWeight, forward, side } from "./two-conv";

export interface Slow {
  parameters?: Record<string, ParamValue>;
  layer?: "first" | "second";
  /** Relative L2 difference that is left. */
  bound?: number;
  raw(x: number[], c: number): number[];
}
const area = side * side;
const cells = Array.from({ length: area }, (_, p) => p);
const sum = (v: number[]) => v.reduce((a, b) => a + b, 0);
const score = (x: number[], c: number) => forward(x).scores[c];

/** A layer's channels, each with its gradient. */
function channelsOf(x: number[], c: number, layer: "first" | "second") {
  const A = forward(x).layers[layer];
  const g = backward(x, c)[layer];
  return Array.from({ length: A.length / area }, (_, k) => ({
    A: A.slice(k * area, (k + 1) * area),
    g: g.slice(k * area, (k + 1) * area),
  }));
}
type Channel = ReturnType<typeof channelsOf>[number];

/** sum over k of w_k A_k at the first layer, where gradients differ from cell to cell. */
const weighted = (weight: (channel: Channel) => number): Slow => ({
  layer: "first",
  raw: (x, c) => {
    const all = channelsOf(x, c, "first");
    return cells.map((p) => sum(all.map((k) => weight(k) * k.A[p])));
  },
});
const cellwise = (f: (A: number, g: number) => number): Slow => ({
  layer: "first",
  raw: (x, c) => {
    const all = channelsOf(x, c, "first");
    return cells.map((p) => sum(all.map((k) => f(k.A[p], k.g[p]))));
  },
});
const gradCam = weighted(({ g }) => sum(g) / area);

const guided = (x: number[], c: number) => backward(x, c, (z, g) => z > 0 && g > 0).picture;
/** The picture with each pixel of every colour changed. */
const changed = (x: number[], f: (v: number, p: number) => number) =>
  x.map((v, i) => f(v, i % area));

const noisy = { samples: 7, sigma: 0.2, seed: 3 };
const random = { masks: 24, cells: 3, keep: 0.4, seed: 5 };
const steps = 1000;

export const slow: Record<string, Slow> = {
  saliency: { raw: (x, c) => backward(x, c).picture },
  "input-x-gradient": { raw: (x, c) => backward(x, c).picture.map((g, i) => g * x[i]) },
  "guided-backprop": { raw: guided },
  deconvnet: { raw: (x, c) => backward(x, c, (_, g) => g > 0).picture },
  smoothgrad: {
    parameters: { ...noisy, statistic: "variance" },
    raw: (x, c) => {
      const draw = normal(noisy.seed);
      const range = Math.max(...x) - Math.min(...x);
      const all = Array.from(
        { length: noisy.samples },
        () =>
          backward(
            x.map((v) => v + noisy.sigma * range * draw()),
            c,
          ).picture,
      );
      return x.map((_, i) => {
        const mean = sum(all.map((g) => g[i])) / all.length;
        return sum(all.map((g) => (g[i] - mean) ** 2)) / all.length;
      });
    },
  },
  "integrated-gradients": {
    parameters: { baseline: "zero", steps: 300 },
    bound: 5e-3,
    raw: (x, c) => {
      const total = x.map(() => 0);
      for (let n = 0; n < steps; n++) {
        const { picture } = backward(
          x.map((v) => (v * (n + 0.5)) / steps),
          c,
        );
        picture.forEach((g, i) => {
          total[i] += g / steps;
        });
      }
      return total.map((g, i) => g * x[i]);
    },
  },
  "grad-cam": gradCam,
  "hires-cam": cellwise((A, g) => A * g),
  "layer-cam": cellwise((A, g) => A * Math.max(g, 0)),
  "xgrad-cam": weighted(({ A, g }) => sum(A.map((a, p) => a * g[p])) / (sum(A) + 1e-7)),
  "grad-cam-plus-plus": weighted(({ A, g }) =>
    sum(g.map((d) => (d > 0 ? (d * d ** 2) / (2 * d ** 2 + sum(A) * d ** 3 + 1e-6) : 0))),
  ),
  "score-cam": {
    layer: "first",
    raw: (x, c) => {
      const all = channelsOf(x, c, "first").map((k) => k.A);
      const scores = all.map((A) => {
        const [low, high] = [Math.min(...A), Math.max(...A)];
        return score(
          changed(x, (v, p) => (v * (A[p] - low)) / (high - low + 1e-8)),
          c,
        );
      });
      const total = sum(scores.map(Math.exp));
      return cells.map((p) => sum(all.map((A, k) => (Math.exp(scores[k]) / total) * A[p])));
    },
  },
  cam: {
    layer: "second",
    raw: (x, c) => {
      const all = channelsOf(x, c, "second");
      return cells.map((p) => sum(all.map(({ A }, k) => classWeight(k, c) * A[p])));
    },
  },
  "guided-grad-cam": {
    layer: "first",
    raw: (x, c) => {
      const coarse = gradCam.raw(x, c);
      return guided(x, c).map((g, i) => g * Math.max(coarse[i % area], 0));
    },
  },
  occlusion: {
    parameters: { window: 2, windowHeight: 3, stride: 1, fill: 0.25 },
    raw: (x, c) => {
      const drops = cells.map((): number[] => []);
      for (let top = 0; top + 3 <= side; top++)
        for (let left = 0; left + 2 <= side; left++) {
          const inside = (p: number) => {
            const [row, column] = [Math.floor(p / side) - top, (p % side) - left];
            return row >= 0 && row < 3 && column >= 0 && column < 2;
          };
          const drop =
            score(x, c) -
            score(
              changed(x, (v, p) => (inside(p) ? 0.25 : v)),
              c,
            );
          for (const p of cells.filter(inside)) drops[p].push(drop);
        }
      return drops.map((d) => sum(d) / d.length);
    },
  },
  rise: {
    parameters: random,
    raw: (x, c) => {
      const draw = uniform(random.seed);
      const masks = Array.from({ length: random.masks }, () => mask(draw));
      const scores = masks.map((m) =>
        score(
          changed(x, (v, p) => v * m[p]),
          c,
        ),
      );
      const mean = sum(scores) / scores.length;
      return cells.map(
        (p) => sum(scores.map((s, n) => s * masks[n][p])) / (random.masks * random.keep) - mean,
      );
    },
  },
};

/** A grid one cell wider than the picture, moved by part of a cell, bilinear between centres. */
function mask(draw: () => number): number[] {
  const n = random.cells + 1;
  const grid = Array.from({ length: n * n }, () => (draw() < random.keep ? 1 : 0));
  const size = side / random.cells;
  const [left, top] = [draw() * size, draw() * size];
  const clamp = (v: number) => Math.min(Math.max(v, 0), n - 1);
  return cells.map((p) => {
    const u = clamp(((p % side) + 0.5 + left) / size - 0.5);
    const v = clamp((Math.floor(p / side) + 0.5 + top) / size - 0.5);
    let value = 0;
    for (let row = 0; row < n; row++)
      for (let column = 0; column < n; column++)
        value +=
          grid[row * n + column] *
          Math.max(0, 1 - Math.abs(u - column)) *
          Math.max(0, 1 - Math.abs(v - row));
    return value;
  });
}
