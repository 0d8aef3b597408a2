// The model in use against another: one that a person picks, or an earlier revision of its file.
import { basename } from "node:path";
import { l10n, window, workspace } from "vscode";
import type { ModelFinder } from "./finder";
import type { Session } from "./session";
import type { Copies } from "./watch/copies";
import { bringOut, revisionsOf } from "./watch/revisions";

/** Asks for the other model. */
export async function compareModels(session: Session, finder: ModelFinder) {
  const { choice, model } = session;
  if (!choice || !model) return;
  const other = await finder.other(choice.picture, model.path);
  if (!other) return;
  const [before, after] = namesOf(model.path, other);
  await session.versus.show({ model: model.path, name: before }, { model: other, name: after });
}

/** Asks for the revision; it is brought out of git into the extension's own storage. */
export async function compareRevisions(session: Session, copies: Copies) {
  const { model } = session;
  if (!session.choice || !model || !workspace.isTrusted) return;
  const revisions = await revisionsOf(model.path);
  if (revisions.length === 0)
    return window.showInformationMessage(
      l10n.t("git has no earlier version of {0}.", basename(model.path)),
    );
  const items = revisions.map((revision) => ({
    label: revision.subject,
    description: `${revision.hash} · ${revision.when}`,
    revision,
  }));
  const title = l10n.t("Compare {0} with its version of", basename(model.path));
  const chosen = await window.showQuickPick(items, { title, matchOnDescription: true });
  if (!chosen) return;
  const { revision } = chosen;
  try {
    const files = [basename(model.path), ...model.weights];
    const old = await copies.add(model, async (folder) => {
      for (const file of files) await bringOut(model.path, revision, folder, file);
    });
    if (!old) return;
    const name = `${basename(model.path)} ${revision.hash}`;
    await session.versus.show(
      { model: old, name },
      { model: model.path, name: basename(model.path) },
    );
  } catch (e) {
    void window.showErrorMessage(e instanceof Error ? e.message : String(e));
  }
}

/** File names; where they are the same, the paths in the workspace. */
function namesOf(a: string, b: string): [string, string] {
  if (basename(a) !== basename(b)) return [basename(a), basename(b)];
  return [workspace.asRelativePath(a), workspace.asRelativePath(b)];
}
