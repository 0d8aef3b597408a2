// Is the gradient of this very file right? One directional finite difference answers.
import type { GradientCheck } from "./api";
import { uniform } from "./methods/random";
import type { Network } from "./network";
import { Programs, plain } from "./programs";
import { unrounded } from "./unrounded";

/**
 * Along the gradient the slope is large and measured well, but a gradient that lacks a part passes;
 * a random share of each pixel finds that, and crosses more kinks of the ReLUs.
 */
const directions = [
  { randomShare: 0, tolerated: 1e-2, nearEnough: 1e-3 },
  ...Array(3).fill({ randomShare: 0.1, tolerated: 5e-2, nearEnough: 5e-2 }),
];
/** How far the score is moved, as a share of its size: the best counts. */
const moves = [1e-3, 3e-4, 3e-3, 1e-4];
/** If the whole picture can move the score by no more than this share, float32 cannot tell. */
const leastReach = 1e-5;

/**
 * Compares g . u with (f(x + t u) - f(x - t u)) / 2t, f being the largest score of a picture of
 * noise, g its gradient by the backward pass, and u a direction. Of a quantized network the rounding is
 * left out, and its own gradient must point the same way.
 */
export async function checkGradient(programs: Programs): Promise<GradientCheck> {
  const smooth = unrounded(programs.network);
  if (!smooth) return againstDifferences(programs);
  const unroundedPrograms = new Programs(smooth, programs.provider);
  try {
    const found = await againstDifferences(unroundedPrograms);
    const pointsTheSameWay = await alike(programs, unroundedPrograms);
    return { ...found, passed: found.passed && pointsTheSameWay };
  } finally {
    await unroundedPrograms.release();
  }
}

/** Rounding moves every activation a little, and the straight-through gradient with them. */
const leastCosine = 0.5;

async function alike(quantized: Programs, smooth: Programs) {
  const x = noise(quantized.network);
  const { seed } = await topScore(quantized, x);
  const a = await gradientOf(quantized, x, seed);
  const b = await gradientOf(smooth, x, seed);
  const dot = (p: Float32Array, q: Float32Array) => p.reduce((s, v, i) => s + v * q[i], 0);
  return dot(a, b) >= leastCosine * Math.sqrt(dot(a, a) * dot(b, b));
}

const batchOfOne = ({ input }: Network) => [1, ...input.shape!.slice(1)] as number[];

async function topScore(programs: Programs, data: Float32Array) {
  const scores = await programs.scores({ dims: batchOfOne(programs.network), data });
  const top = scores.reduce((best, s, i) => (s > scores[best] ? i : best), 0);
  const seed = new Float32Array(scores.length);
  seed[top] = 1;
  return { top, score: scores[top], seed };
}

async function gradientOf(programs: Programs, data: Float32Array, seed: Float32Array) {
  const { network } = programs;
  const inputs = { dims: batchOfOne(network), data };
  const { gradient } = await programs.gradient(network.input, inputs, seed, plain);
  return gradient.data as Float32Array;
}

async function againstDifferences(programs: Programs): Promise<GradientCheck> {
  const { network } = programs;
  const x = noise(network);
  const dims = batchOfOne(network);
  const { top, score, seed } = await topScore(programs, x);
  const g = await gradientOf(programs, x, seed);
  const size = Math.sqrt(g.reduce((s, v) => s + v * v, 0));
  const scale = Math.abs(score) + 1;
  const reach = size * Math.sqrt(x.reduce((s, v) => s + v * v, 0));
  if (!(reach > leastReach * scale)) return { relativeError: Number.NaN, passed: true };
  const step = scale / size;
  const scoreAt = async (data: Float32Array) => (await programs.scores({ dims, data }))[top];
  const difference = async (u: Float32Array, t: number) => {
    const up = await scoreAt(x.map((v, i) => v + t * u[i]));
    const down = await scoreAt(x.map((v, i) => v - t * u[i]));
    return (up - down) / (2 * t);
  };
  const errors: number[] = [];
  for (const [i, { randomShare, tolerated, nearEnough }] of directions.entries()) {
    const random = uniform(i);
    const u = g.map((v) => v / size + (random() < 0.5 ? -randomShare : randomShare));
    const slope = g.reduce((s, v, i) => s + v * u[i], 0);
    let error = Number.POSITIVE_INFINITY;
    for (const move of moves) {
      error = Math.min(error, Math.abs((await difference(u, move * step)) - slope) / size);
      if (error < nearEnough) break;
    }
    if (!(error < tolerated)) return { relativeError: error, passed: false };
    errors.push(error);
  }
  return { relativeError: errors[0], passed: true };
}

/** Pixels at random, preprocessed: numbers of the size that the network expects. */
function noise({ input, info }: Network): Float32Array {
  const { mean, std, rescale_factor } = info.preprocessing;
  const random = uniform(1);
  const size = input.shape!.slice(1).reduce<number>((n, d) => n * (d ?? 1), 1);
  return Float32Array.from(
    { length: size },
    () => (255 * random() * rescale_factor - mean[0]) / std[0],
  );
}
