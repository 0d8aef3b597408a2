// The page inside the network: where it looks, what it asks for, and what it is told.
import type {
  Activations,
  ChannelSort,
  Filters,
  Masked,
  Parametrisation,
  Pixels,
  Progress,
  Projected,
  Ranked,
  Visualized,
} from "../../engine/api";

export const places = ["activations", "channel", "filters", "masking", "visualization"] as const;
export type Place = (typeof places)[number];

/** Where the page looks: what it shows follows from it, and a reload restores it. */
export interface Spot {
  place: Place;
  /** The default one if absent. */
  layer?: string;
  sort: ChannelSort;
  /** Place of the first channel in sight in the sorted list. */
  first: number;
  /** Whose page `channel` is. */
  channel?: number;
  /** Whose filters are in sight; those of the first Conv if absent. */
  conv?: string;
  firstFilter: number;
  /** Of those filters that are no colour tiles, the first input channel in sight. */
  firstInput: number;
  /** What `visualization` draws. */
  class?: number;
  parametrisation: Parametrisation;
  seeds: number;
  steps: number;
}
export const entrance: Spot = {
  place: "activations",
  sort: "contribution",
  first: 0,
  firstFilter: 0,
  firstInput: 0,
  parametrisation: "fourier",
  seeds: 3,
  steps: 256,
};
/** How many of a sorted list are in sight, and so cross over, at a time. */
export const perPage = { channels: 48, filters: 32, inputs: 8 };
export const limits = { seeds: 6, steps: 2048 };

/** A new list begins at its beginning. */
export function moved(spot: Spot, part: Partial<Spot>): Spot {
  const next = { ...spot, ...part };
  const channels = next.layer === spot.layer && next.sort === spot.sort;
  const filters = next.conv === spot.conv;
  return {
    ...next,
    ...(!channels && { first: 0 }),
    ...(next.layer !== spot.layer && next.place === "channel" && { place: "activations" as const }),
    ...(!filters && { firstFilter: 0, firstInput: 0 }),
  };
}

/** What is switched off: these channels, or all of them, at these cells, or at all of them. */
export interface Mask {
  off: number[];
  /** Counted row by row. */
  cells: number[];
}
export const allOn: Mask = { off: [], cells: [] };

/** The patches that excite one channel most. */
export interface Exciting {
  channel: number;
  /** How many pictures were looked at. */
  pictures: number;
  patches: { file: string; activation: number; pixels: Pixels }[];
  /** Why pictures could not be read. */
  unreadable: string[];
}

export interface Answers {
  /** A layer's channels, with the values of those in sight. */
  activations: Activations;
  /** The values of one channel. */
  channel: Activations;
  filters: Filters;
  masked: { mask: Mask; result: Masked };
  ranked: Ranked;
  projected: Projected;
  patches: Exciting;
  drawn: Visualized;
}
export type Part = keyof Answers;
export type Answer<T> =
  | { kind: "working"; progress: Progress }
  | { kind: "known"; value: T }
  /** By a person: the pictures so far stay. */
  | { kind: "stopped"; progress: Progress }
  | { kind: "failed"; message: string };

/** On which parts of the spot an answer depends: one about another spot is out of date. */
const about: Record<Part, (keyof Spot)[]> = {
  activations: ["layer", "sort", "first"],
  channel: ["layer", "channel"],
  filters: ["conv", "firstFilter", "firstInput"],
  masked: ["layer"],
  ranked: ["layer"],
  projected: ["layer", "channel"],
  patches: ["layer", "channel"],
  drawn: ["place", "layer", "channel", "class"],
};
export const aboutOf = (part: Part, spot: Spot) =>
  JSON.stringify(about[part].map((name) => spot[name] ?? null));

export type InsideToPage =
  | { kind: "inside"; spot: Spot }
  /** `of` is `aboutOf` the spot that it belongs to. */
  | { [P in Part]: { kind: "answer"; part: P; of: string; answer: Answer<Answers[P]> } }[Part];

export type InsideToHost =
  | { kind: "inside"; spot: Partial<Spot> }
  | { kind: "look"; part: Part }
  | { kind: "mask"; mask: Mask };
