// Networks that `trained/train.py` trained on drawn pictures: over 100 others, the map of what is
// pointed at lies on its own shape, not on another.
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Explanation, Job, Target, Thing } from "../../../src/engine/api";
import { createEngine } from "../../../src/engine/engine";
import { uniform } from "../../../src/engine/methods/random";
import { encodeNpy } from "../../../src/engine/run/npy";
import { quiet, scratch, write } from "../engine/fixtures";
import { type Drawn, drawn, type Shape, side } from "./pictures";

const engine = createEngine();
afterAll(() => engine.release());
const folder = scratch();
const pictures = 100;

const jobFor = (name: string, { pixels }: Drawn, method: string): Job => {
  const bytes = Buffer.from(encodeNpy([1, 3, side, side], pixels));
  return {
    model: join(import.meta.dirname, "trained", `${name}.onnx`),
    image: { tensor: write(folder, "picture.npy", bytes) },
    target: { kind: "top" },
    method,
    parameters: {},
    device: "cpu",
  };
};

/** Of the positive part of a map that lies around shapes, the share around each. */
function shares({ map }: Explanation, shapes: readonly Shape[]): number[] {
  const sums = shapes.map((s) => {
    let sum = 0;
    map.values.forEach((value, p) => {
      const u = (((p % map.width) + 0.5) / map.width) * side;
      const v = ((Math.floor(p / map.width) + 0.5) / map.height) * side;
      const near = Math.max(Math.abs(u - s.x), Math.abs(v - s.y)) < s.radius + 3;
      if (near) sum += Math.max(value, 0);
    });
    return sum;
  });
  const all = sums.reduce((a, b) => a + b, 0);
  return sums.map((s) => s / all);
}

const nearest = (shapes: readonly Shape[], x: number, y: number) =>
  shapes.reduce((a, b) => (Math.hypot(a.x - x, a.y - y) <= Math.hypot(b.x - x, b.y - y) ? a : b));

const middleOf = ({ box, points }: Thing) =>
  box ? { x: box.x + box.width / 2, y: box.y + box.height / 2 } : points![0];

interface Trained {
  method: string;
  counts?: [number, number];
  /** What of each thing is explained. */
  part?: string;
  /** Of all things in all pictures, how many are on a shape, and are explained by it: at least. */
  found: number;
  pointing: number;
}
const things: Record<string, Trained> = {
  centre: { method: "hires-cam", found: 0.95, pointing: 0.95 },
  prototypes: { method: "saliency", part: ".mask", found: 0.95, pointing: 0.95 },
  hourglass: { method: "saliency", counts: [1, 1], found: 0.95, pointing: 0.95 },
  landmarks: { method: "saliency", counts: [1, 1], part: ".x", found: 0.9, pointing: 0.8 },
};

describe.each(Object.entries(things))("%s", (name, { method, counts, part = "", ...least }) => {
  test("what is pointed at is explained by its own shape", async () => {
    let [all, found, pointing] = [0, 0, 0];
    for (let seed = 0; seed < pictures; seed++) {
      const picture = drawn(1000 + seed, counts);
      const job = jobFor(name, picture, method);
      const { reading } = await engine.predict(job, quiet);
      for (const thing of reading!.things) {
        const { x, y } = middleOf(thing);
        const own = nearest(picture.shapes, x, y);
        all++;
        if (Math.hypot(own.x - x, own.y - y) > own.radius) continue;
        found++;
        const target: Target = { kind: "thing", id: thing.id + part };
        const e = await engine.explain({ ...job, target }, quiet);
        const mine = shares(e, picture.shapes)[picture.shapes.indexOf(own)];
        if (mine > 0.5) pointing++;
      }
    }
    console.info(`${name}: ${found} of ${all} on a shape, ${pointing} explained by their own`);
    expect(all).toBeGreaterThan(pictures);
    expect(found / all).toBeGreaterThanOrEqual(least.found);
    expect(pointing / found).toBeGreaterThanOrEqual(least.pointing);
  }, 300_000);

  test("the gradient is that of finite differences", async () => {
    const picture = drawn(5, counts);
    const job = jobFor(name, picture, "saliency");
    const { reading } = await engine.predict(job, quiet);
    const target: Target = { kind: "thing", id: reading!.things[0].id + part };
    const { raw } = await engine.explain({ ...job, target }, quiet);
    const length = Math.sqrt(raw.data.reduce((sum, g) => sum + g * g, 0));
    const step = 0.02;
    const scoreAt = async (t: number) => {
      const pixels = picture.pixels.map((v, i) => v + (t * raw.data[i]) / length);
      const moved = jobFor(name, { ...picture, pixels }, "saliency");
      return (await engine.explain({ ...moved, target }, quiet)).target.score!;
    };
    const difference = ((await scoreAt(step)) - (await scoreAt(-step))) / (2 * step);
    expect(Math.abs(difference / length - 1)).toBeLessThan(0.05);
  });
});

test("translator: a region of the picture that is made comes from its own shape", async () => {
  let [all, pointing] = [0, 0];
  for (let seed = 0; seed < pictures; seed++) {
    const picture = drawn(2000 + seed);
    const job = jobFor("translator", picture, "saliency");
    for (const { x, y, radius } of picture.shapes) {
      const r = radius / 2;
      const region = { kind: "region" as const, x: x - r, y: y - r, width: 2 * r, height: 2 * r };
      const e = await engine.explain({ ...job, target: region }, quiet);
      const own = picture.shapes.findIndex((s) => s.x === x);
      all++;
      if (shares(e, picture.shapes)[own] > 0.5) pointing++;
    }
  }
  console.info(`translator: ${pointing} of ${all} regions explained by their own shape`);
  expect(pointing / all).toBeGreaterThanOrEqual(0.95);
}, 300_000);

test("generator: which part of the condition matters, by differences too", async () => {
  const random = uniform(7);
  const codeFile = (code: number[]) =>
    write(folder, "code.npy", Buffer.from(encodeNpy([1, 4], Float32Array.from(code))));
  const whole: Target = { kind: "thing", id: "picture:1" };
  let brighter = 0;
  for (let n = 0; n < pictures; n++) {
    const code = Array.from({ length: 4 }, () => 0.2 + 0.6 * random());
    const job = (values: number[]): Job => ({
      model: join(import.meta.dirname, "trained", "generator.onnx"),
      image: { tensor: codeFile(values) },
      inputs: { label: { value: [n % 2] } },
      wrt: "code",
      target: whole,
      method: "saliency",
      parameters: {},
      device: "cpu",
    });
    const { raw } = await engine.explain(job(code), quiet);
    expect(raw.dims).toEqual([1, 4]);
    // A larger and a brighter shape make the whole brighter; where it stands does not.
    const [x, y, radius, bright] = raw.data;
    if (Math.min(radius, bright) > 2 * Math.max(Math.abs(x), Math.abs(y))) brighter++;
    if (n % 10) continue;
    const step = 0.01;
    const at = async (t: number) =>
      (await engine.explain(job(code.with(3, code[3] + t)), quiet)).target.score!;
    const difference = ((await at(step)) - (await at(-step))) / (2 * step);
    expect(Math.abs(difference - bright)).toBeLessThan(0.02 * Math.abs(bright) + 1e-3);
  }
  console.info(`generator: size and brightness matter most for ${brighter} of ${pictures}`);
  expect(brighter).toBeGreaterThanOrEqual(90);
}, 300_000);
