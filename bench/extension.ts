// What a person waits for in the editor: the extension's start, and hovers that were seen before.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Position, TextDocument } from "vscode";
import { createEngine } from "../src/engine/engine";
import { Knowledge, quiet } from "../src/extension/code/knowledge";
import { LayerHover } from "../src/extension/code/layer-hover";
import { PictureHover } from "../src/extension/code/picture-hover";
import type { Session } from "../src/extension/session";
import { activationProbe } from "./activation";
import { type Group, type Row, timed } from "./group";
import { Uri } from "./vscode";

const examples = join(process.cwd(), "examples");
const model = join(examples, "model.onnx");
const picture = join(examples, "images/bee/bee-1.png");

/** Not measured: what the others are held against. */
const goal: Row = { what: "The goal", measure: async () => 50 };

const activation: Row = {
  what: "Loading and activating the extension, in a process of its own",
  most: 1,
  async measure() {
    const bundle = join(process.cwd(), "node_modules/.cache/glassbox-extension.js");
    const text = execFileSync(process.execPath, ["-e", activationProbe(bundle)], {
      encoding: "utf8",
    });
    return JSON.parse(text).milliseconds;
  },
};

export const editor: Group = {
  title: "Next to the code",
  unit: "ms",
  rounds: 15,
  async open() {
    const engine = createEngine();
    const [info, methods] = await Promise.all([
      engine.open({ model, device: "cpu" }, quiet),
      engine.methods({}, quiet),
    ]);
    const choice = { model, picture };
    const session = { choice, model: info, methods } as unknown as Session;
    const knowledge = new Knowledge({
      engine,
      session,
      modelFor: async () => model,
      lastPicture: () => picture,
      explain() {},
      look() {},
      changed() {},
    });
    const layer = documentOf(join(examples, "train.py"), "self.layer2(");
    const path = documentOf(join(examples, "list.csv"), "bee-1", `${picture},bee\n`);
    const hovers = [new LayerHover(knowledge), new PictureHover(knowledge)];
    const rows = [
      timed("A hover on a layer, from the cache", () => hovers[0].provideHover(...layer), 1),
      timed(
        "A hover on a picture's path, from the cache",
        () => hovers[1].provideHover(...path),
        1,
      ),
    ];
    // The first hover says "computing"; what is measured has its pictures.
    for (const [i, at] of [layer, path].entries())
      while (!`${JSON.stringify(await hovers[i].provideHover(...at))}`.includes("data:image/webp"))
        await new Promise((resolve) => setTimeout(resolve, 20));
    return { rows: [goal, activation, ...rows], release: () => engine.release() };
  },
};

/** A document, and the place of a word in it. */
function documentOf(file: string, word: string, text = readFileSync(file, "utf8")) {
  const lines = text.split("\n");
  const line = lines.findIndex((l) => l.includes(word));
  const position = { line, character: lines[line].indexOf(word) + Math.floor(word.length / 2) };
  const document = {
    uri: Uri.file(file),
    version: 1,
    getText: () => text,
    lineAt: (n: number) => ({ text: lines[n] }),
  };
  return [document as unknown as TextDocument, position as Position] as const;
}
