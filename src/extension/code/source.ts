// From a layer to the line of code that made it.
import { basename } from "node:path";
import { l10n, Range, Uri, ViewColumn, window, workspace } from "vscode";
import type { Layer, Source } from "../../engine/api";
import { sharedTail, tiesOf } from "./ties";

const most = 50;
const skipped = "**/{node_modules,.venv,venv,site-packages}/**";

/** Opens the line of a layer's code; says so where the exporter left none or the file is not here. */
export async function goToCode(layer: Layer) {
  const { source } = layer;
  if (!source)
    return window.showInformationMessage(
      l10n.t("The exporter left no source line for {0}.", layer.name),
    );
  const file = await locate(source.file);
  if (!file)
    return window.showInformationMessage(
      l10n.t("{0} is not in this workspace.", basename(source.file)),
    );
  const document = await workspace.openTextDocument(file);
  const [tie] = tiesOf(document.getText(), file.path, [layer]).filter((t) => t.how !== "name");
  const line = tie?.line ?? Math.min(source.line, document.lineCount) - 1;
  const selection = new Range(line, tie?.start ?? 0, line, tie?.end ?? 0);
  return window.showTextDocument(document, { selection, preview: true });
}

/** Opens the line that a model's setting came from; the model's own graph has none. */
export async function openSource(source: Source | undefined) {
  if (!source?.file) return;
  const line = (source.line ?? 1) - 1;
  const selection = new Range(line, 0, line, 0);
  const viewColumn = ViewColumn.One;
  return window.showTextDocument(Uri.file(source.file), { selection, viewColumn, preview: true });
}

/** The file of the workspace whose path ends most like a foreign one; asked for if several do. */
async function locate(foreign: string): Promise<Uri | undefined> {
  const name = foreign.split(/[\\/]/).at(-1)!;
  const found = await workspace.findFiles(`**/${escapedGlob(name)}`, skipped, most);
  const best = Math.max(0, ...found.map((f) => sharedTail(f.path, foreign)));
  const same = found.filter((f) => sharedTail(f.path, foreign) === best);
  if (same.length < 2) return same[0];
  const items = same.map((uri) => ({ label: workspace.asRelativePath(uri), uri }));
  const chosen = await window.showQuickPick(items, {
    title: l10n.t("Which {0} was the model exported from?", name),
  });
  return chosen?.uri;
}

const escapedGlob = (name: string) => name.replace(/[[\]{}*?]/g, "[$&]");
