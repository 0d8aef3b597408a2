// Above `forward`: which model explains it, and how many of its layers were found in this code.
import { basename } from "node:path";
import {
  CodeLens,
  type CodeLensProvider,
  EventEmitter,
  l10n,
  Range,
  type TextDocument,
} from "vscode";
import { commandId } from "../commands";
import type { Knowledge } from "./knowledge";
import type { Tie } from "./ties";

/** PyTorch's forward, Keras' call. */
const method = /^\s+(?:async )?def (?:forward|call)\(/;

export class Lenses implements CodeLensProvider {
  private readonly changes = new EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changes.event;
  readonly changed = () => this.changes.fire();

  constructor(private readonly knowledge: Knowledge) {}

  async provideCodeLenses(document: TextDocument): Promise<CodeLens[]> {
    const lines = document.getText().split(/\r?\n/);
    const methods = lines.flatMap((text, line) => (method.test(text) ? [line] : []));
    if (!methods.length) return [];
    const { model, known } = await this.knowledge.peek(document.uri);
    if (!model) return [];
    const ties = known ? this.knowledge.tiesIn(document, known) : [];
    return methods.flatMap((line) => {
      const range = new Range(line, 0, line, lines[line].length);
      const explain = {
        title: l10n.t("Explain with {0}", basename(model)),
        command: commandId("explain"),
      };
      const within = tied(ties, lines, line);
      const count = { title: l10n.t("{0} layers tied to this code", within), command: "" };
      const pick = { ...count, command: commandId("pickLayer") };
      return [new CodeLens(range, explain), ...(within ? [new CodeLens(range, pick)] : [])];
    });
  }
}

/** Layers tied to the lines of a method: to its end, where the indentation falls back. */
function tied(ties: Tie[], lines: string[], start: number): number {
  const depth = (line: string) => line.length - line.trimStart().length;
  const own = depth(lines[start]);
  const after = lines.findIndex((l, i) => i > start && l.trim() !== "" && depth(l) <= own);
  const end = after < 0 ? lines.length : after;
  const inside = ties.filter((t) => t.line > start && t.line < end);
  return new Set(inside.flatMap((t) => t.layers)).size;
}
