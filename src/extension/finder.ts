// Looks for models in the workspace and asks where there are several; what was chosen is remembered
// for the folder.
import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import {
  l10n,
  type Memento,
  type QuickPickItem,
  QuickPickItemKind,
  Uri,
  window,
  workspace,
} from "vscode";
import type { NoModel } from "../webview/protocol";
import { answer, nearestFirst } from "./models";
import { modelFor } from "./settings";

const skipped = "**/{node_modules,.venv,venv,site-packages}/**";

export class ModelFinder {
  constructor(private readonly memory: Memento) {}

  /** The model for a picture: the one used already, or asked for if there are several. */
  async find(picture: string, used?: string): Promise<{ model: string } | { none: NoModel }> {
    if (!workspace.isTrusted) return { none: "untrusted" };
    if (used) return { model: used };
    const said = await this.answerFor(Uri.file(picture));
    if ("use" in said) return { model: said.use };
    if ("none" in said) return { none: "none" };
    const model = await this.ask(picture, said.ask);
    return model ? { model } : { none: "not-chosen" };
  }

  /** The model for a file, if no question has to be asked. */
  async known(file: Uri): Promise<string | undefined> {
    if (!workspace.isTrusted) return undefined;
    const said = await this.answerFor(file);
    return "use" in said ? said.use : undefined;
  }

  /** Lets the person choose, whatever was chosen before. */
  async pick(picture: string, current?: string): Promise<string | undefined> {
    if (!workspace.isTrusted) return undefined;
    return this.ask(picture, nearestFirst(picture, await modelsNear(picture)), current);
  }

  /** A second model, to be held against the one in use; nothing is remembered. */
  async other(picture: string, current: string): Promise<string | undefined> {
    if (!workspace.isTrusted) return undefined;
    const models = nearestFirst(picture, await modelsNear(picture)).filter((m) => m !== current);
    return this.chosen(picture, models, {
      title: l10n.t("Model to compare with {0}", basename(current)),
    });
  }

  private async answerFor(file: Uri) {
    const found = await modelsNear(file.fsPath);
    const remembered = this.memory.get<string>(this.key(file));
    return answer({ picture: file.fsPath, found, setting: modelFor(file), remembered });
  }

  private async ask(picture: string, models: string[], current?: string) {
    const model = await this.chosen(picture, models, {
      title: l10n.t("Model that explains {0}", basename(picture)),
      placeHolder: l10n.t("The choice is remembered for this folder"),
      current,
    });
    if (model) await this.memory.update(this.key(Uri.file(picture)), model);
    return model;
  }

  private async chosen(
    picture: string,
    models: string[],
    { current, ...texts }: { title: string; placeHolder?: string; current?: string },
  ) {
    const items: (QuickPickItem & { path?: string })[] = models.map((path) => ({
      label: basename(path),
      description: path === current ? l10n.t("in use") : undefined,
      detail: workspace.asRelativePath(dirname(path)),
      path,
    }));
    items.push({ label: "", kind: QuickPickItemKind.Separator });
    items.push({ label: l10n.t("$(folder-opened) Browse…") });
    const chosen = await window.showQuickPick(items, { ...texts, matchOnDetail: true });
    return chosen && (chosen.path ?? (await browse(picture)));
  }

  private key(picture: Uri) {
    const folder = workspace.getWorkspaceFolder(picture)?.uri ?? Uri.file(dirname(picture.fsPath));
    return `model:${folder.toString()}`;
  }
}

async function modelsNear(picture: string): Promise<string[]> {
  const inside = await workspace.findFiles("**/*.onnx", skipped);
  const paths = inside.filter((u) => u.scheme === "file").map((u) => u.fsPath);
  if (workspace.getWorkspaceFolder(Uri.file(picture))) return paths;
  // A picture from elsewhere: the models beside it count as well.
  const beside = await readdir(dirname(picture)).catch(() => []);
  const here = beside.filter((f) => /\.onnx$/i.test(f)).map((f) => join(dirname(picture), f));
  return [...new Set([...here, ...paths])];
}

async function browse(picture: string): Promise<string | undefined> {
  const [file] =
    (await window.showOpenDialog({
      title: l10n.t("Choose a Model"),
      defaultUri: Uri.file(dirname(picture)),
      filters: { ONNX: ["onnx"] },
    })) ?? [];
  return file?.fsPath;
}
