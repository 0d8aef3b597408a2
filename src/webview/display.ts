// How the map is shown: the page's own business, kept over a reload.
import type { Look, Scale } from "../draw/overlay";
import { scaleOf } from "../draw/overlay";
import type { HeatMap } from "../engine/api";

export const modes = ["overlay", "split", "map"] as const;
export type Mode = (typeof modes)[number];

export interface Display {
  mode: Mode;
  opacity: number;
  scheme: "inferno" | "viridis";
  /** Absent: as the map itself says. */
  view?: HeatMap["view"];
  /** The upper end of the scale, held for every map while it is set. */
  locked?: number;
  /** Read-out in the network's coordinates rather than the picture's. */
  network: boolean;
  /** Channels of a layer share one scale, or have one each. */
  channels: "layer" | "channel";
  /** The folds with the less used methods and with the layers between are open. */
  more: boolean;
  allLayers: boolean;
  /** The settings of the input are fields. */
  editing: boolean;
}
export const plain: Display = {
  mode: "overlay",
  opacity: 0.6,
  scheme: "inferno",
  network: false,
  channels: "layer",
  more: false,
  allLayers: false,
  editing: false,
};

/** What a reload left, as far as it makes sense. */
export function asDisplay(v: unknown): Display {
  const found = (typeof v === "object" && v !== null ? v : {}) as Partial<Display>;
  return {
    ...plain,
    ...(modes.includes(found.mode as Mode) && { mode: found.mode }),
    ...(Number.isFinite(found.opacity) && { opacity: found.opacity }),
    ...(found.scheme === "viridis" && { scheme: "viridis" as const }),
    ...(found.network === true && { network: true }),
    ...(found.channels === "channel" && { channels: "channel" as const }),
  };
}

/** A map against something else is signed by nature; otherwise the person or the map decides. */
export const viewOf = (display: Display, map: HeatMap, contrast: boolean): HeatMap["view"] =>
  display.view ?? (contrast ? "signed" : map.view);

/** The scale of the legend and of the map. */
export function scaleFor(display: Display, map: HeatMap, view: HeatMap["view"]): Scale {
  const { locked } = display;
  if (locked === undefined) return scaleOf(map, view);
  return { low: view === "signed" ? -locked : 0, high: locked };
}

/** How the map is painted in the given part of the stage. */
export function lookOf(
  display: Display,
  map: HeatMap,
  contrast: boolean,
  alone: boolean,
): Required<Look> {
  const view = viewOf(display, map, contrast);
  return {
    view,
    alone,
    opacity: alone ? 1 : display.opacity,
    scheme: display.scheme,
    scale: scaleFor(display, map, view),
  };
}
