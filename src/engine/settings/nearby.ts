// The Python files and notebooks that may say how a model was trained: bounded, and never outside
// the workspace.
import { existsSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { entriesOf, readText } from "../folders";
import { codeOf, parseScript, type Script } from "./python/script";

const mostFiles = 400;
const mostParsed = 40;
const mostBytes = 2 ** 19;
const ignored = /^(\.|node_modules$|__pycache__$|site-packages$|venv$|env$|build$|dist$)/;

/** The folder a model may be explained from when nobody says: its git repository, or its own. */
export function workspaceOf(model: string): string {
  const own = dirname(model);
  for (let at = own; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (dirname(at) === at) return own;
  }
}

export const isInside = (folder: string, path: string) => {
  const way = relative(resolve(folder), resolve(path));
  return way !== ".." && !way.startsWith(`..${sep}`) && !/^([a-z]:|[\\/])/i.test(way);
};

/** The model's folder and its parents, up to the workspace. */
export function foldersUp(model: string, workspace: string): string[] {
  const folders = [dirname(model)];
  while (folders.at(-1) !== resolve(workspace) && isInside(workspace, dirname(folders.at(-1)!)))
    folders.push(dirname(folders.at(-1)!));
  return folders;
}

/**
 * In each folder from the model's up: its own scripts and those one folder below. First what names
 * the model's file, then what exports to ONNX, then the rest, nearest first.
 */
export function scriptsNear(model: string, workspace: string): Script[] {
  const files = new Set<string>();
  for (const folder of foldersUp(model, workspace))
    for (const file of scriptsIn(folder, 1)) if (files.size < mostFiles) files.add(file);
  const name = basename(model);
  const ranked = [...files].flatMap((file) => {
    const text = readText(file, mostBytes);
    if (text === undefined) return [];
    const rank = text.includes(name)
      ? 0
      : /onnx\.export|export\(.*onnx|tf2onnx|\.onnx/.test(text)
        ? 1
        : 2;
    return [{ file, text, rank }];
  });
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, mostParsed)
    .map(({ file, text }) => parseScript(file, file.endsWith(".ipynb") ? codeOf(text) : text));
}

function scriptsIn(folder: string, depth: number): string[] {
  const entries = entriesOf(folder);
  const own = entries.filter((e) => e.isFile() && /\.(py|ipynb)$/.test(e.name));
  const below = depth
    ? entries.filter((e) => e.isDirectory() && !ignored.test(e.name)).slice(0, 50)
    : [];
  return [
    ...own.map((e) => join(folder, e.name)),
    ...below.flatMap((e) => scriptsIn(join(folder, e.name), depth - 1)),
  ];
}
