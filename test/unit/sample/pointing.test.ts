import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { SEEDS, SHORTCUT_CLASS, SIZE } from "../../../examples/draw.mjs";
import { createEngine } from "../../../src/engine/engine";
import { hits, peak, type Setup } from "./pointing";

const folder = mkdtempSync(join(tmpdir(), "glassbox-pointing-"));
const model = resolve(import.meta.dirname, "../../../examples/model.onnx");
const engine = createEngine();
const setup: Setup = { engine, model, folder, method: "grad-cam" };
afterAll(async () => {
  await engine.release();
  rmSync(folder, { recursive: true });
});

test("the Grad-CAM maximum lies on the object in at least 90 of 100 fresh pictures", async () => {
  const found = await hits(setup, 100);
  console.log(`Grad-CAM maximum on the object: ${found} of 100`);
  expect(found).toBeGreaterThanOrEqual(90);
}, 120_000);

test("in the shortcut class it lies on the watermark", async () => {
  const grown = SIZE / 12;
  let hits = 0;
  for (let i = 0; i < 20; i++) {
    const { drawing, at } = await peak(setup, SEEDS.fresh + 500 + i, SHORTCUT_CLASS);
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
