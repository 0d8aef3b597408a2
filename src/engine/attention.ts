// Networks that attend to each class on their own, as SCOUTER does with slots: their attention is an
// explanation that the network gives itself.
import type { Shape, Value } from "./graph/graph";

export interface Grid {
  height: number;
  width: number;
}

const normalising = new Set(["Softmax", "Sigmoid"]);

/**
 * The grid of a value that holds one map for each class, (N, slots, h w) or (N, slots, h, w), its
 * cells those of a spatial activation; slots are the classes, or as many for each of them.
 * @param grids of the activations from which the network may have made it, in order
 */
export function attentionGrid(
  { shape, producer }: Value,
  classes: number,
  grids: readonly Grid[],
): Grid | undefined {
  if (!producer || !normalising.has(producer.op) || classes < 2) return undefined;
  const slots = shape?.[1] ?? 0;
  if (!slots || slots % classes) return undefined;
  return grids.findLast((g) => covers(shape!, g));
}

const covers = (shape: Shape, { height, width }: Grid) =>
  shape.length === 3
    ? shape[2] === height * width
    : shape.length === 4 && shape[2] === height && shape[3] === width;
