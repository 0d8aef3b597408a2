// Is the gradient of this very file right? One directional finite difference answers.
import type { GradientCheck } from "./api";
import { uniform } from "./methods/random";
import type { Network } from "./network";
import { type Programs, plain } from "./programs";

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
 * noise, g its gradient by the backward pass, and u a direction.
 */
export async function checkGradient(programs: Programs): Promise<GradientCheck> {
  const { network } = programs;
  const x = noise(network);
  const dims = [1, ...network.input.shape!.slice(1)] as number[];
  const scoresAt = (data: Float32Array) => programs.scores({ dims, data });
  const scores = await scoresAt(x);
  const top = scores.reduce((best, s, i) => (s > scores[best] ? i : best), 0);
  const seed = new Float32Array(scores.length);
  seed[top] = 1;
  const { gradient } = await programs.gradient(network.input, { dims, data: x }, seed, plain);
  const g = gradient.data as Float32Array;
  const size = Math.sqrt(g.reduce((s, v) => s + v * v, 0));
  const scale = Math.abs(scores[top]) + 1;
  const reach = size * Math.sqrt(x.reduce((s, v) => s + v * v, 0));
  if (!(reach > leastReach * scale)) return { relativeError: Number.NaN, passed: true };
  const step = scale / size;
  const difference = async (u: Float32Array, t: number) => {
    const up = await scoresAt(x.map((v, i) => v + t * u[i]));
    const down = await scoresAt(x.map((v, i) => v - t * u[i]));
    return (up[top] - down[top]) / (2 * t);
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
