// Outputs that are maps over the input: classes of a semantic map, channels of a generated picture.
import type { Placement } from "../api";
import type { Value } from "../graph/graph";
import type { Network } from "../network";
import { cellsOf } from "../region";
import { originOf, type Place } from "./origin";
import type { Geometry } from "./reader";
import type { Weighted } from "./scalar";

export interface MapOutput {
  /** Before an ArgMax, if the output is one. */
  value: Value;
  channels: number;
  height: number;
  width: number;
  place(channel: number, y: number, x: number): Place;
  /** Where the number stands in the value's data. */
  index(channel: number, y: number, x: number): number;
}

/** An output [N, C, h, w], [N, h, w, C] or, of the largest channel, [N, h, w]. */
export function mapOf(
  { info }: { info: Pick<Network["info"], "preprocessing"> },
  output: Value,
): MapOutput | undefined {
  const value = beforeArgMax(output);
  const shape = value.shape?.map((d) => d ?? 1);
  if (shape?.length !== 4) return undefined;
  const [, a, b, c] = shape;
  const { width, height } = info.preprocessing;
  const like = (h: number, w: number) => h > 1 && Math.abs(h / w - height / width) < 0.1;
  const last = !like(b, c) && like(a, b);
  if (!last && !like(b, c)) return undefined;
  const [channels, h, w] = last ? [c, a, b] : [a, b, c];
  const at = (k: number, y: number, x: number) => (last ? [0, y, x, k] : [0, k, y, x]);
  return {
    value,
    channels,
    height: h,
    width: w,
    place: (k, y, x) => ({ value, at: at(k, y, x) }),
    index: (k, y, x) => (last ? (y * w + x) * channels + k : (k * h + y) * w + x),
  };
}

const moving = new Set(["Cast", "Squeeze", "Unsqueeze", "Identity", "Reshape"]);

function beforeArgMax(output: Value): Value {
  for (let node = output.producer; node; node = node.inputs[0]?.producer) {
    if (node.op === "ArgMax") return node.inputs[0]!;
    if (!moving.has(node.op)) break;
  }
  return output;
}

/** How the channels were squashed last. */
export const squashedBy = (map: MapOutput) => originOf(map.place(0, 0, 0)).activation;

/** The mean of channels over a rectangle of the picture: one cell at least, however small it is. */
export function meanOver(
  map: MapOutput,
  channels: readonly number[],
  region: Placement,
  { placement }: Pick<Geometry, "placement">,
): Weighted[] {
  const { left, right, top, bottom } = cellsOf(region, placement, map);
  const rows = span(top, bottom, map.height);
  const columns = span(left, right, map.width);
  const places = channels.flatMap((c) =>
    rows.flatMap((y) => columns.map((x) => map.place(c, y, x))),
  );
  return evenly(places);
}

/** Their mean. */
export const evenly = (places: readonly Place[]): Weighted[] =>
  places.map((place) => ({ place, weight: 1 / places.length }));

function span(from: number, to: number, most: number): number[] {
  const start = Math.min(from, most - 1);
  return Array.from({ length: Math.max(1, to - start) }, (_, i) => start + i);
}
