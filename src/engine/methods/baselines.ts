// Pictures that say nothing, as the network's own input.
import type { Lab } from "./method";

export const baselines = ["black", "zero", "mean", "blur", "white"] as const;
export type Baseline = (typeof baselines)[number];

/** The shorter side over this is the blur's deviation. */
const blurShare = 14;

export function baselineOf(lab: Lab, kind: Baseline): Float32Array {
  const makers: Record<Baseline, () => Float32Array> = {
    zero: () => new Float32Array(lab.input.data.length),
    black: () => grey(lab, 0),
    white: () => grey(lab, 255),
    mean: () => meanColour(lab),
    blur: () => blurred(lab),
  };
  return makers[kind]();
}

/** A picture whose pixels all have the one value, 0 to 255, in every channel. */
export function grey(lab: Lab, value: number) {
  const { mean, std, rescale_factor } = lab.preprocessing;
  return fill(lab, (c) => (value * rescale_factor - mean[c]) / std[c]);
}

/** Calls back with each element's channel and pixel. */
export function layoutOf({
  preprocessing: { layout, width, height },
  input,
}: Pick<Lab, "preprocessing" | "input">) {
  const plane = width * height;
  const channels = input.data.length / plane;
  const nchw = layout === "NCHW";
  return {
    channels,
    plane,
    width,
    height,
    channel: (i: number) => (nchw ? Math.floor(i / plane) : i % channels),
    at: (c: number, p: number) => (nchw ? c * plane + p : p * channels + c),
  };
}

function fill(lab: Lab, value: (channel: number) => number) {
  const { channel } = layoutOf(lab);
  return lab.input.data.map((_, i) => value(channel(i)));
}

function meanColour(lab: Lab) {
  const { channels, plane, channel } = layoutOf(lab);
  const sums = new Float64Array(channels);
  lab.input.data.forEach((v, i) => {
    sums[channel(i)] += v;
  });
  return fill(lab, (c) => sums[c] / plane);
}

function blurred(lab: Lab) {
  const { channels, width, height, at } = layoutOf(lab);
  const sigma = Math.max(1, Math.min(width, height) / blurShare);
  const kernel = gaussian(sigma);
  let data = lab.input.data;
  for (const along of ["x", "y"] as const) {
    const length = along === "x" ? width : height;
    const next = new Float32Array(data.length);
    for (let c = 0; c < channels; c++)
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) {
          let sum = 0;
          kernel.forEach((w, k) => {
            const offset = k - (kernel.length - 1) / 2;
            const q = Math.min(Math.max((along === "x" ? x : y) + offset, 0), length - 1);
            sum += w * data[at(c, along === "x" ? y * width + q : q * width + x)];
          });
          next[at(c, y * width + x)] = sum;
        }
    data = next;
  }
  return data;
}

function gaussian(sigma: number): number[] {
  const reach = Math.ceil(3 * sigma);
  const raw = Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)),
  );
  const total = raw.reduce((a, b) => a + b);
  return raw.map((v) => v / total);
}
