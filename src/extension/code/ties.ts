// Which lines of a training script made which layers of a model. Nothing is guessed in silence: each
// tie says what it rests on.
import type { Layer } from "../../engine/api";
import { sequentialChildren } from "./sequential";

/**
 * - `trace`: the exporter noted this file, this line and its text.
 * - `moved`: it noted this text; the line stands elsewhere by now.
 * - `cell`: it was exported from a notebook, where only the text of the line is known.
 * - `name`: the module's name in the code is part of the layer's name.
 */
export type How = "trace" | "moved" | "cell" | "name";

export interface Tie {
  /** From 0, as editors count. */
  line: number;
  /** Columns of what the tie belongs to, half-open. */
  start: number;
  end: number;
  /** In the model's order. */
  layers: Layer[];
  how: How;
}

/** @param file the document's path, or anything that ends in its name */
export function tiesOf(text: string, file: string, layers: readonly Layer[]): Tie[] {
  const lines = text.split(/\r?\n/);
  return [...byTrace(lines, file, layers), ...byName(lines, layers)].sort(
    (a, b) => a.line - b.line || a.start - b.start,
  );
}

/** The tie at a position: the narrowest that covers it. */
export const tieAt = (ties: readonly Tie[], line: number, column: number): Tie | undefined =>
  ties
    .filter((t) => t.line === line && t.start <= column && column <= t.end)
    .sort((a, b) => a.end - a.start - (b.end - b.start))[0];

/** How many folders and names two paths share, counted from their ends; 0 if the names differ. */
export function sharedTail(a: string, b: string): number {
  const [x, y] = [a, b].map((p) => p.split(/[\\/]+/).reverse());
  let n = 0;
  while (n < x.length && n < y.length && x[n] === y[n]) n++;
  return n;
}

function byTrace(lines: string[], file: string, layers: readonly Layer[]): Tie[] {
  const found = new Map<string, Tie>();
  for (const layer of layers) {
    const { source } = layer;
    if (!source) continue;
    const place = placeOf(lines, file, source);
    if (!place) continue;
    const key = `${place.line} ${place.how}`;
    const tie = found.get(key) ?? { ...place, ...extent(lines[place.line]), layers: [] };
    tie.layers.push(layer);
    found.set(key, tie);
  }
  return [...found.values()];
}

/** A notebook's code is compiled under a made-up file name. */
const fromNotebook = /ipykernel|<ipython-input|^<stdin>$|\.ipynb/;

function placeOf(
  lines: string[],
  file: string,
  { file: from, line, text }: NonNullable<Layer["source"]>,
): { line: number; how: How } | undefined {
  const at = line - 1;
  const cell = fromNotebook.test(from);
  if (!cell && sharedTail(from, file) === 0) return undefined;
  if (!cell && lines[at]?.trim() === text) return { line: at, how: "trace" };
  const same = lines.flatMap((l, i) => (text && l.trim() === text ? [i] : []));
  if (!same.length) return undefined;
  const nearest = same.reduce((a, b) => (Math.abs(b - at) < Math.abs(a - at) ? b : a));
  return { line: nearest, how: cell ? "cell" : "moved" };
}

const extent = (line: string) => ({
  start: line.length - line.trimStart().length,
  end: line.trimEnd().length,
});

/** `self.layer4`, `name="conv1"`, and the lines of a Sequential, which are numbered. */
function byName(lines: string[], layers: readonly Layer[]): Tie[] {
  const parts = new Map(layers.map((l) => [l, l.name.split(/[./]/)]));
  const text = lines.join("\n");
  const mentions = [
    ...lines.flatMap((content, line) => namesIn(content).map((n) => ({ ...n, line }))),
    ...sequentialChildren(text).map(({ line, path }) => ({ ...extent(lines[line]), line, path })),
  ];
  return mentions.flatMap(({ line, start, end, path }) => {
    const made = madeBy(path, parts);
    return made.length ? [{ line, start, end, layers: made, how: "name" as const }] : [];
  });
}

function namesIn(content: string) {
  const found = [...content.matchAll(/\bself\.(\w+)|\bname\s*=\s*["']([\w./]+)["']/g)];
  return found.map((m) => ({
    start: m.index,
    end: m.index + m[0].length,
    path: (m[1] ?? m[2]).split(/[./]/),
  }));
}

/**
 * The outputs of every module whose path ends in `path`: the layer of exactly that name, else the
 * last of those inside it.
 */
function madeBy(path: string[], parts: ReadonlyMap<Layer, string[]>): Layer[] {
  const outputs = new Map<string, Layer>();
  for (const [layer, names] of parts)
    for (let i = 0; i + path.length <= names.length; i++)
      if (path.every((p, k) => names[i + k] === p))
        outputs.set(names.slice(0, i + path.length).join("."), layer);
  return [...outputs.values()];
}
