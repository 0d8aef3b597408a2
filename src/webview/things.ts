// What can be pointed at in a network's outputs: where it is, what is chosen, what a click means.
import type { Reading, Target, Thing } from "../engine/api";
import type { Cursor } from "./page";
import { targetKey } from "./protocol/cells";
import { type DrawnState, lastMap, type PredictedState } from "./state";

/** Enough hues to tell neighbours apart; the names beside them say the rest. */
const hues = [45, 190, 320, 110, 265, 15, 155, 220];
export const colourOf = (i: number) => `hsl(${hues[i % hues.length]} 90% 60%)`;

export const thingsOf = ({ predicted }: DrawnState): readonly Thing[] =>
  predicted.reading?.things ?? [];

export const asThing = (id: string): Target => ({ kind: "thing", id });

/** The thing that is explained, itself or a part of it; the first one if nothing was chosen. */
export function chosenThing(state: PredictedState): Thing | undefined {
  const { target } = state.choice;
  const things = thingsOf(state);
  if (target.kind === "top") return things[0];
  if (target.kind !== "thing") return undefined;
  return things.find((t) => t.id === target.id || t.parts?.some((p) => p.id === target.id));
}

/** What the person points at, in words, as soon as anybody knows them. */
export function pointedLabel(state: DrawnState): string | undefined {
  const { target } = state.choice;
  const map = lastMap(state.map);
  if (map && "label" in map.target && keyOf(map.target) === keyOf(target)) return map.target.label;
  if (target.kind !== "thing") return undefined;
  const all = thingsOf(state).flatMap((t) => [t, ...(t.parts ?? [])]);
  return all.find((t) => t.id === target.id)?.label;
}

/** Without what was found of it. */
function keyOf(target: Target & { label?: string; score?: number; probability?: number }) {
  const { label: _, score: __, probability: ___, ...own } = target;
  return targetKey(own as Target);
}

/** What a click on the picture asks for: the smallest thing there, else the pixel of a map. */
export function pointedAt(state: PredictedState, at: Cursor): Target | undefined {
  const { reading, picture } = state.predicted;
  if (!reading || !picture) return undefined;
  const u = (at.x - picture.placement.x) / picture.placement.width;
  const v = (at.y - picture.placement.y) / picture.placement.height;
  const inBox = ({ box }: Thing) =>
    box &&
    at.x >= box.x &&
    at.y >= box.y &&
    at.x <= box.x + box.width &&
    at.y <= box.y + box.height;
  const area = ({ box }: Thing) => box!.width * box!.height;
  const [boxed] = reading.things.filter(inBox).sort((a, b) => area(a) - area(b));
  if (boxed) return asThing(boxed.id);
  return pixelAt(state, reading, { u, v }, at);
}

function pixelAt(
  { model }: PredictedState,
  { things }: Reading,
  { u, v }: { u: number; v: number },
  at: Cursor,
): Target | undefined {
  if (u < 0 || v < 0 || u >= 1 || v >= 1 || things.some((t) => t.box) || !model.mapLabels)
    return undefined;
  const { x, y } = { x: Math.round(at.x), y: Math.round(at.y) };
  const own = things.find(({ mask }) => mask && maskAt(mask, u, v) > 0);
  const channel = own && model.mapLabels.indexOf(own.name);
  if (channel !== undefined && channel >= 0) return { kind: "pixel", channel, x, y };
  return { kind: "region", x, y, width: 0, height: 0 };
}

export const maskAt = (
  { width, height, values }: NonNullable<Thing["mask"]>,
  u: number,
  v: number,
) => values[Math.floor(v * height) * width + Math.floor(u * width)];
