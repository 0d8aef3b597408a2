// What the classes are called, and who said so.
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Sidecar } from "../api";
import { entriesOf, readText } from "../folders";
import type { Subject } from "./found";
import { foldersUp, scriptsNear } from "./nearby";
import { Values } from "./python/values";
import { sidecarPath } from "./sidecar";

type Named = { labels: string[]; from: string };

/** In their order: the first that names as many classes as the network has. */
const sources: ((subject: Subject, classes: number) => Iterable<Named>)[] = [
  function* ({ model }) {
    const { names, labels, classes } = model.metadata;
    const found = listIn(names ?? labels ?? classes);
    if (found) yield { labels: found, from: "the model's metadata" };
  },
  fromConfig,
  fromFiles,
  fromPictureFolders,
  fromCode,
];

/** Where names that nobody gave come from. */
export const numbered = "numbered";

/** Names of the classes; "class 7" where nobody says. */
export function labelsOf(
  subject: Subject,
  classes: number | undefined,
  sidecar: Sidecar | undefined,
): Named {
  const fits = ({ length }: string[]) => classes === undefined || length === classes;
  if (sidecar?.labels && fits(sidecar.labels))
    return { labels: sidecar.labels, from: basename(sidecarPath(subject.path)) };
  for (const source of sources)
    for (const found of source(subject, classes ?? 0)) if (fits(found.labels)) return found;
  return { labels: Array.from({ length: classes ?? 0 }, (_, i) => `class ${i}`), from: numbered };
}

/** Folders that belong to the model: its own and the one above. */
const near = ({ path, workspace }: Subject) => foldersUp(path, workspace).slice(0, 2);

/** Hugging Face's id2label; timm's label_names. */
function* fromConfig(subject: Subject): Iterable<Named> {
  for (const folder of near(subject)) {
    const json = jsonOf(join(folder, "config.json")) as Record<string, unknown> | undefined;
    const timm = json?.pretrained_cfg as Record<string, unknown> | undefined;
    for (const found of [json?.id2label, json?.label_names, timm?.label_names]) {
      const labels = asNames(found);
      if (labels) yield { labels, from: "config.json" };
    }
  }
}

const labelFile = /^((class(es)?|labels?|imagenet)[\w.-]*\.(txt|json|csv)|[\w.-]+\.names)$/i;

function* fromFiles(subject: Subject): Iterable<Named> {
  const preferred = ["labels.txt", "classes.txt", "labels.json", "classes.json"];
  const rank = (f: string) => preferred.indexOf(f) + 1 || 9;
  for (const folder of near(subject)) {
    const files = entriesOf(folder).filter((e) => e.isFile() && labelFile.test(e.name));
    for (const name of files.map((e) => e.name).sort((a, b) => rank(a) - rank(b))) {
      const path = join(folder, name);
      const labels = name.endsWith(".json") ? asNames(jsonOf(path)) : linesOf(path);
      if (labels) yield { labels, from: name };
    }
  }
}

/** Lines; "0 cat", "0: cat" and "0,cat" lose numbers that only count. */
function linesOf(path: string): string[] | undefined {
  const text = readText(path);
  if (text === undefined) return undefined;
  const lines = text.split(/\r?\n/).filter((line) => line.trim());
  const counted = lines.map((line) => /^\s*(\d+)\s*[:,\t ]\s*(.+)$/.exec(line));
  const count = counted.every((m, i) => m && Number(m[1]) === i);
  return count ? counted.map((m) => m![2].trim()) : lines.map((l) => l.trim());
}

/** An ImageFolder tree: its classes are its folders, sorted as Python sorts. */
function* fromPictureFolders(subject: Subject): Iterable<Named> {
  for (const folder of near(subject))
    for (const tree of treesIn(folder)) {
      const labels = entriesOf(tree).filter((e) => e.isDirectory() && !e.name.startsWith("."));
      if (labels.length > 1 && hasPictures(join(tree, labels[0].name)))
        yield {
          labels: labels.map((e) => e.name),
          from: `folders of ${[basename(dirname(tree)), basename(tree)].join("/")}`,
        };
    }
}

/** The folder itself, its folders, and train, val, test in those. */
function* treesIn(folder: string): Iterable<string> {
  yield folder;
  const below = entriesOf(folder).filter((e) => e.isDirectory() && !e.name.startsWith("."));
  for (const e of below.slice(0, 50)) yield join(folder, e.name);
  for (const e of below.slice(0, 50))
    for (const part of ["train", "val", "valid", "validation", "test"])
      if (existsSync(join(folder, e.name, part))) yield join(folder, e.name, part);
}

const hasPictures = (folder: string) =>
  entriesOf(folder).some((e) => /\.(jpe?g|png|webp|bmp|gif|tiff?)$/i.test(e.name));

/** `CLASSES = ["cat", "dog"]` and `id2label = {0: "cat"}` in the code near the model. */
function* fromCode({ path, workspace }: Subject, classes: number): Iterable<Named> {
  const scripts = scriptsNear(path, workspace);
  for (const script of scripts)
    for (const { targets, value, scope, line } of script.statements) {
      if (!targets.some((t) => /class|label|categor|names/i.test(t))) continue;
      const labels =
        value.kind === "dict" && value.entries.length === classes
          ? byNumber(value.entries)
          : new Values(script, scripts, scope).strings(value);
      if (labels) yield { labels, from: `${basename(script.file)}:${line}` };
    }
}

type Entries = (import("./python/expression").Expression & { kind: "dict" })["entries"];

/** {0: "cat", 1: "dog"} and {"cat": 0, "dog": 1} alike. */
function byNumber(entries: Entries): string[] | undefined {
  const labels: string[] = [];
  for (const pair of entries) {
    const number = pair.find((e) => e.kind === "number");
    const name = pair.find((e) => e.kind === "string");
    if (number?.kind !== "number" || name?.kind !== "string") return undefined;
    labels[number.value] = name.value;
  }
  return labels.length === entries.length ? labels : undefined;
}

/** A list or a dict by number, as JSON or as Python writes it: {0: 'person', 1: "bird's nest"}. */
function listIn(text: string | undefined): string[] | undefined {
  if (!text) return undefined;
  try {
    return asNames(JSON.parse(text));
  } catch {
    const found = [...text.matchAll(/(\d+):\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g)];
    return found.length ? found.map((m) => m[2] ?? m[3]) : undefined;
  }
}

/** ["cat", "dog"], {"0": "cat"}, {"cat": 0}, {"0": ["n01440764", "tench"]}. */
function asNames(found: unknown): string[] | undefined {
  if (typeof found !== "object" || found === null) return undefined;
  const values = Object.values(found);
  if (!values.length) return undefined;
  if (values.every((v) => typeof v === "string")) return values;
  if (values.every((v) => Array.isArray(v) && typeof v.at(-1) === "string"))
    return values.map((v) => v.at(-1));
  if (Array.isArray(found) || !values.every((v) => Number.isInteger(v))) return undefined;
  const ordered = Object.entries(found as Record<string, number>).sort((a, b) => a[1] - b[1]);
  return ordered.every(([, n], i) => n === i) ? ordered.map(([name]) => name) : undefined;
}

function jsonOf(path: string): unknown {
  try {
    return JSON.parse(readText(path) ?? "null");
  } catch {
    return undefined;
  }
}
