// Pictures made into a network's inputs, a batch at a time; while one batch is worked on the next
// is being decoded.
import { basename } from "node:path";
import type { Placement } from "./api";
import type { NdFloats } from "./methods";
import type { Network } from "./network";
import { Refusal } from "./refusal";
import { preprocess } from "./run/preprocess";

export interface Batch {
  /** Of the pictures that could be read: their places in the list. */
  files: number[];
  placements: Placement[];
  /** [n, ...], n being how many could be read; none if not one could. */
  inputs?: NdFloats;
  unreadable: { file: string; why: string }[];
}

/** Pictures of one pass. */
const most = 8;

export async function* prepared(files: readonly string[], network: Network): AsyncGenerator<Batch> {
  const size = network.batched ? most : 1;
  const load = (start: number) =>
    batchOf(files, start, Math.min(start + size, files.length), network);
  let next = files.length ? load(0) : undefined;
  for (let start = size; next; start += size) {
    const current: Batch = await next;
    next = start < files.length ? load(start) : undefined;
    // Whoever stops early never awaits it.
    next?.catch(() => {});
    yield current;
  }
}

async function batchOf(files: readonly string[], start: number, end: number, { info }: Network) {
  const batch: Batch = { files: [], placements: [], unreadable: [] };
  const found = await Promise.all(
    files.slice(start, end).map((file) =>
      preprocess(file, info.preprocessing).catch((e) => {
        if (e instanceof Refusal) return e;
        throw e;
      }),
    ),
  );
  const read = found.flatMap((f, i) => {
    if (!(f instanceof Refusal)) return [{ ...f, file: start + i }];
    batch.unreadable.push({ file: basename(files[start + i]), why: f.message });
    return [];
  });
  if (!read.length) return batch;
  const each = read[0].input.data.length;
  const data = new Float32Array(read.length * each);
  read.forEach(({ input, file, placement }, i) => {
    data.set(input.data, i * each);
    batch.files.push(file);
    batch.placements.push(placement);
  });
  batch.inputs = { dims: [read.length, ...read[0].input.dims.slice(1)], data };
  return batch;
}
