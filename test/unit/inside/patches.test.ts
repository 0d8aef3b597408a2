// The sweep against one picture at a time.
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PatchesJob } from "../../../src/engine/api";
import { createEngine } from "../../../src/engine/engine";
import { patchOf } from "../../../src/engine/run/picture";
import { modelBytes, quiet, scratch, smallNet, write } from "../engine/fixtures";

const engine = createEngine();
afterAll(() => engine.release());
const folder = scratch();
const device = "cpu" as const;
const model = write(folder, "net.onnx", modelBytes([null, 3, 16, 16], smallNet));
const broken = write(folder, "broken.png", "no picture");
const pictures = Array.from({ length: 19 }, (_, i) => join(folder, `${i}.png`));
const files = [...pictures.slice(0, 5), broken, ...pictures.slice(5)];
const job: PatchesJob = { model, files, count: 4, perPicture: 1, device };

beforeAll(async () => {
  for (const [i, file] of pictures.entries()) {
    const data = Buffer.from(
      Uint8Array.from({ length: 40 * 24 * 3 }, (_, p) => 128 + 120 * Math.sin(p * (i + 1) * 0.7)),
    );
    await sharp(data, { raw: { width: 40, height: 24, channels: 3 } })
      .png()
      .toFile(file);
  }
});

/** The largest activations of each channel, picture by picture. */
async function slowly(file: string) {
  const found = await engine.activations(
    {
      model,
      image: { file },
      target: { kind: "top" },
      sort: "mean",
      show: [0, 1, 2, 3],
      device,
    },
    quiet,
  );
  return [0, 1, 2, 3].map((c) =>
    found.data
      .slice(c * 256, (c + 1) * 256)
      .toSorted()
      .reverse(),
  );
}

test("each channel has the strongest cells of all pictures, one of each", async () => {
  const { channels, unreadable } = await engine.patches(job, quiet);
  const all = await Promise.all(pictures.map(slowly));
  for (let c = 0; c < 4; c++) {
    const best = all.map((p) => p[c][0]).sort((a, b) => b - a);
    expect(channels[c]).toHaveLength(4);
    channels[c].forEach((p, i) => {
      expect(p.activation).toBeCloseTo(best[i], 5);
    });
    expect(new Set(channels[c].map((p) => p.file)).size).toBe(4);
    const [first] = channels[c];
    expect(all[pictures.indexOf(files[first.file])][c][0]).toBeCloseTo(first.activation, 5);
  }
  expect(unreadable).toEqual([{ file: "broken.png", why: expect.stringMatching(/no JPEG, PNG/) }]);
});

test("several of one picture, if wanted", async () => {
  const { channels } = await engine.patches({ ...job, perPicture: 3 }, quiet);
  const all = (await Promise.all(pictures.map(slowly))).map((p) => [...p[2].slice(0, 3)]);
  const best = all.flat().sort((a, b) => b - a);
  channels[2].forEach((p, i) => {
    expect(p.activation).toBeCloseTo(best[i], 5);
  });
});

test("an area is the cell's window, in pixels of the picture", async () => {
  const { channels } = await engine.patches(job, quiet);
  for (const { x, y, area } of channels.flat()) {
    // The short side becomes 16 pixels, of 26 x 16 the middle is cut: 24 / 16 pixels each.
    const scale = 24 / 16;
    expect(area.width).toBeCloseTo((3 * 40) / 26, 5);
    expect(area.height).toBeCloseTo(3 * scale, 5);
    expect(area.y).toBeCloseTo((y - 1) * scale, 5);
    expect(area.x).toBeCloseTo(((x - 1 + 5) * 40) / 26, 5);
  }
});

test("cancelled between two batches it stops", async () => {
  const abort = new AbortController();
  const seen: string[] = [];
  const control = {
    signal: abort.signal,
    progress: ({ message }: { message: string }) => {
      seen.push(message);
      abort.abort();
    },
  };
  await expect(engine.patches(job, control)).rejects.toMatchObject({ code: "cancelled" });
  expect(seen).toEqual([expect.stringMatching(/^8 of 20 pictures, \d+ a second$/)]);
});

test("a patch that overhangs the picture is black there", async () => {
  const file = join(folder, "white.png");
  const white = { width: 10, height: 10, channels: 3 as const, background: "white" };
  await sharp({ create: white }).png().toFile(file);
  const { rgb } = await patchOf(file, { x: -4, y: 6, width: 8, height: 8 }, 8);
  const at = (x: number, y: number) => rgb[3 * (8 * y + x)];
  expect([at(3, 0), at(4, 0), at(4, 3), at(4, 4)]).toEqual([0, 255, 255, 0]);
});
