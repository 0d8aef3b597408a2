// Channels, filters and projections as small pictures: what the panel and the terminal both show.
import type { Activations, Filters, Projected } from "../engine/api";
import { type Tile, tinted } from "./grid";
import { paint } from "./overlay";

/**
 * The channels that an answer carries, in its order: from zero up, or both ways where values lie
 * below zero. On one scale for the layer, or each on its own.
 */
export function activationTiles(a: Activations, scale: "layer" | "channel"): Tile[] {
  const { width, height, data, shown, range } = a;
  const size = width * height;
  return shown.map((_, i) => {
    const values = data.subarray(i * size, (i + 1) * size);
    const [low, high] = scale === "layer" ? range : rangeOf(values);
    const most = Math.max(-low, high);
    const view = low < 0 ? "signed" : "positive";
    const ends = { low: low < 0 ? -most : 0, high: most };
    return { width, height, rgba: paint(values, ends, { opacity: 1, view, alone: true }) };
  });
}

/** For each filter one colour tile, or one for each input channel; a filter has one scale. */
export function filterTiles({ data, shape, shown, inputs, colour }: Filters): Tile[][] {
  const [, , height = 1, width = 1] = shape;
  const plane = width * height;
  const each = inputs.count * plane;
  return shown.map((_, i) => {
    const own = data.subarray(i * each, (i + 1) * each);
    const [low, high] = rangeOf(own);
    if (colour) return [tinted(own, { width, height }, low, high)];
    const most = Math.max(-low, high);
    return Array.from({ length: inputs.count }, (_, c) =>
      tinted(own.subarray(c * plane, (c + 1) * plane), { width, height }, -most, most),
    );
  });
}

/** Each projection on a scale of its own, zero in the middle; as the input has its colours. */
export function projectionTiles({ projections }: Pick<Projected, "projections">) {
  const entries = Object.entries(projections).map(([rule, { dims, data }]) => {
    const [, a, b, c] = dims;
    const nchw = a === 1 || a === 3;
    const [height, width] = nchw ? [b, c] : [a, b];
    const [low, high] = rangeOf(data);
    const most = Math.max(-low, high);
    const size = width * height;
    const planes = nchw
      ? data
      : Float32Array.from(data, (_, i) => data[(i % size) * c + Math.floor(i / size)]);
    return [rule, tinted(planes, { width, height }, -most, most)];
  });
  return Object.fromEntries(entries) as Record<keyof Projected["projections"], Tile>;
}

function rangeOf(values: Float32Array): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const v of values) {
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  return [low, high];
}
