// Objects as points: heat maps of centres with sizes and offsets, or of two corners (CornerNet).
import type { Value } from "../../graph/graph";
import type { Network } from "../../network";
import { around } from "../boxes";
import { detected } from "../head";
import { originOf } from "../origin";
import type { Output, Reader } from "../reader";

export const centre: Reader = {
  id: "centre",
  title: "Boxes of a detector",
  boxes: true,
  families: "CenterNet, Objects as Points: heat map, size and offset",
  explains: "the heat map's logit at the centre; width, height, offsets",
  tried: "a network of our own (`centre`)",
  recognise(network) {
    const found = tensorsOf(network);
    return found && [found.heat, found.size, ...(found.offset ? [found.offset] : [])];
  },
  read([heat, size, offset], network, geometry) {
    const [, classes, height, width] = heat.dims;
    const cells = height * width;
    const stride = geometry.width / width;
    const at = ({ value }: Output, i: number, cell: number) => ({
      value,
      at: [0, i, Math.floor(cell / width), cell % width],
    });
    const squash = probabilityOf(heat.value);
    return detected(
      {
        count: cells,
        classes,
        overlap: 1,
        probability: (cell, c) => (isPeak(heat, c, cell) ? squash(heat.data[c * cells + cell]) : 0),
        box(cell) {
          const x = (cell % width) + (offset ? offset.data[cell] : 0.5);
          const y = Math.floor(cell / width) + (offset ? offset.data[cells + cell] : 0.5);
          const [w, h] = [size.data[cell], size.data[cells + cell]];
          return around(x * stride, y * stride, w * stride, h * stride);
        },
        at: (cell, c) => at(heat, c, cell),
        parts: (cell) => ({
          width: at(size, 0, cell),
          height: at(size, 1, cell),
          ...(offset ? { x: at(offset, 0, cell), y: at(offset, 1, cell) } : {}),
        }),
      },
      network,
      geometry,
    );
  },
};

function tensorsOf({ model }: Network) {
  const { outputs } = model.graph;
  if (outputs.length < 2 || outputs.length > 3) return undefined;
  const [first] = outputs;
  const alike = outputs.every(
    ({ shape }) => shape?.length === 4 && String(shape.slice(2)) === String(first.shape?.slice(2)),
  );
  if (!alike) return undefined;
  const called = (name: RegExp) => outputs.find((y) => y.shape![1] === 2 && name.test(y.name));
  const size = called(/wh|size|dim/i);
  const offset = called(/reg|off/i);
  const heat = outputs.find((y) => y !== size && y !== offset);
  const fits = heat && size && outputs.length === (offset ? 3 : 2);
  return fits ? { heat, size, offset } : undefined;
}

/** Heat maps are exported before or behind their sigmoid. */
export function probabilityOf(heat: Value): (v: number) => number {
  const squashed = originOf({ value: heat, at: heat.shape!.map(() => 0) }).activation;
  return squashed === "Sigmoid" ? (v) => v : (v) => 1 / (1 + Math.exp(-v));
}

/** Whether none of its eight neighbours is larger, nor one before it as large. */
export function isPeak({ data, dims }: Output, c: number, cell: number): boolean {
  const [, , height, width] = dims;
  const plane = c * height * width;
  const [x, y] = [cell % width, Math.floor(cell / width)];
  for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++)
    for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
      const other = v * width + u;
      const [own, near] = [data[plane + cell], data[plane + other]];
      if (near > own || (near === own && other < cell)) return false;
    }
  return true;
}
