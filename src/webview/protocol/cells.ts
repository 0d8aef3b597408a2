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

/**
 * Methods by targets for one picture, or methods by layers for the first target; for several
 * pictures, pictures by methods for the first target.
 */
export interface Grid {
  /** Absolute paths. */
  pictures: string[];
  methods: string[];
  targets: Target[];
  layers?: string[];
}
export interface Cell {
  picture: string;
  method: string;
  target: Target;
  /** The layer that is chosen, if absent. */
  layer?: string;
}

export const cellKey = ({ picture, method, target, layer }: Cell) =>
  [picture, method, targetKey(target), layer].join("\n");

/** Several pictures: a row each. One picture: a row for each method, a column for each of the rest. */
export function cellsOf({ pictures, methods, targets, layers }: Grid): Cell[][] {
  if (pictures.length > 1)
    return pictures.map((picture) =>
      methods.map((method) => ({ picture, method, target: targets[0] })),
    );
  const [picture] = pictures;
  if (layers)
    return methods.map((method) =>
      layers.map((layer) => ({ picture, method, target: targets[0], layer })),
    );
  return methods.map((method) => targets.map((target) => ({ picture, method, target })));
}
