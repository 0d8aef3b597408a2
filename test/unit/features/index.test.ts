// Pictures are indexed once, whatever happens to their files, their names and the process.
import { appendFileSync, copyFileSync, mkdirSync, readdirSync, rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import type { PicturesJob, Progress } from "../../../src/engine/api";
import { createEngine } from "../../../src/engine/engine";
import { Store } from "../../../src/engine/features/store";
import { decodeNpy } from "../../../src/engine/run/npy";
import { modelBytes, quiet, scratch, smallNet, write } from "../engine/fixtures";

const engine = createEngine();
const folder = scratch();
const model = write(folder, "model.onnx", modelBytes([null, 3, 16, 16], smallNet));
const storage = () => ({ folder: join(scratch(), "features"), limit: 2 ** 30 });
const files: string[] = [];

beforeAll(async () => {
  for (const [i, label] of ["red", "green", "blue"].entries()) {
    mkdirSync(join(folder, label));
    for (let n = 0; n < 12; n++) {
      const rgb = Array.from({ length: 3 }, (_, c) => (c === i ? 200 + n : 3 * n + c));
      const file = join(folder, label, `${n}.png`);
      const [r, g, b] = rgb;
      await sharp({ create: { width: 20, height: 20, channels: 3, background: { r, g, b } } })
        .png()
        .toFile(file);
      files.push(file);
    }
  }
});

const job = (more: Partial<PicturesJob> = {}): PicturesJob => ({
  model,
  device: "cpu",
  files,
  storage: storage(),
  ...more,
});

describe("indexing", () => {
  test("gives each picture the mean of what the classifier reads, at length 1", async () => {
    const j = job();
    const done = await engine.index(j, quiet);
    expect(done).toMatchObject({ count: 36, added: 36, failed: [], dimension: 4 });
    const { files: named, npy } = await engine.features(j, quiet);
    expect(named).toEqual(files);
    const { dims, data } = decodeNpy(npy);
    expect(dims).toEqual([36, 4]);
    for (let i = 0; i < 36; i++)
      expect(Math.hypot(...data.subarray(4 * i, 4 * i + 4))).toBeCloseTo(1, 6);
    // The scores are a Gemm of the same vector: their best class must be the prediction's.
    const { predictions } = await engine.predict(
      { model, device: "cpu", image: { file: files[7] } },
      quiet,
    );
    const { pictures } = await engine.map(
      { ...j, projection: "pca", seed: 0, perplexity: 30 },
      quiet,
    );
    expect(pictures[7].prediction.index).toBe(predictions[0].index);
    expect(pictures[7].prediction.probability).toBeCloseTo(predictions[0].probability, 5);
  });

  test("does nothing twice, and what has another time or name keeps its vector", async () => {
    const j = job();
    await engine.index(j, quiet);
    expect(await engine.index(j, quiet)).toMatchObject({ count: 36, added: 0 });
    const copy = join(folder, "copy.png");
    copyFileSync(files[0], copy);
    utimesSync(files[1], 1, 1);
    const again = await engine.index({ ...j, files: [...files, copy] }, quiet);
    expect(again).toMatchObject({ count: 37, added: 0 });
    const { npy } = await engine.features({ ...j, files: [files[0], copy] }, quiet);
    const { data } = decodeNpy(npy);
    expect(data.subarray(0, 4)).toEqual(data.subarray(4));
  });

  test("lists what cannot be read and goes on", async () => {
    const broken = write(folder, "broken.png", "no picture");
    const gone = join(folder, "gone.png");
    const done = await engine.index(job({ files: [broken, files[0], gone] }), quiet);
    expect(done).toMatchObject({ count: 1, added: 1 });
    expect(done.failed.map((f) => f.file).sort()).toEqual([broken, gone].sort());
    expect(done.failed.find((f) => f.file === broken)?.why).toContain("broken.png");
  });

  test("a cancel keeps what is done", async () => {
    const j = job();
    const abort = new AbortController();
    const seen: Progress[] = [];
    const progress = (p: Progress) => {
      if (seen.push(p) && p.message.startsWith("indexing")) abort.abort();
    };
    const running = engine.index(j, { signal: abort.signal, progress });
    await expect(running).rejects.toMatchObject({ code: "cancelled" });
    expect(seen.at(-1)?.message).toMatch(/32 of 36, \d+ a second, \d+ s left/);
    expect(await engine.index(j, quiet)).toMatchObject({ count: 36, added: 4 });
  });

  test("two at once do not get into each other's way", async () => {
    const j = job();
    const halves = [files.slice(0, 20), files.slice(10)];
    const done = await Promise.all(
      halves.map((half) => engine.index({ ...j, files: half }, quiet)),
    );
    expect(done.map((d) => d.added)).toEqual([20, 16]);
    const together = decodeNpy((await engine.features(j, quiet)).npy).data;
    const alone = job();
    await engine.index(alone, quiet);
    const wanted = decodeNpy((await engine.features(alone, quiet)).npy).data;
    together.forEach((v, i) => {
      expect(v).toBeCloseTo(wanted[i], 6);
    });
  });

  test("another layer is another index; an unknown one is refused", async () => {
    const j = job();
    const { layer } = await engine.index(j, quiet);
    const { layers } = await engine.open({ model, device: "cpu" }, quiet);
    const other = layers.find((l) => l.name !== layer && l.op === "Conv")!.name;
    expect(await engine.index({ ...j, layer: other }, quiet)).toMatchObject({ added: 36 });
    expect(readdirSync(j.storage.folder)).toHaveLength(2);
    await expect(engine.index({ ...j, layer: "nowhere" }, quiet)).rejects.toMatchObject({
      code: "no-such-layer",
    });
  });

  test("the limit deletes the index that was used longest ago; forget deletes all", async () => {
    const j = job({ storage: { ...storage(), limit: 1 } });
    const { folder: first } = await engine.index(j, quiet);
    const { layers } = await engine.open({ model, device: "cpu" }, quiet);
    const layer = layers.find((l) => l.op === "Conv")!.name;
    const { folder: second } = await engine.index({ ...j, layer }, quiet);
    expect(second).not.toBe(first);
    expect(readdirSync(j.storage.folder).map((n) => join(j.storage.folder, n))).toEqual([second]);
    write(j.storage.folder, "mine.txt", "not ours");
    await engine.forget(j.storage, quiet);
    expect(readdirSync(j.storage.folder)).toEqual(["mine.txt"]);
    await expect(engine.features(j, quiet)).rejects.toMatchObject({ code: "not-indexed" });
  });
});

describe("the store", () => {
  const about = { model: "m", layer: "l", dimension: 3 };
  const entry = (file: string) => ({ file, size: 1, time: 1, hash: file, top: 0, probability: 1 });

  test("survives an append that was cut off", async () => {
    const where = storage();
    const store = await Store.open(where, "key", about);
    await store.append(Float32Array.of(1, 2, 3), [entry("a")]);
    appendFileSync(join(store.folder, "vectors.f32"), "half");
    appendFileSync(join(store.folder, "pictures.jsonl"), '{"file":"b","row":1\n');
    const again = await Store.open(where, "key", about);
    await again.append(Float32Array.of(4, 5, 6), [entry("c")]);
    const { data } = await again.vectors([again.entries.get("c")!, again.entries.get("a")!]);
    expect([...data]).toEqual([4, 5, 6, 1, 2, 3]);
    expect([...again.entries.keys()]).toEqual(["a", "c"]);
    rmSync(where.folder, { recursive: true });
  });

  test("holds a hundred thousand pictures, its vectors in binary", async () => {
    const where = storage();
    const store = await Store.open(where, "key", about);
    const [rows, block] = [100_000, 10_000];
    for (let from = 0; from < rows; from += block) {
      const vectors = Float32Array.from({ length: 3 * block }, (_, i) => 3 * from + i);
      const entries = Array.from({ length: block }, (_, i) => entry(`/pictures/${from + i}.png`));
      await store.append(vectors, entries);
    }
    const again = await Store.open(where, "key", about);
    expect(again.entries.size).toBe(rows);
    const { data } = await again.vectors([...again.entries.values()]);
    expect(data.every((v, i) => v === i)).toBe(true);
  });
});

describe("among the indexed", () => {
  test("neighbours are nearest first, without the picture, with their labels counted", async () => {
    const j = job();
    await engine.index(j, quiet);
    const { neighbours, labels } = await engine.neighbours(
      { ...j, image: files[0], count: 5 },
      quiet,
    );
    expect(neighbours.map((n) => n.file)).not.toContain(files[0]);
    const similar = neighbours.map((n) => n.similarity);
    expect(similar).toEqual([...similar].sort((a, b) => b - a));
    expect(labels.reduce((s, l) => s + l.count, 0)).toBe(5);
  });

  test("fewer than 15 pictures are shown by principal components, and it is said", async () => {
    const j = job({ files: files.slice(0, 14) });
    await engine.index(j, quiet);
    const map = await engine.map({ ...j, projection: "t-sne", seed: 0, perplexity: 30 }, quiet);
    expect(map.projection).toBe("pca");
    expect(map.notes.join()).toContain("15");
  });
});
