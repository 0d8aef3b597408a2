// Each reader on outputs whose numbers are known.
import { afterAll, describe, expect, test } from "vitest";
import type { Placement, Reading } from "../../../src/engine/api";
import { createEngine } from "../../../src/engine/engine";
import { quiet } from "../engine/fixtures";
import { logit, type Net, numbers, side, written } from "./heads";

const engine = createEngine();
afterAll(() => engine.release());

const read = async (net: Net): Promise<Reading> => {
  const { reading } = await engine.predict(written(net), quiet);
  return reading!;
};

interface Expected {
  id: string;
  name: string;
  probability?: number;
  box?: Placement;
  score?: number;
}
/** Cells of strides 8, 16 and 32. */
const candidates = (side / 8) ** 2 + (side / 16) ** 2 + (side / 32) ** 2;
const classes = 3;
const names = "{0: 'cat', 1: 'dog', 2: \"bird's nest\"}";
const ultralytics = { names, task: "detect", stride: "32" };

/** Two boxes of dogs that overlap, and a cat elsewhere. */
const boxes: Record<number, { box: number[]; logits: number[] }> = {
  5: { box: [20, 20, 10, 16], logits: [-9, logit(0.9), -9] },
  6: { box: [21, 20, 10, 16], logits: [-9, logit(0.8), -9] },
  70: { box: [50, 40, 8, 8], logits: [logit(0.6), -9, -9] },
};
const nothing = { box: [0, 0, 1, 1], logits: [-9, -9, -9] };
const dogAndCat: Expected[] = [
  {
    id: "box:0",
    name: "dog",
    probability: 0.9,
    score: logit(0.9),
    box: { x: 15, y: 12, width: 10, height: 16 },
  },
  {
    id: "box:1",
    name: "cat",
    probability: 0.6,
    score: logit(0.6),
    box: { x: 46, y: 36, width: 8, height: 8 },
  },
];

const cases: Record<string, { net: Net; reader: string; things: Expected[] }> = {
  "YOLOv8: boxes and classes, candidates last": {
    reader: "yolo",
    things: dogAndCat,
    net: {
      metadata: ultralytics,
      outputs: (op, x) => ({
        output0: op.Concat(
          op.Mul(
            numbers(op, x, [1, 4, candidates], ([, i, a]) => (boxes[a] ?? nothing).box[i]),
            1,
          ),
          op.Sigmoid(
            numbers(op, x, [1, classes, candidates], ([, c, a]) => (boxes[a] ?? nothing).logits[c]),
          ),
          { axis: 1 },
        ),
      }),
    },
  },
  "YOLOv5: objectness, three anchors a cell, candidates first": {
    reader: "yolo",
    things: dogAndCat.map((t) => ({ ...t, probability: t.probability! * 0.9 })),
    net: {
      sidecar: { labels: ["cat", "dog", "bird"] },
      outputs: (op, x) => ({
        output: op.Concat(
          op.Mul(
            numbers(op, x, [1, 3 * candidates, 4], ([, a, i]) => (boxes[a] ?? nothing).box[i]),
            1,
          ),
          op.Sigmoid(
            numbers(op, x, [1, 3 * candidates, 1 + classes], ([, a, i]) =>
              i ? (boxes[a] ?? nothing).logits[i - 1] : logit(0.9),
            ),
          ),
          { axis: 2 },
        ),
      }),
    },
  },
  "YOLOX: offsets in cells, logarithms of sizes": {
    reader: "yolo",
    // Candidate 65 is the second cell of the second grid: column 1, row 0, 16 pixels each.
    things: [
      {
        id: "box:0",
        name: "class 2",
        probability: 0.72,
        score: logit(0.9),
        box: { x: 24 - 16, y: 8 - 8, width: 32, height: 16 },
      },
    ],
    net: {
      outputs(op, x) {
        const weights = numbers(op, x, [4, 3, 1, 1], () => 0);
        const conv = op.Reshape(
          op.Conv(op.AveragePool(x, { kernel_shape: [8, 8], strides: [8, 8] }), weights),
          [1, 4, 64],
        );
        const rest = numbers(op, x, [1, 4, candidates - 64], ([, i, a]) =>
          a === 1 ? [0.5, 0.5, Math.log(2), 0][i] : 0,
        );
        const scores = numbers(op, x, [1, 1 + classes, candidates], ([, i, a]) =>
          a === 65 ? [logit(0.8), -9, -9, logit(0.9)][i] : -9,
        );
        const all = op.Concat(op.Concat(conv, rest, { axis: 2 }), op.Sigmoid(scores), { axis: 1 });
        return { output: op.Transpose(all, { perm: [0, 2, 1] }) };
      },
    },
  },
  "UltraFace: scores and corners": {
    reader: "anchors",
    things: [{ id: "box:0", name: "object", box: { x: 16, y: 8, width: 32, height: 48 } }],
    net: {
      outputs: (op, x) => ({
        scores: op.Softmax(
          numbers(op, x, [1, 10, 2], ([, a, c]) => (a === 3 && c === 1 ? 5 : c ? -5 : 0)),
          { axis: 2 },
        ),
        boxes: op.Mul(
          numbers(op, x, [1, 10, 4], ([, a, i]) => (a === 3 ? [0.25, 0.125, 0.75, 0.875][i] : 0)),
          1,
        ),
      }),
    },
  },
  "FastestDet: one grid, classes behind a softmax": {
    reader: "grid",
    things: [
      {
        id: "box:0",
        name: "class 1",
        score: 8,
        // tanh(0) is the cell's corner, sigmoid(0) half of the picture.
        box: { x: 32 - 16, y: 16 - 16, width: 32, height: 32 },
      },
    ],
    net: {
      outputs: (op, x) => ({
        "758": op.Concat(
          op.Sigmoid(numbers(op, x, [1, 1, 4, 4], ([, , v, u]) => (v === 1 && u === 2 ? 5 : -9))),
          numbers(op, x, [1, 4, 4, 4], () => 0),
          op.Softmax(
            numbers(op, x, [1, 3, 4, 4], ([, c]) => (c === 1 ? 8 : 0)),
            { axis: 1 },
          ),
          { axis: 1 },
        ),
      }),
    },
  },
  "a semantic map of logits": {
    reader: "semantic",
    things: [
      { id: "mask:2", name: "sky", score: 4 },
      { id: "mask:0", name: "ground", score: 3 },
    ],
    net: {
      sidecar: { labels: ["ground", "tree", "sky", "sea"] },
      outputs: (op, x) => ({ out: numbers(op, x, [1, 4, 16, 16], halves) }),
    },
  },
  "a semantic map behind an ArgMax": {
    reader: "semantic",
    things: [
      { id: "mask:2", name: "class 2", score: 4 },
      { id: "mask:0", name: "class 0", score: 3 },
    ],
    net: {
      outputs: (op, x) => ({
        out: op.ArgMax(numbers(op, x, [1, 4, 16, 16], halves), { axis: 1, keepdims: 0 }),
      }),
    },
  },
  "a binary mask": {
    reader: "semantic",
    things: [{ id: "mask:0", name: "mask", score: 2 }],
    net: {
      outputs: (op, x) => ({
        matte: op.Sigmoid(numbers(op, x, [1, 1, 16, 16], ([, , v]) => (v < 4 ? 2 : -2))),
      }),
    },
  },
  "a generated picture": {
    reader: "image",
    things: [{ id: "picture:0", name: "whole picture", score: 0.25 }],
    net: { outputs: (op, x) => ({ out: numbers(op, x, [1, 3, 128, 128], () => 0.25) }) },
  },
  "an output that is not known": {
    reader: "tensor",
    things: [
      { id: "channel:2", name: "channel 2", score: 2 },
      { id: "channel:1", name: "channel 1", score: 1 },
      { id: "channel:0", name: "channel 0", score: 0 },
    ],
    net: { outputs: (op, x) => ({ normals: numbers(op, x, [1, 3, 32, 32], ([, c]) => c) }) },
  },
};

/** The upper three quarters are class 2, the rest class 0. */
function halves([, c, v]: number[]) {
  if (c === 2) return v < 12 ? 4 : -4;
  return c === 0 && v >= 12 ? 3 : -1;
}

describe.each(Object.entries(cases))("%s", (_, { net, reader, things }) => {
  test("is read", async () => {
    const found = await read(net);
    expect(found.reader).toBe(reader);
    expect(found.things.map(({ id, name }) => ({ id, name }))).toEqual(
      things.map(({ id, name }) => ({ id, name })),
    );
    found.things.forEach((thing, i) => {
      const { probability, score, box } = things[i];
      if (probability !== undefined) expect(thing.probability).toBeCloseTo(probability, 5);
      if (score !== undefined) expect(thing.score).toBeCloseTo(score, 4);
      for (const key of ["x", "y", "width", "height"] as const)
        if (box) expect(thing.box![key]).toBeCloseTo(box[key], 4);
    });
  });

  test("each thing and each part is the score that is explained", async () => {
    const job = written(net);
    const { reading } = await engine.predict(job, quiet);
    for (const { id, score, parts = [] } of reading!.things) {
      const whole = await engine.explain(
        { ...job, target: { kind: "thing", id }, method: "saliency", parameters: {} },
        quiet,
      );
      expect(whole.target.score).toBeCloseTo(score, 4);
      // Each number grows by the mean of the picture's numbers, or not at all.
      expect(whole.raw.data.some((v) => v !== 0)).toBe(true);
      for (const part of parts.slice(0, 2)) {
        const target = { kind: "thing" as const, id: part.id };
        const of = await engine.explain(
          { ...job, target, method: "saliency", parameters: {} },
          quiet,
        );
        expect(of.target.label).toContain(part.label);
      }
    }
  });
});
