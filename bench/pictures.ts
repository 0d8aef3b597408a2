// Many pictures: indexing them, and t-SNE beside what other programs took.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { createEngine } from "../src/engine/engine";
import { matrix, Products } from "../src/engine/features/products";
import { embed } from "../src/engine/features/tsne/embed";
import { normal, uniform } from "../src/engine/methods/random";
import { openNetwork } from "../src/engine/network";
import { Programs } from "../src/engine/programs";
import { preprocess } from "../src/engine/run/preprocess";
import { type Group, timed } from "./group";
import { noise, writeNetwork } from "./open";

const quiet = { signal: new AbortController().signal, progress() {} };
const [count, batch, decoders] = [128, 16, 8];

/** JPEGs of noise, 640 x 480. */
async function photographs(folder: string): Promise<string[]> {
  const random = uniform(1);
  const raw = { width: 640, height: 480, channels: 3 } as const;
  const files = Array.from({ length: count }, (_, i) => join(folder, `${i}.jpg`));
  for (const file of files) {
    const small = Buffer.from(Array.from({ length: 64 * 48 * 3 }, () => 256 * random()));
    const grown = sharp(small, { raw: { width: 64, height: 48, channels: 3 } });
    await grown.resize(raw.width, raw.height).jpeg().toFile(file);
  }
  return files;
}

const indexing: Group = {
  title: `Indexing ${count} photographs of 640 x 480 with MobileNetV2`,
  unit: "ms",
  rounds: 5,
  async open() {
    const folder = mkdtempSync(join(tmpdir(), "glassbox-bench-"));
    const files = await photographs(folder);
    const { path, remove } = writeNetwork("mobilenetV2");
    const network = await openNetwork(path);
    const programs = new Programs(network, "cpu");
    const engine = createEngine();
    const decode = async () => {
      for (let from = 0; from < count; from += decoders)
        await Promise.all(
          files
            .slice(from, from + decoders)
            .map((file) => preprocess(file, network.info.preprocessing)),
        );
    };
    const [, ...dims] = network.input.shape!;
    const inputs = noise([batch, ...dims]);
    const infer = async () => {
      for (let from = 0; from < count; from += batch) await programs.scores(inputs);
    };
    const index = async () => {
      const storage = { folder: mkdtempSync(join(folder, "index-")), limit: 2 ** 30 };
      await engine.index({ model: path, device: "cpu", files, storage }, quiet);
    };
    const alone = [timed("Decoding alone", decode), timed("Inference alone", infer)];
    const larger = async () => Math.max(await alone[0].measure(), await alone[1].measure());
    return {
      rows: [
        { what: "The larger of the next two", measure: larger },
        ...alone,
        timed("Indexing", index, 1.15),
      ],
      async release() {
        await engine.release();
        await programs.release();
        remove();
        rmSync(folder, { recursive: true });
      },
    };
  },
};

/** What openTSNE 1.0.4 took on one or two cores, in seconds, where it was measured. */
const peers: Record<number, string> = { 5000: "openTSNE 34.6 s", 20000: "openTSNE 52.2 s" };

/** A hundred clusters in 512 dimensions, after a ReLU. */
const tsne = (rows: number): Group => ({
  title: `t-SNE of ${rows} vectors${peers[rows] ? ` (${peers[rows]})` : ""}`,
  unit: "ms",
  rounds: 1,
  async open() {
    const [random, dim, clusters] = [normal(3), 512, 100];
    const centres = Array.from({ length: clusters * dim }, () => 2 * random());
    const data = Float32Array.from({ length: rows * dim }, (_, i) =>
      Math.max(0, centres[(Math.floor(i / dim) % clusters) * dim + (i % dim)] + 1.5 * random()),
    );
    const products = new Products();
    const work = () => embed(matrix(rows, dim, data), { perplexity: 30, seed: 0 }, products);
    return { rows: [timed("750 iterations", work)], release: () => products.release() };
  },
});

export const pictures: Group[] = [indexing, ...[1000, 5000, 10_000, 20_000, 50_000].map(tsne)];
