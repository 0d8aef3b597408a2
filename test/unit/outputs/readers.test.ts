// Each reader on outputs whose numbers are known.
import { afterAll, describe, expect, test } from "vitest";
import type { Placement, Reading } from "../../../src/engine/api";
import { createEngine } from "../../../src/engine/engine";
import type { Value } from "../../../src/engine/graph/graph";
import { constant, type Ops } from "../../../src/engine/graph/ops";
import { Tensor } from "../../../src/engine/graph/tensor";
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

/** YOLOv8's tensor, with further numbers for each candidate. */
const yolov8 = (op: Ops, x: Value, ...more: Value[]) =>
  op.Concat(
    op.Mul(
      numbers(op, x, [1, 4, candidates], ([, i, a]) => (boxes[a] ?? nothing).box[i]),
      1,
    ),
    op.Sigmoid(
      numbers(op, x, [1, classes, candidates], ([, c, a]) => (boxes[a] ?? nothing).logits[c]),
    ),
    ...more,
    { axis: 1 },
  );

const cases: Record<string, { net: Net; reader: string; things: Expected[] }> = {
  "YOLOv8: boxes and classes, candidates last": {
    reader: "yolo",
    things: dogAndCat,
    net: {
      metadata: ultralytics,
      outputs: (op, x) => ({
        output0: yolov8(op, x),
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
    things: [
      {
        id: "picture:0",
        name: "middle",
        score: 0.25,
        box: { x: 28, y: 28, width: 8, height: 8 },
      },
      { id: "picture:1", name: "whole picture", score: 0.25 },
    ],
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
  "YOLOv8 segment: masks of prototypes": {
    reader: "yolo",
    things: dogAndCat,
    net: {
      metadata: ultralytics,
      outputs: (op, x) => ({
        output0: yolov8(
          op,
          x,
          numbers(op, x, [1, 2, candidates], ([, k]) => (k ? 2 : -1)),
        ),
        output1: numbers(op, x, [1, 2, 16, 16], ([, k]) => (k ? 3 : 1)),
      }),
    },
  },
  "YOLOv8 pose: key points with their visibility": {
    reader: "yolo",
    things: [{ id: "box:0", name: "object", probability: 0.9, score: logit(0.9) }],
    net: {
      metadata: { ...ultralytics, names: "{0: 'object'}", kpt_shape: "[2, 3]" },
      outputs: (op, x) => {
        const part = (dims: number[], value: (a: number, i: number) => number) =>
          op.Mul(
            numbers(op, x, dims, ([, i, a]) => value(a, i)),
            1,
          );
        const score = numbers(op, x, [1, 1, candidates], ([, , a]) => (a === 5 ? logit(0.9) : -9));
        const sure = numbers(op, x, [1, 1, candidates], () => 3);
        return {
          output0: op.Concat(
            part([1, 4, candidates], (a, i) => (boxes[a] ?? nothing).box[i]),
            op.Sigmoid(score),
            part([1, 2, candidates], (_, i) => [18, 15][i]),
            op.Sigmoid(sure),
            part([1, 2, candidates], (_, i) => [22, 25][i]),
            op.Sigmoid(sure),
            { axis: 1 },
          ),
        };
      },
    },
  },
  "YOLOv8 oriented boxes": {
    reader: "yolo",
    things: dogAndCat,
    net: {
      metadata: ultralytics,
      outputs: (op, x) => ({
        output0: yolov8(
          op,
          x,
          op.Mul(
            numbers(op, x, [1, 1, candidates], () => 0.3),
            1,
          ),
        ),
      }),
    },
  },
  "RetinaFace: offsets from anchors, five points": {
    reader: "anchors",
    // Anchor 2 is the first of the second cell of the first grid: 16 pixels around (12, 4).
    things: [{ id: "box:0", name: "object", box: { x: 4, y: -4, width: 16, height: 16 } }],
    net: {
      outputs: (op, x) => {
        const raw = (width: number) => {
          const weights = numbers(op, x, [2 * width, 3, 1, 1], () => 0);
          const cells = [8, 16, 32].map((stride) => {
            const pooled = op.AveragePool(x, {
              kernel_shape: [stride, stride],
              strides: [stride, stride],
            });
            const conv = op.Transpose(op.Conv(pooled, weights), { perm: [0, 2, 3, 1] });
            return op.Reshape(conv, [1, 2 * (side / stride) ** 2, width]);
          });
          return op.Concat(...cells, { axis: 1 });
        };
        const scores = numbers(op, x, [1, 2 * candidates, 2], ([, a, c]) =>
          a === 2 && c === 1 ? 5 : c ? -5 : 0,
        );
        return {
          loc: raw(4),
          conf: op.Softmax(scores, { axis: 2 }),
          landms: raw(10),
        };
      },
    },
  },
  "CenterNet: a heat map with sizes and offsets": {
    reader: "centre",
    things: [
      {
        id: "box:0",
        name: "class 1",
        score: 3,
        box: { x: 4 * 5.25 - 8, y: 4 * 2.5 - 4, width: 16, height: 8 },
      },
    ],
    net: {
      outputs: (op, x) => ({
        hm: numbers(op, x, [1, 2, 16, 16], ([, c, v, u]) =>
          c !== 1 || v !== 2 ? -9 : u === 5 ? 3 : u === 6 ? 2 : -9,
        ),
        wh: numbers(op, x, [1, 2, 16, 16], ([, i]) => (i ? 2 : 4)),
        reg: numbers(op, x, [1, 2, 16, 16], ([, i]) => (i ? 0.5 : 0.25)),
      }),
    },
  },
  "CornerNet: corners that belong together by their tags": {
    reader: "corners",
    things: [
      { id: "box:0", name: "class 0", score: 3, box: { x: 8, y: 4, width: 32, height: 20 } },
    ],
    net: {
      outputs(op, x) {
        const heat = (row: number, ...columns: number[]) =>
          numbers(op, x, [1, 1, 16, 16], ([, , v, u]) =>
            v === row && columns.includes(u) ? 3 : -9,
          );
        // Another lower right corner has another tag.
        const tag = (other: number) =>
          numbers(op, x, [1, 1, 16, 16], ([, , , u]) => (u === other ? 5 : 1));
        const offset = () => numbers(op, x, [1, 2, 16, 16], () => 0);
        return {
          tl_heat: heat(1, 2),
          br_heat: heat(6, 10, 13),
          tl_tag: tag(-1),
          br_tag: tag(13),
          tl_regr: offset(),
          br_regr: offset(),
        };
      },
    },
  },
  "DETR: queries, the last class is none": {
    reader: "detr",
    things: [
      { id: "box:0", name: "class 1", score: 6, box: { x: 16, y: 24, width: 32, height: 16 } },
    ],
    net: {
      outputs: (op, x) => ({
        logits: numbers(op, x, [1, 20, 3], ([, q, c]) =>
          q === 4 ? [0, 6, 0][c] : c === 2 ? 9 : 0,
        ),
        pred_boxes: op.Sigmoid(numbers(op, x, [1, 20, 4], ([, , i]) => [0, 0, 0, logit(0.25)][i])),
      }),
    },
  },
  "heat maps of key points": {
    reader: "key-points",
    things: [
      { id: "point:0", name: "point 0", score: 1 },
      { id: "point:1", name: "point 1", score: 1 },
    ],
    net: {
      outputs: (op, x) => ({
        heatmaps: numbers(op, x, [1, 2, 16, 16], ([, k, v, u]) => (u === 4 + k && v === 8 ? 1 : 0)),
      }),
    },
  },
  "landmarks as coordinates": {
    reader: "landmarks",
    things: [
      { id: "point:0", name: "point 0", score: 0.75 },
      { id: "point:1", name: "point 1", score: 1 },
    ],
    net: {
      outputs: (op, x) => ({
        landmarks: numbers(op, x, [1, 4], ([, i]) => [0.25, 0.5, 0.25, 0.75][i]),
      }),
    },
  },
  "what a two-stage detector has selected is read back to its head": {
    reader: "selected",
    things: [
      // The second proposal overlaps the first, and is weaker.
      { id: "box:0", name: "dog", score: 4, box: { x: 8, y: 8, width: 16, height: 16 } },
      { id: "box:1", name: "dog", score: 2, box: { x: 40, y: 32, width: 16, height: 24 } },
    ],
    net: {
      sidecar: { labels: ["background", "dog"] },
      outputs(op, x) {
        const corners = [
          [40, 32, 56, 56],
          [9, 8, 25, 24],
          [8, 8, 24, 24],
          [0, 0, 4, 4],
        ];
        const proposals = numbers(op, x, [4, 4], ([a, i]) => corners[a][i]);
        const logits = numbers(op, x, [4, 2], ([a, c]) => (c ? [2, 3, 4, -5][a] : 0));
        const scores = op.Squeeze(op.Slice(op.Softmax(logits, { axis: 1 }), [1], [2], [1]), [1]);
        const float = (value: number) => constant(Tensor.of("float", [1], [value]));
        const [chosen] = op.node("NonMaxSuppression", 1, [
          op.Unsqueeze(proposals, [0]),
          op.Unsqueeze(scores, [0, 1]),
          [10],
          float(0.5),
          float(0.3),
        ]);
        const rows = op.Squeeze(op.Slice(chosen, [2], [3], [1]), [1]);
        return {
          boxes: op.Gather(proposals, rows, { axis: 0 }),
          labels: op.Add(op.Mul(rows, [0]), [1]),
          scores: op.Gather(scores, rows, { axis: 0 }),
        };
      },
    },
  },
  "TensorFlow's detections": {
    reader: "selected",
    things: [{ id: "box:0", name: "class 2", box: { x: 16, y: 8, width: 32, height: 48 } }],
    net: {
      outputs: (op, x) => ({
        detection_boxes: numbers(op, x, [1, 2, 4], ([, a, i]) =>
          a ? 0 : [0.125, 0.25, 0.875, 0.75][i],
        ),
        detection_classes: numbers(op, x, [1, 2], ([, a]) => (a ? 1 : 2)),
        detection_scores: numbers(op, x, [1, 2], ([, a]) => (a ? 0.1 : 0.8)),
      }),
    },
  },
  "instances and a semantic map together": {
    reader: "selected",
    things: [
      { id: "box:0", name: "class 1", probability: 0.8 },
      { id: "mask:2", name: "class 2", score: 4 },
      { id: "mask:0", name: "class 0", score: 3 },
    ],
    net: {
      outputs: (op, x) => ({
        dets: numbers(op, x, [1, 1, 5], ([, , i]) => [8, 8, 24, 24, 0.8][i]),
        labels: op.Cast(
          numbers(op, x, [1, 1], () => 1),
          { to: 7 },
        ),
        semantic: numbers(op, x, [1, 4, 16, 16], halves),
      }),
    },
  },
  "a body's surface": {
    reader: "surface",
    things: [{ id: "mask:2", name: "part 2", score: 4 }],
    net: {
      outputs: (op, x) => ({
        fine_segm: numbers(op, x, [1, 4, 16, 16], halves),
        u: numbers(op, x, [1, 4, 16, 16], () => 0.5),
        v: numbers(op, x, [1, 4, 16, 16], () => 0.25),
      }),
    },
  },
  "a sidecar's reader": {
    reader: "landmarks",
    things: [{ id: "point:0", name: "nose", score: 40 }],
    net: {
      sidecar: { outputs: "landmarks", labels: ["nose"] },
      outputs: (op, x) => ({ out: numbers(op, x, [1, 2], ([, i]) => (i ? 30 : 10)) }),
    },
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

test("a reader that the sidecar names and that does not fit is refused by name", async () => {
  const net: Net = {
    sidecar: { outputs: "yolo" },
    outputs: (op, x) => ({ out: numbers(op, x, [1, 4], () => 0) }),
  };
  await expect(read(net)).rejects.toThrow(/sidecar says .* "yolo", .* there are classes, /);
});

test("a list of scores is no list of coordinates unless its name says so", async () => {
  const net: Net = { outputs: (op, x) => ({ out: numbers(op, x, [1, 10], ([, i]) => i) }) };
  const { reading, predictions } = await engine.predict(written(net), quiet);
  expect(reading).toBeUndefined();
  expect(predictions[0].index).toBe(9);
});

test("points lie where the numbers say", async () => {
  const { things } = await read(cases["landmarks as coordinates"].net);
  expect(things.map((t) => t.points)).toEqual([[{ x: 16, y: 32 }], [{ x: 16, y: 48 }]]);
  const pose = await read(cases["YOLOv8 pose: key points with their visibility"].net);
  expect(pose.things[0].points).toEqual([
    { x: 18, y: 15 },
    { x: 22, y: 25 },
  ]);
  const peaks = await read(cases["heat maps of key points"].net);
  expect(peaks.things[1].points).toEqual([{ x: 22, y: 34 }]);
});

test("a mask of prototypes is its coefficients times them, and can be explained", async () => {
  const job = written(cases["YOLOv8 segment: masks of prototypes"].net);
  const { reading } = await engine.predict(job, quiet);
  const { mask, parts } = reading!.things[0];
  // -1 * 1 + 2 * 3, within the box alone: 15 to 25 of 64 across, 12 to 28 down, 16 cells each way.
  const inside = mask!.values.filter((v) => v > 0);
  expect([...new Set(inside)]).toEqual([5]);
  expect(inside.length).toBe(2 * 4);
  const part = parts!.find((p) => p.id.endsWith(".mask"))!;
  const asked = { ...job, method: "saliency", parameters: {} };
  const e = await engine.explain({ ...asked, target: { kind: "thing", id: part.id } }, quiet);
  expect(e.target.score).toBeCloseTo(5, 4);
  // Each number grows by the mean m: (m - 1)(m + 1) + (m + 2)(m + 3) by 5 m, and m by 1 / size.
  const size = 3 * side * side;
  expect(e.raw.data[0] * size).toBeCloseTo(5, 3);
});
