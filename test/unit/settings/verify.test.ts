// Verification on real networks and photographs, and its statistics.
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, expect, test } from "vitest";
import type { Sidecar } from "../../../src/engine/api";
import { createEngine } from "../../../src/engine/engine";
import { mcnemar } from "../../../src/engine/verify/statistics";
import { quiet, scratch, write } from "../engine/fixtures";
import { describeReference } from "../reference";

const engine = createEngine();
afterAll(() => engine.release());

test("McNemar's exact test, one-sided", () => {
  const yes = (n: number) => Array<boolean>(n).fill(true);
  const no = (n: number) => Array<boolean>(n).fill(false);
  expect(mcnemar(yes(7), no(7))).toBeCloseTo(2 ** -7, 12);
  expect(mcnemar([...yes(9), false], [...no(9), true])).toBeCloseTo(11 / 1024, 12);
  expect(mcnemar([...yes(5), ...no(5)], [...yes(5), ...no(5)])).toBe(1);
});

/** ImageNet's number of what each photograph shows (SOURCES.json). */
const shows: Record<string, number> = {
  "cat_coral.bmp": 285,
  "cat_kitten.jpg": 285,
  "chelsea_cat.png": 285,
  "coffee_espresso.png": 967,
  "golden_retriever.jpg": 207,
  "rocket.jpg": 657,
  "sunflower.bmp": 985,
  "camera_tripod_gray.png": 872,
};

/** Each photograph, its mirror image, and two smaller parts of it, in a folder named by its class. */
async function folderOf(reference: string, offset: number) {
  const folder = scratch();
  for (const [name, index] of Object.entries(shows)) {
    const into = join(folder, String(index + offset));
    mkdirSync(into, { recursive: true });
    const file = join(reference, "photos/dev", name);
    if (name.endsWith(".bmp")) {
      copyFileSync(file, join(into, name));
      continue;
    }
    const { width, height } = await sharp(file).metadata();
    for (const [i, share] of [1, 1, 0.92, 0.85].entries()) {
      const part = { width: Math.floor(width * share), height: Math.floor(height * share) };
      const left = Math.floor((width - part.width) / 2);
      const top = Math.floor((height - part.height) / 2);
      const bytes = sharp(file)
        .extract({ left, top, ...part })
        .flop(i % 2 === 1);
      write(into, `${i}-${name}.png`, await bytes.png().toBuffer());
    }
  }
  return folder;
}

/** What inventory.json says of MobileNetV2: RGB / 127.5 - 1. */
const truth: Sidecar = {
  channel_order: "RGB",
  rescale_factor: 1 / 127.5,
  mean: [1, 1, 1],
  std: [1, 1, 1],
};
const slow = 400_000;

describeReference("the networks of the reference", (reference) => {
  const copied = (name: string) => {
    const model = join(scratch(), `${name}.onnx`);
    copyFileSync(join(reference, "models/dev", `${name}.onnx`), model);
    return model;
  };

  test(
    "MobileNetV2: no other pixel values do as well as the true ones",
    async () => {
      const model = copied("mobilenet_v2_coral_nhwc");
      await engine.saveSettings({ model, settings: truth }, quiet);
      const job = { model, folder: await folderOf(reference, 1), device: "cpu" as const };
      const { trials, verdict } = await engine.verify(job, quiet);
      expect(verdict).toBe("confirmed");
      const right = trials.find((t) => t.name === "recovered")!;
      const wrong = trials.filter((t) => t !== right && t.settings.rescale_factor !== undefined);
      expect(wrong.length).toBeGreaterThanOrEqual(6);
      for (const t of wrong) {
        expect(t.right, t.name).toBeLessThan(right.right);
        expect(t.likelihood, t.name).toBeLessThan(right.likelihood!);
      }
    },
    slow,
  );

  test(
    "SqueezeNet fed as ImageNet's networks are: pixels of 0 to 255, blue first, are offered",
    async () => {
      const folder = await folderOf(reference, 0);
      const job = { model: copied("squeezenet1_1"), folder, device: "cpu" as const };
      const { trials, verdict, offer } = await engine.verify(job, quiet);
      expect(verdict).toBe("better");
      expect(offer).toMatchObject({ channel_order: "BGR", rescale_factor: 1 });
      expect(trials.find((t) => t.name === "recovered")?.right).toBe(0);
    },
    slow,
  );
});
