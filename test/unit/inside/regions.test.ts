// Regions of pictures compared by a layer: against the definition, and on the sample's shortcut.
import { mkdirSync, writeFileSync } from "node:fs";
import { join, parse, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { CLASS_NAMES, draw, render } from "../../../examples/draw.mjs";
import type { RegionJob } from "../../../src/engine/api";
import { createEngine } from "../../../src/engine/engine";
import { cellsUnder, meansOver, mostAlike, over } from "../../../src/engine/inside/regions";
import { uniform } from "../../../src/engine/methods/random";
import { quiet, scratch } from "../engine/fixtures";

const engine = createEngine();
afterAll(() => engine.release());

test("the most similar window is the one that comparing all of them finds", () => {
  const random = uniform(4);
  const data = Float32Array.from({ length: 5 * 6 * 7 }, random);
  const layer = { count: 5, height: 6, width: 7, data };
  const wanted = Float64Array.from({ length: 5 }, random);
  let best = { x: -1, y: -1, similarity: -1 };
  for (let y = 0; y <= 6 - 2; y++)
    for (let x = 0; x <= 7 - 3; x++) {
      const means = Array.from(meansOver(layer, { x, y, width: 3, height: 2 }));
      const dot = means.reduce((s, v, c) => s + v * wanted[c], 0);
      const similarity = dot / (Math.hypot(...means) * Math.hypot(...wanted));
      if (similarity > best.similarity) best = { x, y, similarity };
    }
  const { box, similarity } = mostAlike(layer, wanted, { width: 3, height: 2 });
  expect(box).toEqual({ x: best.x, y: best.y, width: 3, height: 2 });
  expect(similarity).toBeCloseTo(best.similarity, 12);
  expect(mostAlike(layer, wanted, { width: 90, height: 90 }).box).toMatchObject({ x: 0, y: 0 });
});

test("a rectangle covers the cells whose centres it holds, or the one in its middle", () => {
  const seen = { x: 10, y: 0, width: 80, height: 40 };
  const cells = { width: 8, height: 4 };
  const box = cellsUnder({ x: 26, y: 4, width: 30, height: 21 }, seen, cells);
  expect(box).toEqual({ x: 2, y: 0, width: 3, height: 3 });
  expect(over(box, seen, cells)).toEqual({ x: 30, y: 0, width: 30, height: 30 });
  const point = cellsUnder({ x: 44, y: 13, width: 1, height: 1 }, seen, cells);
  expect(point).toEqual({ x: 3, y: 1, width: 1, height: 1 });
  const outside = cellsUnder({ x: 500, y: 500, width: 9, height: 9 }, seen, cells);
  expect(outside).toEqual({ x: 7, y: 3, width: 1, height: 1 });
});

const perClass = 3;
/** Pixels under two cells of the default layer. */
const around = 32;
async function drawn(): Promise<string[]> {
  const folder = scratch();
  const files: string[] = [];
  for (const name of CLASS_NAMES) {
    mkdirSync(join(folder, name));
    for (let seed = 2000; seed < 2000 + perClass; seed++) {
      const file = join(folder, name, `${seed}.png`);
      writeFileSync(file, await render(draw(seed, name).svg));
      files.push(file);
    }
  }
  return files;
}

test("what is like the stamp on a bee is wasps: the shortcut that the sample was taught", async () => {
  const stamped = draw(1, "bee", { shortcut: true });
  const image = join(scratch(), "bee.png");
  writeFileSync(image, await render(stamped.svg));
  const broken = join(scratch(), "broken.png");
  writeFileSync(broken, "no picture");
  const job: RegionJob = {
    model: resolve("examples/model.onnx"),
    device: "cpu",
    files: [...(await drawn()), image, broken],
    image,
    region: stamped.watermarkBox!,
    count: perClass,
  };
  const found = await engine.regionNeighbours(job, quiet);
  expect(found.labels).toEqual([{ label: "wasp", count: perClass }]);
  expect(found.failed).toHaveLength(1);
  for (const { file, area, similarity } of found.neighbours) {
    // On the stamp, with two cells around it: a cell sees more than its own square.
    const { x, y, width, height } = draw(Number(parse(file).name), "wasp").watermarkBox!;
    expect(area.x).toBeLessThan(x + width + around);
    expect(area.x + area.width).toBeGreaterThan(x - around);
    expect(area.y).toBeLessThan(y + height + around);
    expect(area.y + area.height).toBeGreaterThan(y - around);
    expect(similarity).toBeGreaterThan(0.97);
  }
  const abort = new AbortController();
  abort.abort();
  await expect(
    engine.regionNeighbours(job, { ...quiet, signal: abort.signal }),
  ).rejects.toMatchObject({ code: "cancelled" });
  await expect(engine.regionNeighbours({ ...job, image: broken }, quiet)).rejects.toMatchObject({
    code: "picture-unreadable",
  });
});
