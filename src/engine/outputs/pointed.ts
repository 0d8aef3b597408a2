// What somebody points at, as a scalar.
import { basename } from "node:path";
import type { PictureInfo, Pointed } from "../api";
import type { NdFloats } from "../methods";
import type { Programs } from "../programs";
import { Refusal } from "../refusal";
import { likeness } from "./likeness";
import { mapOf, meanOver } from "./map";
import type { Readable } from "./reader";
import { type Scalar, scalarBy, scalarOf } from "./scalar";

export interface Pointing {
  programs: Programs;
  input: NdFloats;
  picture?: PictureInfo;
  /** What was read from the outputs. */
  readable?: Readable;
  /** Another picture as the network's input. */
  prepared(picture: string): Promise<NdFloats>;
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
  thing: ({ id }, { readable, programs }) => {
    for (const thing of readable?.things ?? []) {
      const parts = (thing.parts ?? []).map((p) => ({ ...p, id: `${thing.id}.${p.name}` }));
      const found = [thing, ...parts].find((t) => t.id === id);
      if (found) return scalarBy(found, found.label, programs, readable?.known);
    }
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
    const { map, named } = mapOutput(on, channel);
    const words = `${named} at ${Math.round(x)}, ${Math.round(y)}`;
    const region = { x, y, width: 0, height: 0 };
    return scalarOf(meanOver(map, [channel], region, seenBy(on)), words);
  },
  region: ({ channel, ...region }, on) => {
    const { map, named } = mapOutput(on, channel);
    const all = Array.from({ length: map.channels }, (_, i) => i);
    const channels = channel === undefined ? all : [channel];
    const words = `mean of ${named} in the rectangle`;
    return scalarOf(meanOver(map, channels, region, seenBy(on)), words);
  },
  async like({ picture, layer }, { programs, prepared }) {
    const words = `likeness to ${basename(picture)}${layer ? ` at ${layer}` : ""}`;
    return likeness(programs, await prepared(picture), words, layer);
  },
};

/** The first output that is a map over the input. */
function mapOutput({ programs: { network } }: Pointing, channel: number | undefined) {
  const [map] = network.model.graph.outputs.flatMap((y) => mapOf(network, y) ?? []);
  if (!map)
    throw noTarget(
      "No output of this model is a map over the picture, (N, C, h, w): points and rectangles need one.",
    );
  if (channel !== undefined && !(channel >= 0 && channel < map.channels))
    throw noTarget(
      `"${map.value.name}" has ${map.channels} channels, from 0 to ${map.channels - 1}.`,
    );
  const named = channel === undefined ? "all channels" : network.info.mapLabels![channel];
  return { map, named };
}

function seenBy({ picture, programs }: Pointing) {
  const { width, height } = programs.network.info.preprocessing;
  return { placement: picture?.placement ?? { x: 0, y: 0, width, height } };
}

const noTarget = (message: string) => new Refusal("no-such-target", message);
