import type { Layer, MethodInfo, Target } from "../engine/api";
import { lastMap, type PredictedState } from "./state";

/** The layer in sight. For what is no class the engine has another default than for the scores. */
export const layerOf = ({ choice, model, map }: PredictedState) =>
  choice.layer ?? (isClass(choice.target) ? model.defaultLayer : lastMap(map)?.layer);

const isClass = ({ kind }: Target) => kind === "class" || kind === "contrast";

/** The method in use if it looks at any layer, else the first that does. */
export function layerMethod({ methods, choice }: PredictedState): MethodInfo | undefined {
  const fitting = methods.filter(
    (m) => m.needs.includes("layer") && !m.needs.includes("attention"),
  );
  return (
    fitting.find((m) => m.id === choice.method) ?? fitting.find((m) => m.recommended) ?? fitting[0]
  );
}

/**
 * The few layers worth a card: where a module of the network ends, else where the resolution
 * changes; always the default and the chosen one.
 */
export function milestones(
  layers: readonly Layer[],
  always: readonly (string | undefined)[],
  most: number,
): Layer[] {
  const cams = layers.filter((l) => l.cam);
  const ends = cams.filter((l, i) => cams[i - 1]?.name.startsWith(`${l.name}.`));
  const steps = cams.filter((l, i) => resolution(l) !== resolution(cams[i + 1]));
  const fixed = cams.filter((l) => always.includes(l.name));
  const rest = (ends.length >= 3 ? ends : steps).filter((l) => !fixed.includes(l));
  const chosen = new Set([...fixed, ...spread(rest, most - fixed.length)]);
  return cams.filter((l) => chosen.has(l));
}

const resolution = (l: Layer | undefined) => l?.shape.slice(2).join(" ");

/** `count` items, evenly over the list, the first and the last among them. */
function spread<T>(items: T[], count: number): T[] {
  if (items.length <= count) return items;
  if (count <= 1) return items.slice(0, Math.max(0, count));
  const step = (items.length - 1) / (count - 1);
  return Array.from({ length: count }, (_, i) => items[Math.round(i * step)]);
}
