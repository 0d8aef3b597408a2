import { expect, test } from "vitest";
import type { Setting } from "../../../src/engine/api";
import { Graph } from "../../../src/engine/graph/graph";
import { modelOf } from "../../../src/engine/onnx/model";
import { preprocessingOf } from "../../../src/engine/settings";
import { scratch, write } from "../engine/fixtures";
import { snippets } from "./snippets";

const model = modelOf(new Graph([], [], []));

/** Numbers to the ninth digit: 1 / 255 is written in many ways. */
const rounded = (v: unknown) =>
  JSON.parse(JSON.stringify(v ?? null), (_, x) => (typeof x === "number" ? +x.toPrecision(9) : x));

test.each(snippets)("$name", ({ code, expected, side = 224, channels = 3 }) => {
  const folder = scratch();
  write(folder, "code.py", code);
  const input = { layout: "NCHW", channels, height: side, width: side } as const;
  const subject = { path: `${folder}/net.onnx`, model, input, workspace: folder };
  const found = preprocessingOf(subject, undefined);
  for (const [key, value] of Object.entries(expected)) {
    expect({ [key]: rounded(found[key as Setting]) }).toEqual({ [key]: rounded(value) });
  }
  if (!Object.keys(expected).length) expect(found.from).toMatch(/^assumed/);
  // Every number says where it stands.
  for (const [key, source] of Object.entries(found.sources)) {
    expect(source.file, key).toBe(`${folder}/code.py`);
    expect(code.split("\n")[source.line! - 1].trim().slice(0, 160), key).toBe(source.text);
  }
});
