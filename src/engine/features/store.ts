// Features on disk: one folder for a model and a layer, with vectors in a binary file that only
// grows, and a line of JSON for each picture.
import { createReadStream, existsSync } from "node:fs";
import {
  appendFile,
  mkdir,
  open,
  readdir,
  readFile,
  rm,
  stat,
  utimes,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Storage } from "../api";
import { type Matrix, matrix } from "./products";

/** What is known of one picture's file. */
export interface Entry {
  file: string;
  size: number;
  /** Modification time in milliseconds. */
  time: number;
  /** SHA-256 of the file's bytes. */
  hash: string;
  /** Place in the file of vectors. */
  row: number;
  /** The best class and how probable it is. */
  top: number;
  probability: number;
}

interface About {
  version: number;
  model: string;
  layer: string;
  dimension: number;
}
const version = 1;
const bytesPerNumber = 4;

export class Store {
  /** By path; what stands later in the file counts. */
  readonly entries = new Map<string, Entry>();
  private rows = 0;

  private constructor(
    readonly folder: string,
    readonly about: About,
  ) {}

  /** Opens what is there; starts anew where it is of another form, or cut off. */
  static async open(storage: Storage, key: string, about: Omit<About, "version">): Promise<Store> {
    const folder = join(storage.folder, key);
    const store = new Store(folder, { ...about, version });
    const wanted = `${JSON.stringify(store.about)}\n`;
    const found = await readFile(store.path("about.json"), "utf8").catch(() => "");
    if (found !== wanted) {
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true });
      await writeFile(store.path("about.json"), wanted);
    }
    await store.load();
    return store;
  }

  /** Appends vectors of length `dimension` and their entries; vectors first, so none is missing. */
  async append(vectors: Float32Array, entries: Omit<Entry, "row">[]) {
    const { dimension } = this.about;
    const at = this.rows;
    const file = await open(this.path("vectors.f32"), "a+");
    try {
      // What an append that was cut off has left.
      await file.truncate(at * dimension * bytesPerNumber);
      await file.write(new Uint8Array(vectors.buffer, vectors.byteOffset, vectors.byteLength));
    } finally {
      await file.close();
    }
    this.rows += vectors.length / dimension;
    await this.note(entries.map((e, i) => ({ ...e, row: at + i })));
  }

  /** Notes entries whose vectors are there. */
  async note(entries: Entry[]) {
    if (entries.length === 0) return;
    const lines = entries.map((e) => `${JSON.stringify(e)}\n`).join("");
    await appendFile(this.path("pictures.jsonl"), lines);
    for (const e of entries) this.entries.set(e.file, e);
  }

  /** The vectors of some entries, in their order. */
  async vectors(entries: readonly Entry[]): Promise<Matrix> {
    const { dimension } = this.about;
    const data = new Float32Array(entries.length * dimension);
    const width = dimension * bytesPerNumber;
    const bytes = new Uint8Array(data.buffer);
    const file = await open(this.path("vectors.f32"));
    try {
      for (const { from, row, count } of runs(entries))
        await file.read(bytes, from * width, count * width, row * width);
    } finally {
      await file.close();
    }
    return matrix(entries.length, dimension, data);
  }

  /** Marks it as used, then deletes those that were used longest ago, until all fit the limit. */
  async keepWithin({ folder, limit }: Storage) {
    await utimes(this.path("about.json"), new Date(), new Date());
    const all = await Promise.all(
      (await stores(folder)).map(async (path) => {
        const { mtimeMs: used } = await stat(join(path, "about.json"));
        return { path, used, bytes: await sizeOfFolder(path) };
      }),
    );
    let total = all.reduce((s, o) => s + o.bytes, 0);
    for (const { path, bytes } of all.sort((a, b) => a.used - b.used)) {
      if (total <= limit || path === this.folder) continue;
      await rm(path, { recursive: true, force: true });
      total -= bytes;
    }
  }

  private path = (name: string) => join(this.folder, name);

  private async load() {
    const { size } = await stat(this.path("vectors.f32")).catch(() => ({ size: 0 }));
    this.rows = Math.floor(size / (this.about.dimension * bytesPerNumber));
    if (!existsSync(this.path("pictures.jsonl"))) return;
    const lines = createInterface({ input: createReadStream(this.path("pictures.jsonl")) });
    for await (const line of lines) {
      const entry = parsed(line);
      if (entry && entry.row < this.rows) this.entries.set(entry.file, entry);
    }
  }
}

/** Deletes all that `Store.open` has made under a folder, and nothing else. */
export async function forget(folder: string) {
  for (const path of await stores(folder)) await rm(path, { recursive: true, force: true });
}

/** The folders that are stores: whatever else lies there is not ours. */
async function stores(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.map((n) => join(folder, n)).filter((path) => existsSync(join(path, "about.json")));
}

/** The last line may be cut off. */
function parsed(line: string): Entry | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Rows that follow each other are read at once. */
function* runs(entries: readonly Entry[]) {
  for (let from = 0; from < entries.length; ) {
    const { row } = entries[from];
    let count = 1;
    while (entries[from + count]?.row === row + count) count++;
    yield { from, row, count };
    from += count;
  }
}

async function sizeOfFolder(folder: string) {
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(names.map((n) => stat(join(folder, n)).catch(() => undefined)));
  return sizes.reduce((s, found) => s + (found?.size ?? 0), 0);
}
