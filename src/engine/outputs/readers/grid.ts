// FastestDet's head: one grid [N, 5 + C, h, w] of objectness, box and classes, not decoded.
import { around } from "../boxes";
import { detected } from "../head";
import { squashedAlong } from "../origin";
import type { Reader } from "../reader";

const sides = ["x", "y", "width", "height"];
const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));

export const grid: Reader = {
  id: "grid",
  title: "Boxes of a detector",
  families: "FastestDet (v2)",
  recognise({ model: { graph } }) {
    const [output] = graph.outputs;
    if (graph.outputs.length !== 1 || output.shape?.length !== 4) return undefined;
    const [objectness, ...rest] = squashedAlong(output, 1);
    const [box, classes] = [rest.slice(0, 4), rest.slice(4)];
    const fits = objectness === "Sigmoid" && box.length === 4 && !box.some(Boolean);
    return fits && classes.length && classes.every((s) => s === "Softmax") ? [output] : undefined;
  },
  read([{ value, dims, data }], network, geometry) {
    const [, numbers, height, width] = dims;
    const cells = width * height;
    const at = (cell: number, i: number) => data[i * cells + cell];
    const place = (cell: number, i: number) => ({
      value,
      at: [0, i, Math.floor(cell / width), cell % width],
    });
    return detected(
      {
        count: cells,
        classes: numbers - 5,
        box(cell) {
          const x = ((cell % width) + Math.tanh(at(cell, 1))) / width;
          const y = (Math.floor(cell / width) + Math.tanh(at(cell, 2))) / height;
          const [w, h] = [sigmoid(at(cell, 3)), sigmoid(at(cell, 4))];
          const { width: across, height: down } = geometry;
          return around(x * across, y * down, w * across, h * down);
        },
        probability: (cell, c) => at(cell, 5 + c),
        objectness: (cell) => at(cell, 0),
        // As its authors rank them.
        score: (p, objectness) => objectness ** 0.6 * p ** 0.4,
        at: (cell, c) => place(cell, 5 + c),
        parts: (cell) => ({
          objectness: place(cell, 0),
          ...Object.fromEntries(sides.map((side, i) => [side, place(cell, 1 + i)])),
        }),
      },
      network,
      geometry,
    );
  },
};
