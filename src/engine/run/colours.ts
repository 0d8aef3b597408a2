// Between colours and a network's input: input = (255 * colour * rescale_factor - mean) / std.
import type { Preprocessing } from "../api";
import { channelSource } from "./preprocess";

/** For each number of an input [n, ...]: the number of the colour planes [n, C, H, W] it is made of. */
function forEach(
  size: number,
  how: Preprocessing,
  visit: (input: number, colour: number, mean: number, std: number) => void,
) {
  const { width, height, layout, channel_order, mean, std } = how;
  const pixels = width * height;
  const source = channelSource[channel_order].map((plane) => Math.max(plane, 0));
  const channels = source.length;
  for (let i = 0; i < size; i++) {
    const inPicture = i % (channels * pixels);
    const nchw = layout === "NCHW";
    const c = nchw ? Math.floor(inPicture / pixels) : inPicture % channels;
    const p = nchw ? inPicture % pixels : Math.floor(inPicture / channels);
    visit(i, i - inPicture + source[c] * pixels + p, mean[c], std[c]);
  }
}

/** Colour planes [n, C, H, W], 0 to 1, red first, as the network takes them. */
export function toInput(colours: Float32Array, how: Preprocessing): Float32Array {
  const out = new Float32Array(colours.length);
  forEach(out.length, how, (i, c, mean, std) => {
    out[i] = (255 * colours[c] * how.rescale_factor - mean) / std;
  });
  return out;
}

/** The way back. */
export function toColours(input: Float32Array, how: Preprocessing): Float32Array {
  const out = new Float32Array(input.length);
  forEach(out.length, how, (i, c, mean, std) => {
    out[c] = (input[i] * std + mean) / (255 * how.rescale_factor);
  });
  return out;
}

/** A gradient with respect to the input as one with respect to the colours. */
export function gradientToColours(gradient: Float32Array, how: Preprocessing): Float32Array {
  const out = new Float32Array(gradient.length);
  forEach(out.length, how, (i, c, _, std) => {
    out[c] = (gradient[i] * 255 * how.rescale_factor) / std;
  });
  return out;
}

/** How far a network's input reaches from black to white, on average over the channels. */
export const inputRange = ({ std, rescale_factor }: Preprocessing) =>
  (255 * rescale_factor * std.reduce((s, v) => s + 1 / v, 0)) / std.length;
