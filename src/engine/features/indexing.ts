// Features of many pictures: while one batch is inferred, the pictures of the next are decoded.
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { Control, Indexed } from "../api";
import type { Network } from "../network";
import { order, predictionAt } from "../predictions";
import { cancelled, Refusal } from "../refusal";
import { type Prepared, preprocess } from "../run/preprocess";
import { normalise } from "./neighbours";
import { matrix } from "./products";
import { type Eye, hashOf } from "./seen";
import type { Entry } from "./store";

type File = Pick<Entry, "file" | "size" | "time">;
type Known = File & Pick<Entry, "hash">;
type Failure = Indexed["failed"][number];
type Decoded = { known: Known; input: Prepared["input"] };
type Looked = Decoded | { noted: Entry } | { failure: Failure };

/** What all values of one batch may take together. */
const mostBytes = 2 ** 29;
const largestBatch = 32;

/**
 * Brings the store up to date with `files`. A cancel keeps what is done.
 * @throws Refusal `cancelled`
 */
export async function bringUpToDate(eye: Eye, files: readonly string[], control: Control) {
  const { store, programs } = eye;
  const failed: Failure[] = [];
  const changed: File[] = [];
  for (const file of files) {
    if (control.signal.aborted) throw cancelled();
    const found = await stat(file).catch(() => undefined);
    if (!found?.isFile()) failed.push({ file, why: `There is no file "${basename(file)}".` });
    else {
      const known = store.entries.get(file);
      if (known?.size !== found.size || known.time !== found.mtimeMs)
        changed.push({ file, size: found.size, time: found.mtimeMs });
    }
  }
  const size = batchOf(programs.network);
  const byHash = new Map([...store.entries.values()].map((e) => [e.hash, e]));
  const look = (file: File) => lookAt(file, byHash, eye);
  const report = pace(changed.length, control);
  let [done, added] = [0, 0];
  for await (const looked of batches(ahead(changed, look, 2 * size), size)) {
    await store.note(looked.flatMap((l) => ("noted" in l ? [l.noted] : [])));
    const decoded = looked.filter((l) => "input" in l);
    if (decoded.length) await see(eye, decoded);
    failed.push(...looked.flatMap((l) => ("failure" in l ? [l.failure] : [])));
    added += decoded.length;
    report.done((done += looked.length));
    if (control.signal.aborted) throw cancelled();
  }
  return { failed, added, picturesPerSecond: report.rate(added) };
}

/** A picture that is known under another name or time keeps its vector. */
async function lookAt(file: File, byHash: ReadonlyMap<string, Entry>, eye: Eye): Promise<Looked> {
  try {
    const hash = await hashOf(file.file);
    const same = byHash.get(hash);
    if (same) return { noted: { ...same, ...file } };
    const { input } = await preprocess(file.file, eye.programs.network.info.preprocessing);
    return { known: { ...file, hash }, input };
  } catch (e) {
    // Files may vanish while they are read.
    const expected = e instanceof Refusal || (e as NodeJS.ErrnoException).code !== undefined;
    if (!expected) throw e;
    return { failure: { file: file.file, why: (e as Error).message } };
  }
}

async function see({ store, programs, value }: Eye, decoded: Decoded[]) {
  const [, ...dims] = decoded[0].input.dims;
  const each = decoded[0].input.data.length;
  const data = new Float32Array(each * decoded.length);
  decoded.forEach(({ input }, i) => {
    data.set(input.data, i * each);
  });
  const found = await programs.features(value, { dims: [decoded.length, ...dims], data });
  const { dimension } = store.about;
  const vectors = matrix(decoded.length, dimension, found.features.data as Float32Array);
  normalise(vectors);
  const scores = found.scores.data as Float32Array;
  const classes = scores.length / decoded.length;
  const entries = decoded.map(({ known }, i) => {
    const own = scores.subarray(i * classes, (i + 1) * classes);
    const { index, probability } = predictionAt(own, programs.network, order(own)[0]);
    return { ...known, top: index, probability };
  });
  await store.append(vectors.data, entries);
}

/** As many pictures as fit into memory when every value of the network is kept. */
function batchOf({ batched, model }: Network): number {
  if (!batched) return 1;
  const values = model.graph.nodes.flatMap((n) => n.outputs).filter((y) => y?.shape && !y.data);
  const numbers = values.reduce(
    (s, y) => s + y!.shape!.reduce<number>((n, d) => n * (d ?? 1), 1),
    0,
  );
  return Math.min(largestBatch, Math.max(1, Math.floor(mostBytes / (4 * numbers))));
}

/** Results in order, with `count` of them in the making. */
async function* ahead<A, B>(items: readonly A[], make: (item: A) => Promise<B>, count: number) {
  const running: Promise<B>[] = [];
  const start = (item: A) => {
    const made = make(item);
    // It is awaited later: until then nobody listens.
    made.catch(() => {});
    running.push(made);
  };
  for (const item of items.slice(0, count)) start(item);
  for (let next = count; running.length; next++) {
    const result = await running.shift()!;
    if (next < items.length) start(items[next]);
    yield result;
  }
}

async function* batches<T>(items: AsyncIterable<T>, size: number) {
  let batch: T[] = [];
  for await (const item of items)
    if (batch.push(item) === size) {
      yield batch;
      batch = [];
    }
  if (batch.length) yield batch;
}

/** Says how far it is, how fast, and how long it will take. */
function pace(total: number, { progress }: Control) {
  const start = performance.now();
  const rate = (count: number) => count / Math.max(1e-3, (performance.now() - start) / 1000);
  const done = (count: number) => {
    const left = Math.ceil((total - count) / rate(count));
    const speed = `${rate(count).toFixed(0)} a second, ${left} s left`;
    const message = `indexing pictures: ${count} of ${total}, ${speed}`;
    progress({ fraction: count / total, message });
  };
  return { done, rate };
}
