// What the commands about a folder of pictures have in common.
import { readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { Control, PicturesJob } from "../api";
import type { Engine } from "../engine";
import { Refusal } from "../refusal";
import { count, demanded, device, text, type Values } from "./command";

export const picturesFlags = {
  model: text,
  layer: text,
  cache: text,
  "cache-limit": text,
  device: text,
} as const;
export const picturesUsage = `[--layer NAME] [--cache DIR]
           [--cache-limit MEGABYTES]`;

const pattern = /\.(png|jpe?g|webp|bmp|tiff?|gif|avif)$/i;
const skipped = new Set(["node_modules", "__pycache__"]);
const megabyte = 2 ** 20;

/** The pictures below a folder, by name; hidden folders are left out. */
async function picturesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((e: Error) => {
    throw new Refusal("no-pictures", `The folder "${folder}" cannot be read: ${e.message}.`);
  });
  const inside = entries
    .filter((e) => !e.name.startsWith(".") && !skipped.has(e.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(async (e) => {
      const path = join(folder, e.name);
      if (e.isDirectory()) return picturesIn(path);
      return e.isFile() && pattern.test(e.name) ? [path] : [];
    });
  return (await Promise.all(inside)).flat();
}

/**
 * As `picturesIn`, but there must be one.
 * @throws Refusal `no-pictures`
 */
export async function picturesBelow(folder: string): Promise<string[]> {
  const files = await picturesIn(resolve(folder));
  if (files.length) return files;
  throw new Refusal("no-pictures", `There are no pictures below "${folder}".`);
}

/** Indexes the pictures of a folder as far as they are new, and gives the job for what follows. */
export async function indexed(
  engine: Engine,
  folder: string,
  values: Values<typeof picturesFlags>,
) {
  const files = await picturesBelow(folder);
  const limit = count(values["cache-limit"], "cache-limit", 2048) * megabyte;
  const cache = values.cache ? resolve(values.cache) : join(homedir(), ".cache", "glassbox");
  const job: PicturesJob = {
    model: resolve(demanded(values.model, "--model MODEL")),
    device: device(values),
    layer: values.layer,
    files,
    storage: { folder: join(cache, "features"), limit },
  };
  return { job, found: await engine.index(job, onTerminal()) };
}

/** Progress on one line of stderr, where that is a terminal. */
export function onTerminal(): Control {
  const { stderr } = process;
  return {
    signal: new AbortController().signal,
    progress: ({ fraction, message }) => {
      if (stderr.isTTY) stderr.write(`\r\x1b[K${message}${fraction >= 1 ? "\n" : ""}`);
    },
  };
}
