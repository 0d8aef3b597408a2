// D-RISE on a detector that is known: each of two boxes is as sure as its own part is bright.
import { afterAll, expect, test } from "vitest";
import type { Job } from "../../../src/engine/api";
import { createEngine } from "../../../src/engine/engine";
import type { Value } from "../../../src/engine/graph/graph";
import { constant, type Ops } from "../../../src/engine/graph/ops";
import { sizeOf, Tensor } from "../../../src/engine/graph/tensor";
import { encodeNpy } from "../../../src/engine/run/npy";
import { quiet, scratch, write } from "../engine/fixtures";
import { side, written } from "./heads";

const engine = createEngine();
afterAll(() => engine.release());

/** Upper left and lower right, in input pixels. */
const boxes = [
  [8, 8, 24, 24],
  [36, 36, 60, 60],
];

/** The mean over a box's pixels of a picture, 2 being bright. */
function brightness(op: Ops, x: Value, [x0, y0, x1, y1]: number[]) {
  const part = op.Slice(x, [y0, x0], [y1, x1], [2, 3]);
  return op.Reshape(op.ReduceMean(part, [1, 2, 3], { keepdims: 0 }), [1, 1, 1]);
}

const where = written({
  outputs(op, x) {
    const sure = boxes.map((b) => op.Sub(op.Mul(brightness(op, x, b), 4), 4));
    const logits = op.Concat(...sure, { axis: 1 });
    const none = op.Mul(logits, 0);
    const shares = boxes.flat().map((v) => v / side);
    return {
      scores: op.Softmax(op.Concat(none, logits, { axis: 2 }), { axis: 2 }),
      boxes: op.Add(constant(Tensor.of("float", [1, 2, 4], shares)), op.Mul(none, 0)),
    };
  },
});
const dims = [1, 3, side, side];
const bright = new Float32Array(sizeOf(dims)).fill(2);
const tensor = write(scratch(), "bright.npy", Buffer.from(encodeNpy(dims, bright)));
const job: Job = {
  ...where,
  image: { tensor },
  target: { kind: "thing", id: "box:0" },
  method: "d-rise",
  parameters: { masks: 400, cells: 8 },
};

/** Mean of a map over a box. */
function meanIn(values: Float32Array, [x0, y0, x1, y1]: number[]) {
  const inside = Array.from(values.keys()).filter((p) => {
    const [x, y] = [p % side, Math.floor(p / side)];
    return x >= x0 && y >= y0 && x < x1 && y < y1;
  });
  return inside.reduce((sum, p) => sum + values[p], 0) / inside.length;
}

test("each box is explained by its own part of the picture", async () => {
  const { reading } = await engine.predict(job, quiet);
  expect(reading!.things.map((t) => t.box!.x)).toEqual([8, 36]);
  for (const [own, other] of [
    [0, 1],
    [1, 0],
  ]) {
    const target = { kind: "thing" as const, id: `box:${own}` };
    const { map } = await engine.explain({ ...job, target }, quiet);
    expect(meanIn(map.values, boxes[own])).toBeGreaterThan(0.05);
    expect(Math.abs(meanIn(map.values, boxes[other]))).toBeLessThan(0.03);
  }
});

test("without a box it is refused", async () => {
  const target = { kind: "element" as const, output: "scores", at: [0, 1] };
  await expect(engine.explain({ ...job, target }, quiet)).rejects.toMatchObject({
    code: "method-not-applicable",
  });
});
