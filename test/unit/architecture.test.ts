// The README's import table, checked: each part may import itself and what stands to its right.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const contract = ["engine/api", "engine/refusal"];
const may: Record<string, string[]> = {
  "engine/api": ["engine/refusal"],
  "engine/refusal": [],
  "engine/wire": [...contract, "vscode-jsonrpc"],
  "engine/graph": [],
  "engine/onnx": ["engine/graph", "engine/refusal", "@bufbuild/protobuf", "node:fs", "node:path"],
  "engine/grad": ["engine/graph", "engine/refusal"],
  "engine/incremental": ["engine/graph", "engine/grad"],
  "engine/run": [...contract, "engine/graph", "engine/onnx", "onnxruntime-node", "sharp", "bmp-ts"],
  "engine/methods": [...contract, "engine/graph", "engine/grad", "engine/incremental", "draw"],
  "engine/inside": [...contract, "engine/graph", "engine/grad", "engine/methods", "draw"],
  engine: ["engine/*", "draw", "vscode-jsonrpc", "yaml", "hyparquet-writer"],
  draw: ["engine/api"],
  extension: [
    ...contract,
    "engine/wire",
    "webview/protocol",
    "webview/map/protocol",
    "vscode",
    "vscode-jsonrpc",
    "ignore",
  ],
  webview: [...contract, "draw", "lit", "@vscode-elements/elements", "@deck.gl", "kdbush"],
};
const outside = [/^node:/, /package\.json$/];
const node = ["engine", "extension"];

const src = resolve(import.meta.dirname, "../../src");

/** The longest entry of the table that a path below src lies in. */
const areaOf = (path: string) =>
  Object.keys(may)
    .filter((a) => path === a || path.startsWith(`${a}/`))
    .sort((a, b) => b.length - a.length)[0];

function* imports() {
  for (const file of readdirSync(src, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".ts")) continue;
    const path = file.replaceAll("\\", "/").replace(/\.ts$/, "");
    const text = readFileSync(join(src, file), "utf8");
    for (const [, to] of text.matchAll(/(?:from|import) "([^"]+)"/g)) {
      const target = to.startsWith(".")
        ? relative(src, join(src, dirname(path), to)).replaceAll("\\", "/")
        : to;
      yield { path, target, from: areaOf(path) };
    }
  }
}

test("imports go one way", () => {
  const wrong = [...imports()].filter(({ from, target }) => {
    if (outside.some((o) => o.test(target))) return !node.includes(from?.split("/")[0] ?? "");
    const into = areaOf(target) ?? target;
    if (from === into) return false;
    return !may[from]?.some(
      (m) =>
        into === m ||
        target === m ||
        target.startsWith(`${m}/`) ||
        (m === "engine/*" && into.startsWith("engine/")),
    );
  });
  expect(wrong.map((w) => `${w.path} imports ${w.target}`)).toEqual([]);
});

test("the check sees imports at all", () => {
  expect([...imports()].length).toBeGreaterThan(50);
});
