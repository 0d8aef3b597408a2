// Small maps that are asked for, by cards and by a comparison, and a name for each.
import type { Target } from "../../engine/api";

/** A small map that a card would like to show, or those of all layers at once. */
export interface Glimpse {
  method: string;
  layer?: string;
  layers?: true;
}

export const glimpseKey = ({ method, layer, layers }: Glimpse) =>
  `${method} ${layers ? "*" : (layer ?? "")}`;
export const targetKey = (t: Target) =>
  "index" in t || t.kind === "top"
    ? [t.kind, "index" in t ? t.index : "", "against" in t ? t.against : ""].join(" ")
    : JSON.stringify(t, Object.keys(t).sort());

/** Methods by targets for one picture; for several, pictures by methods for the first target. */
export interface Grid {
  /** Absolute paths. */
  pictures: string[];
  methods: string[];
  targets: Target[];
}
export interface Cell {
  picture: string;
  method: string;
  target: Target;
}

export const cellKey = ({ picture, method, target }: Cell) =>
  [picture, method, targetKey(target)].join("\n");

/** Several pictures: a row each. One picture: a row for each method, a column for each target. */
export function cellsOf({ pictures, methods, targets }: Grid): Cell[][] {
  if (pictures.length > 1)
    return pictures.map((picture) =>
      methods.map((method) => ({ picture, method, target: targets[0] })),
    );
  return methods.map((method) =>
    targets.map((target) => ({ picture: pictures[0], method, target })),
  );
}
