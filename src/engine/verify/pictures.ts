// Pictures whose class their folder names, a few of each.
import { basename, join } from "node:path";
import { entriesOf } from "../folders";
import { Refusal } from "../refusal";

export interface Example {
  file: string;
  /** Class number; absent where no folder tells it. */
  index?: number;
}

/** @throws Refusal `no-pictures` */
export function examplesIn(folder: string, labels: readonly string[], most: number): Example[] {
  const classes = entriesOf(folder).filter((e) => e.isDirectory() && !e.name.startsWith("."));
  const indexOf = namer(
    classes.map((e) => e.name),
    labels,
  );
  const groups = classes.map((e) => {
    const index = indexOf(e.name);
    return picturesIn(join(folder, e.name)).map((file) => ({ file, index }));
  });
  const known = groups.filter((g) => g[0]?.index !== undefined);
  const chosen = known.length
    ? spread(known, most)
    : spread([...groups, picturesIn(folder).map((file) => ({ file }))], most);
  if (chosen.length) return chosen;
  throw new Refusal(
    "no-pictures",
    `The folder "${basename(folder)}" has no pictures, in itself or in the folders in it.`,
  );
}

/** By label, by one of its synonyms, by number; by its place where there are as many as classes. */
function namer(folders: string[], labels: readonly string[]) {
  const numbers = new Map<string, number>();
  labels.forEach((label, i) => {
    for (const name of [label, ...label.split(",")])
      if (!numbers.has(plain(name))) numbers.set(plain(name), i);
  });
  const sorted = folders.length === labels.length ? folders.toSorted() : [];
  const named = folders.some((f) => numbers.has(plain(f)));
  return (folder: string): number | undefined => {
    const byName = numbers.get(plain(folder));
    if (byName !== undefined || named) return byName;
    const number = /^\d+$/.test(folder) ? Number(folder) : -1;
    if (number >= 0 && number < labels.length) return number;
    const at = sorted.indexOf(folder);
    return at < 0 ? undefined : at;
  };
}

const plain = (name: string) =>
  name
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, " ")
    .trim();

/** One of each group by turns. */
function spread(groups: Example[][], most: number): Example[] {
  const longest = Math.max(0, ...groups.map((g) => g.length));
  const turns = Array.from({ length: longest }, (_, i) =>
    groups.flatMap((g) => (g[i] ? [g[i]] : [])),
  );
  return turns.flat().slice(0, most);
}

const picturesIn = (folder: string) =>
  entriesOf(folder)
    .filter((e) => !e.isDirectory() && /\.(jpe?g|png|webp|bmp|gif|tiff?|avif)$/i.test(e.name))
    .map((e) => join(folder, e.name));
