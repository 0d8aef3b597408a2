// The variables that gradient ascent moves, and the network's inputs that they stand for.
import type { Parametrisation } from "./api";
import { adam, normalised, type Slope, type Update } from "./inside/ascent";
import { painting, paintingBack } from "./inside/painting";
import { randomMotion, wobble } from "./inside/wobble";
import type { NdFloats } from "./methods";
import { normal, uniform } from "./methods/random";
import { type Objective, slopeOf } from "./objective";
import type { Programs } from "./programs";
import { gradientToColours, inputRange, toColours, toInput } from "./run/colours";
import type { NdArray } from "./run/session";

export interface Canvas {
  variables: Float32Array;
  update: Update;
  slope(variables: Float32Array): Promise<Slope>;
  /** Colour planes [n, C, H, W], red first; from 0 to 1, though those of `pixels` may go beyond. */
  colours(variables: Float32Array): Promise<Float32Array>;
}

export interface Choice {
  seeds: number;
  seed: number;
  rate?: number;
  decay?: number;
}
type Make = (programs: Programs, objective: Objective, choice: Choice) => Canvas;

/** Deviation of the coefficients at the start. */
const startSize = 0.01;
const adamRate = 0.05;

/** Fourier coefficients, decorrelated colours, and a network that sees the picture wobble. */
const fourier: Make = (programs, objective, { seeds, seed, rate = adamRate }) => {
  const { network } = programs;
  const how = network.info.preprocessing;
  const { width, height } = how;
  const channels = how.channel_order === "grey" ? 1 : 3;
  const size = channels * width * height;
  const dims = [seeds, channels, height, width];
  const key = `${channels} ${height} ${width}`;
  const colours = async (data: Float32Array) => {
    const p = await programs.made(`painting ${key}`, () => painting(channels, height, width));
    const [found] = await p.session.run(new Map([[p.coefficients, { dims, data }]]), [p.image]);
    return found.data as Float32Array;
  };
  const back = async (data: Float32Array, gradient: Float32Array) => {
    const p = await programs.made(`back ${key}`, () => paintingBack(channels, height, width));
    const feeds = new Map<typeof p.seed, NdArray>([
      [p.coefficients, { dims, data }],
      [p.seed, { dims, data: gradient }],
    ]);
    const [found] = await p.session.run(feeds, [p.gradient]);
    return found.data as Float32Array;
  };
  const random = uniform(seed);
  return {
    variables: noise(seeds * size, startSize, seed),
    update: adam(rate),
    colours,
    async slope(variables) {
      const image = await colours(variables);
      const parts = Array.from({ length: seeds }, (_, n) => ({
        range: [n * size, (n + 1) * size],
        moved: wobble(width, height, randomMotion(random, width, height)),
      }));
      const seen = new Float32Array(image.length);
      for (const { range, moved } of parts)
        seen.set(moved.apply(image.subarray(...range)), range[0]);
      const inputs = batchOf(toInput(seen, how), seeds, programs);
      const { objectives, gradient } = await slopeOf(objective, inputs, network);
      const onSeen = gradientToColours(gradient, how);
      const onImage = new Float32Array(image.length);
      for (const { range, moved } of parts)
        onImage.set(moved.adjoint(onSeen.subarray(...range)), range[0]);
      return { objectives, gradient: await back(variables, onImage) };
    },
  };
};

/** Simonyan et al. 2013: the input itself, score - decay * mean(x^2), steps of one size, from zero. */
const pixels: Make = (programs, objective, { seeds, seed, rate, decay }) => {
  const { network } = programs;
  const how = network.info.preprocessing;
  const range = inputRange(how);
  const weight = decay ?? 0.005 / range;
  const { dims } = batchOf(new Float32Array(0), seeds, programs);
  const size = dims.slice(1).reduce((a, b) => a * b, 1);
  return {
    // The first start is zero, as published; the others differ by a little noise.
    variables: noise(seeds * size, 0.01 * range, seed).fill(0, 0, size),
    update: normalised(rate ?? 0.02 * range, seeds),
    colours: async (variables) => toColours(variables, how),
    async slope(variables) {
      const { objectives, gradient } = await slopeOf(
        objective,
        batchOf(variables, seeds, programs),
        network,
      );
      const penalised = gradient.map((g, i) => g - (2 * weight * variables[i]) / size);
      return { objectives, gradient: penalised };
    },
  };
};

export const canvases: Record<Parametrisation, Make> = { fourier, pixels };

function batchOf(data: Float32Array, n: number, { network }: Programs): NdFloats {
  return { dims: [n, ...network.input.shape!.slice(1).map((d) => d!)], data };
}

function noise(size: number, deviation: number, seed: number) {
  const random = normal(seed);
  return Float32Array.from({ length: size }, () => deviation * random());
}
