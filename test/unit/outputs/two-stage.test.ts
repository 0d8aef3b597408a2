// A two-stage detector whose weights are set by hand: proposals on a grid, RoiAlign, two classes by
// colour, NonMaxSuppression. Over 100 pictures each box is explained by its own blob.
import { afterAll, expect, test } from "vitest";
import type { Job, Target } from "../../../src/engine/api";
import { createEngine } from "../../../src/engine/engine";
import type { Value } from "../../../src/engine/graph/graph";
import { constant, float, type Ops } from "../../../src/engine/graph/ops";
import { Tensor } from "../../../src/engine/graph/tensor";
import { normal, uniform } from "../../../src/engine/methods/random";
import { encodeNpy } from "../../../src/engine/run/npy";
import { quiet, scratch, write } from "../engine/fixtures";
import { side, written } from "./heads";

const engine = createEngine();
afterAll(() => engine.release());

const blob = 16;
const starts = Array.from({ length: (side - blob) / 4 + 1 }, (_, i) => 4 * i);
const proposals = starts.flatMap((y) => starts.map((x) => [x, y, x + blob, y + blob]));
const floats = (dims: number[], data: number[]) => constant(Tensor.of("float", dims, data));

/** Reddish and greenish, as far as they are it more than anything else. */
function features(op: Ops, x: Value) {
  const weights = floats([2, 3, 1, 1], [1, -1, -1, -1, 1, -1]);
  return op.Relu(op.Conv(x, weights));
}

function outputs(op: Ops, x: Value) {
  const count = proposals.length;
  const boxes = floats([count, 4], proposals.flat());
  const rows = constant(Tensor.of("int64", [count], Array(count).fill(0)));
  const [regions] = op.node("RoiAlign", 1, [features(op, x), boxes, rows], {
    output_height: 4,
    output_width: 4,
    sampling_ratio: 2,
    spatial_scale: float(1),
    mode: "avg",
  });
  const means = op.ReduceMean(regions, [2, 3], { keepdims: 0 });
  // Background, red, green: a blob that fills its box gets about 6.
  const logits = op.Add(
    op.MatMul(means, floats([2, 3], [0, 12, 0, 0, 0, 12])),
    floats([3], [0, -3, -3]),
  );
  const scores = op.Transpose(op.Slice(op.Softmax(logits, { axis: 1 }), [1], [3], [1]), {
    perm: [1, 0],
  });
  const [chosen] = op.node("NonMaxSuppression", 1, [
    op.Unsqueeze(boxes, [0]),
    op.Unsqueeze(scores, [0]),
    [5],
    floats([1], [0.1]),
    floats([1], [0.5]),
  ]);
  const column = (i: number) => op.Squeeze(op.Slice(chosen, [i], [i + 1], [1]), [1]);
  return {
    boxes: op.Gather(boxes, column(2), { axis: 0 }),
    labels: op.Add(column(1), [1]),
    scores: op.GatherND(scores, op.Slice(chosen, [1], [3], [1])),
  };
}

const where = written({ outputs, sidecar: { labels: ["background", "red", "green"] } });

interface Blob {
  name: string;
  x: number;
  y: number;
}

/** A red and a green square on grey noise, apart from each other. */
function drawn(seed: number) {
  const random = uniform(seed);
  const noise = normal(seed + 1);
  const place = () => Math.round(random() * (side - blob));
  const red: Blob = { name: "red", x: place(), y: place() };
  let green: Blob = { name: "green", x: place(), y: place() };
  while (Math.max(Math.abs(red.x - green.x), Math.abs(red.y - green.y)) < blob + 2)
    green = { name: "green", x: place(), y: place() };
  const pixels = Float32Array.from({ length: 3 * side * side }, () => 0.3 + 0.05 * noise());
  for (const { name, x, y } of [red, green])
    for (let v = y; v < y + blob; v++)
      for (let u = x; u < x + blob; u++)
        for (let c = 0; c < 3; c++)
          pixels[(c * side + v) * side + u] = c === (name === "red" ? 0 : 1) ? 0.9 : 0.1;
  return { pixels, blobs: [red, green] };
}

test("each box is explained by its own blob, and by finite differences", async () => {
  const folder = scratch();
  const jobFor = (pixels: Float32Array): Job => {
    const bytes = Buffer.from(encodeNpy([1, 3, side, side], pixels));
    const image = { tensor: write(folder, "picture.npy", bytes) };
    return { ...where, image, target: { kind: "top" }, method: "saliency", parameters: {} };
  };
  let pointing = 0;
  for (let seed = 0; seed < 100; seed++) {
    const { pixels, blobs } = drawn(3000 + seed);
    const { reading } = await engine.predict(jobFor(pixels), quiet);
    expect(reading!.things.map((t) => t.name).toSorted()).toEqual(["green", "red"]);
    for (const thing of [reading!.things[seed % 2]]) {
      const target: Target = { kind: "thing", id: thing.id };
      const { map, raw } = await engine.explain({ ...jobFor(pixels), target }, quiet);
      const own = blobs.find((b) => b.name === thing.name)!;
      let [inside, outside] = [0, 0];
      map.values.forEach((value, p) => {
        const [u, v] = [(p % side) - own.x, Math.floor(p / side) - own.y];
        if (u >= 0 && v >= 0 && u < blob && v < blob) inside += value;
        else outside += value;
      });
      if (inside > outside) pointing++;
      if (seed % 25) continue;
      const length = Math.sqrt(raw.data.reduce((sum, g) => sum + g * g, 0));
      const step = 0.05;
      const scoreAt = async (t: number) => {
        const moved = jobFor(pixels.map((v, i) => v + (t * raw.data[i]) / length));
        const { things } = (await engine.predict(moved, quiet)).reading!;
        return things.find((t) => t.name === thing.name)!.score;
      };
      // On the way down a proposal that was as good may win: the slope is that of the way up.
      const difference = ((await scoreAt(step)) - (await scoreAt(0))) / step;
      expect(Math.abs(difference / length - 1)).toBeLessThan(0.02);
    }
  }
  console.info(`two-stage: ${pointing} of 100 boxes explained by their own blob`);
  expect(pointing).toBeGreaterThanOrEqual(97);
}, 300_000);
