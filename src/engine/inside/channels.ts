// A layer's activation as a list of channels.
import type { ChannelSort, ChannelStats, Some } from "../api";
import type { NdFloats } from "../methods";
import { Refusal } from "../refusal";

/** [1, C, h, w]; of other ranks the second axis counts the channels and the rest is one row. */
export interface Channels {
  count: number;
  width: number;
  height: number;
  data: Float32Array;
}

export function channelsOf({ dims, data }: NdFloats): Channels {
  const [batch, count = 1, ...cells] = dims;
  const [height, width] = cells.length === 2 ? cells : [1, cells.reduce((a, b) => a * b, 1)];
  return { count, width, height, data: data.subarray(0, data.length / batch) };
}

export const plane = ({ width, height, data }: Channels, channel: number) =>
  data.subarray(channel * width * height, (channel + 1) * width * height);

/** @throws Refusal `bad-parameter` naming the channel that the layer lacks */
export function checkChannels(wanted: readonly number[], count: number, layer: string) {
  const wrong = wanted.find((c) => !Number.isInteger(c) || c < 0 || c >= count);
  if (wrong === undefined) return;
  throw new Refusal(
    "bad-parameter",
    `The layer "${layer}" has no channel ${wrong}: it has ${count}, from 0 to ${count - 1}.`,
  );
}

/** @param gradient d(score)/d(activation), of the same shape, if there is one */
export function statsOf(activation: Channels, gradient?: Channels): ChannelStats[] {
  return Array.from({ length: activation.count }, (_, channel) => {
    const a = plane(activation, channel);
    const g = gradient && plane(gradient, channel);
    return {
      channel,
      mean: a.reduce((sum, v) => sum + v, 0) / a.length,
      max: a.reduce((x, y) => Math.max(x, y), Number.NEGATIVE_INFINITY),
      min: a.reduce((x, y) => Math.min(x, y), Number.POSITIVE_INFINITY),
      contribution: g && a.reduce((sum, v, i) => sum + v * g[i], 0),
    };
  });
}

/** Largest first. */
export const sorted = (stats: ChannelStats[], by: ChannelSort) =>
  stats.toSorted((a, b) => (b[by] ?? 0) - (a[by] ?? 0));

/** Numbers that one answer may carry: 16 MB. */
export const mostNumbers = 2 ** 22;

/** Those of a sorted list that are asked for, as far as an answer of `each` numbers may carry. */
export function chosen(all: readonly number[], some: Some, each: number): number[] {
  const asked = Array.isArray(some) ? some : all.slice(some.first, some.first + some.count);
  return asked.slice(0, Math.max(1, Math.floor(mostNumbers / each)));
}

/** The planes of some channels, one after the other. */
export function planes(of: Channels, which: readonly number[]): Float32Array {
  const size = of.width * of.height;
  const data = new Float32Array(which.length * size);
  which.forEach((c, i) => {
    data.set(plane(of, c), i * size);
  });
  return data;
}
