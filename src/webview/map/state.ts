// All that the map shows, and how messages and choices change it.
import type { Colouring } from "./colour";
import type { MapPicture, Projection, ToMapPage } from "./protocol";

export type Tool = "move" | "box" | "lasso";

export interface MapState {
  pictures: MapPicture[];
  model: string;
  /** Pictures that could not be read. */
  failed: number;
  /** [N, 2]; while t-SNE runs they move. */
  positions?: Float32Array;
  projection: Projection;
  progress?: { fraction: number; message: string };
  notes: string[];
  refused?: string;
  explained?: { picture: number; neighbours: number[] };
  colouring: Colouring;
  tool: Tool;
  /** Undefined: nothing is selected, and all are listed. */
  selection?: number[];
  query: string;
}

export const empty: MapState = {
  pictures: [],
  model: "",
  failed: 0,
  projection: "t-sne",
  notes: [],
  colouring: "label",
  tool: "move",
  query: "",
};

type Told = Exclude<ToMapPage, { kind: "thumbnail" }>;
type Next = { [K in Told["kind"]]: (s: MapState, m: Extract<Told, { kind: K }>) => MapState };

const next: Next = {
  pictures: (s, { pictures, model, failed }) => ({
    ...empty,
    colouring: s.colouring,
    tool: s.tool,
    pictures,
    model,
    failed,
  }),
  progress: (s, { fraction, message, positions }) => ({
    ...s,
    refused: undefined,
    progress: { fraction, message },
    // Only t-SNE moves.
    ...(positions && { positions, projection: "t-sne" }),
  }),
  mapped: (s, { projection, positions, notes }) => ({
    ...s,
    progress: undefined,
    refused: undefined,
    projection,
    positions,
    notes,
  }),
  explained: (s, { picture, neighbours }) => ({ ...s, explained: { picture, neighbours } }),
  refused: (s, { message }) => ({ ...s, progress: undefined, refused: message }),
};

export const told = (s: MapState, message: Told): MapState =>
  (next[message.kind] as (s: MapState, m: Told) => MapState)(s, message);

/** The pictures of the list: what is selected, as far as its name has what is searched for. */
export function listed({ pictures, selection, query }: MapState): number[] {
  const all = selection ?? pictures.map((_, i) => i);
  const wanted = query.trim().toLowerCase();
  return wanted ? all.filter((i) => pictures[i].name.toLowerCase().includes(wanted)) : all;
}

/** Whether a picture is one that the person is looking for: the others are drawn pale. */
export function highlighted(state: MapState): ReadonlySet<number> | undefined {
  return state.selection || state.query.trim() ? new Set(listed(state)) : undefined;
}
