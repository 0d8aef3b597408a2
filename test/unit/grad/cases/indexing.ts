import { type Cases, int, ints } from "../case";

export const indexing: Cases = {
  Gather: [
    { x: ["3x4", int(0, 2, 2)] },
    { x: ["2x3x4", ints("", 1)], attrs: { axis: 1 } },
    { x: ["2x3x4", ints("2x2", 0, -1, 1, 1)], attrs: { axis: 1 } },
    { x: ["2x5", int(4, 4, 0)], attrs: { axis: -1 } },
    { x: ["4x2", ints("2x1", 3, 0)] },
  ],
  GatherElements: [
    { x: ["2x3", ints("2x2", 0, 0, 2, -1)], attrs: { axis: 1 } },
    { x: ["3x2", ints("2x2", 0, 2, 0, 1)] },
  ],
  GatherND: [
    { x: ["2x3", ints("2x2", 0, 1, 1, 2)] },
    { x: ["2x3x2", ints("3x1", 0, 1, 0)] },
    { x: ["2x3x2", ints("2x1", 2, 0)], attrs: { batch_dims: 1 } },
    { x: ["2x3x2", ints("2x2x2", 0, 1, 2, 0, 1, 1, 1, 1)], attrs: { batch_dims: 1 } },
    { x: ["2x2x3", ints("2x2x1", 0, 1, 2, 2)], attrs: { batch_dims: 2 } },
  ],
  ScatterElements: [
    { x: ["2x4", ints("2x2", 0, 3, 1, 2), "2x2"], attrs: { axis: 1 } },
    { x: ["3x2", ints("2x2", 0, 1, 2, 0), "2x2"] },
    { x: ["2x4", ints("2x2", 0, 0, 1, 1), "2x2"], attrs: { axis: -1, reduction: "add" } },
  ],
  ScatterND: [
    { x: ["4x2", ints("2x1", 3, 1), "2x2"] },
    { x: ["3x4", ints("2x2", 0, 1, 2, 3), "2"] },
    { x: ["4x2", ints("3x1", 3, 1, 3), "3x2"], attrs: { reduction: "add" } },
  ],
  TopK: [
    { x: ["2x7", int(3)], outputs: 2 },
    { x: ["2x7", int(3)], attrs: { largest: 0 }, outputs: 2 },
    { x: ["2x5x3", int(2)], attrs: { axis: 1, sorted: 0 }, outputs: 2 },
  ],
};
