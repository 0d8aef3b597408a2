// What somebody points at, as a scalar.
import type { PictureInfo, Placement, Pointed } from "../api";
import type { Value } from "../graph/graph";
import type { NdFloats } from "../methods";
import type { Network } from "../network";
import type { Programs } from "../programs";
import { Refusal } from "../refusal";
import { cellsOf } from "../region";
import type { Readable } from "./reader";
import { type Scalar, scalarOf } from "./scalar";

export interface Pointing {
  programs: Programs;
  input: NdFloats;
  picture?: PictureInfo;
  /** What was read from the outputs. */
  readable?: Readable;
}

type Resolver<K extends Pointed["kind"]> = (
  target: Extract<Pointed, { kind: K }>,
  on: Pointing,
) => Promise<Scalar> | Scalar;

/** @throws Refusal `no-such-target` */
export function pointedAt(target: Pointed, on: Pointing): Promise<Scalar> | Scalar {
  const resolve = resolvers[target.kind] as Resolver<Pointed["kind"]>;
  return resolve(target, on);
}

const resolvers: { [K in Pointed["kind"]]: Resolver<K> } = {
  thing: ({ id }, { readable }) => {
    const found = readable?.things.find((t) => t.id === id);
    if (found) return scalarOf(found.elements, found.label);
    const ids = readable?.things.slice(0, 8).map((t) => t.id) ?? [];
    throw noTarget(
      `Nothing called "${id}" was read from the outputs of this picture` +
        (ids.length ? `; there are ${ids.join(", ")}.` : "."),
    );
  },
  element: ({ output, at }, { programs: { network } }) => {
    const { outputs } = network.model.graph;
    const value = outputs.find((y) => y.name === output);
    if (!value)
      throw noTarget(
        `The model has no output "${output}"; it has ${outputs.map((y) => y.name).join(", ")}.`,
      );
    const shape = value.shape!.slice(1).map((d) => d ?? 1);
    if (at.length !== shape.length || at.some((i, k) => !(i >= 0 && i < shape[k])))
      throw noTarget(`[${at}] is no element of "${output}", which has [${shape}] for a picture.`);
    const place = { value, at: [0, ...at] };
    return scalarOf([{ place, weight: 1 }], `${output}[${at}]`);
  },
  pixel: ({ channel, x, y }, on) => {
    const { labels } = mapOutput(on.programs.network, channel);
    const words = `${labels} at ${Math.round(x)}, ${Math.round(y)}`;
    return regionMean(on, { x, y, width: 0, height: 0 }, [channel], words);
  },
  region: ({ channel, ...region }, on) => {
    const { channels, labels } = mapOutput(on.programs.network, channel);
    const all = channel === undefined ? Array.from({ length: channels }, (_, i) => i) : [channel];
    return regionMean(on, region, all, `mean of ${labels} in the rectangle`);
  },
  like: () => {
    throw noTarget("Likeness to another picture is not read here.");
  },
};

/** The first output that is a map, (N, C, h, w). */
function mapOutput({ model, info }: Network, channel: number | undefined) {
  const value = model.graph.outputs.find((y) => y.shape?.length === 4);
  if (!value)
    throw noTarget("No output of this model is a map (N, C, h, w): points and regions need one.");
  const channels = value.shape![1] ?? 1;
  if (channel !== undefined && !(channel >= 0 && channel < channels))
    throw noTarget(`"${value.name}" has ${channels} channels, from 0 to ${channels - 1}.`);
  const named = info.labels.length === channels && channel !== undefined;
  const labels = named
    ? info.labels[channel]
    : channel === undefined
      ? "all"
      : `channel ${channel}`;
  return { value, channels, labels };
}

function regionMean(on: Pointing, region: Placement, channels: number[], words: string): Scalar {
  const { value } = mapOutput(on.programs.network, channels[0]);
  const [, , height, width] = value.shape!.map((d) => d ?? 1);
  const { preprocessing } = on.programs.network.info;
  const seen = on.picture?.placement ?? { x: 0, y: 0, ...sizeOf(preprocessing) };
  const cells = cellsOf(region, seen, { width, height });
  const places = channels.flatMap((c) => placesIn(value, c, cells));
  return scalarOf(
    places.map((place) => ({ place, weight: 1 / places.length })),
    words,
  );
}

const sizeOf = ({ width, height }: { width: number; height: number }) => ({ width, height });

/** At least one cell, however small the rectangle. */
function placesIn(
  value: Value,
  c: number,
  { left, right, top, bottom }: ReturnType<typeof cellsOf>,
) {
  const [, , h, w] = value.shape!.map((d) => d ?? 1);
  const rows = span(top, bottom, h);
  const columns = span(left, right, w);
  return rows.flatMap((y) => columns.map((x) => ({ value, at: [0, c, y, x] })));
}

function span(from: number, to: number, most: number): number[] {
  const start = Math.min(from, most - 1);
  return Array.from({ length: Math.max(1, to - start) }, (_, i) => start + i);
}

const noTarget = (message: string) => new Refusal("no-such-target", message);
