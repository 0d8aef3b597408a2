// Receptive fields of a network's layers, and where they lie in a picture.
import type { Placement } from "./api";
import type { Value } from "./graph/graph";
import { type Cell, receptiveField } from "./inside/receptive-field";
import type { Network } from "./network";

/** In pixels of the network's input; may overhang. */
export const fieldOf = ({ model, input, info }: Network, layer: Value, cell: Cell): Placement =>
  receptiveField(model.graph, input, layer, cell, info.preprocessing.layout);

/** A rectangle of the input in pixels of the picture, of which the input shows `placement`. */
export function inPicture(r: Placement, { info }: Network, placement: Placement): Placement {
  const across = placement.width / info.preprocessing.width;
  const down = placement.height / info.preprocessing.height;
  return {
    x: placement.x + r.x * across,
    y: placement.y + r.y * down,
    width: r.width * across,
    height: r.height * down,
  };
}
