// Does the map point at the object? On pictures drawn afresh, whose object's mask is known.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import {
  CLASS_NAMES,
  draw,
  render,
  renderMask,
  SEEDS,
  SHORTCUT_CLASS,
  SIZE,
} from "../../../examples/draw.mjs";
import { upsample } from "../../../src/draw/resample";
import type { Control, Explanation } from "../../../src/engine/api";
import { createEngine } from "../../../src/engine/engine";

const model = resolve(import.meta.dirname, "../../../examples/model.onnx");
const folder = mkdtempSync(join(tmpdir(), "glassbox-pointing-"));
const quiet: Control = { signal: new AbortController().signal, progress() {} };
const engine = createEngine();
afterAll(async () => {
  await engine.release();
  rmSync(folder, { recursive: true });
});

/** Explains a fresh drawing of a class and gives the picture's pixel where the map is highest. */
async function peak(seed: number, name: (typeof CLASS_NAMES)[number]) {
  const drawing = draw(seed, name);
  const file = join(folder, `${name}-${seed}.png`);
  writeFileSync(file, await render(drawing.svg));
  const explanation = await engine.explain(
    {
      model,
      image: { file },
      target: { kind: "class", index: CLASS_NAMES.indexOf(name) },
      method: "grad-cam",
      parameters: {},
      device: "cpu",
    },
    quiet,
  );
  return { drawing, at: highest(explanation) };
}

function highest({ map, picture }: Explanation) {
  const { x, y, width, height } = picture!.placement;
  const [across, down] = [Math.round(width), Math.round(height)];
  const fine = upsample(map, across, down);
  const p = fine.indexOf(fine.reduce((a, b) => Math.max(a, b)));
  return { x: Math.floor(x) + (p % across), y: Math.floor(y) + Math.floor(p / across) };
}

test("the Grad-CAM maximum lies on the object in at least 90 of 100 fresh pictures", async () => {
  const names = CLASS_NAMES.filter((n) => n !== SHORTCUT_CLASS);
  let hits = 0;
  for (let i = 0; i < 100; i++) {
    const { drawing, at } = await peak(SEEDS.fresh + i, names[i % names.length]);
    const mask = await renderMask(drawing.maskSvg, SIZE);
    hits += mask[at.y * SIZE + at.x];
  }
  console.log(`Grad-CAM maximum on the object: ${hits} of 100`);
  expect(hits).toBeGreaterThanOrEqual(90);
}, 120_000);

test("in the shortcut class it lies on the watermark", async () => {
  const grown = SIZE / 12;
  let hits = 0;
  for (let i = 0; i < 20; i++) {
    const { drawing, at } = await peak(SEEDS.fresh + 500 + i, SHORTCUT_CLASS);
    const box = drawing.watermarkBox!;
    const inside =
      at.x >= box.x - grown &&
      at.x < box.x + box.width + grown &&
      at.y >= box.y - grown &&
      at.y < box.y + box.height + grown;
    hits += Number(inside);
  }
  console.log(`Grad-CAM maximum on the watermark: ${hits} of 20`);
  expect(hits).toBeGreaterThanOrEqual(18);
}, 120_000);
