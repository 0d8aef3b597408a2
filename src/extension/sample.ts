// The sample workspace that comes with the extension, as a copy of a person's own.
import { cp, stat } from "node:fs/promises";
import { join } from "node:path";
import { l10n, commands as registry, Uri, window, workspace } from "vscode";

const name = "glassbox-sample";

/** Copies it to a folder that the person chooses and opens it; one that is there already is kept. */
export async function openSample(examples: string) {
  const [folder] =
    (await window.showOpenDialog({
      title: l10n.t("Where to put the sample workspace"),
      openLabel: l10n.t("Put the Sample Here"),
      canSelectFiles: false,
      canSelectFolders: true,
    })) ?? [];
  if (!folder) return;
  const to = join(folder.fsPath, name);
  if (!(await stat(to).catch(() => undefined))) await cp(examples, to, { recursive: true });
  const forceNewWindow = workspace.workspaceFolders !== undefined;
  await registry.executeCommand("vscode.openFolder", Uri.file(to), { forceNewWindow });
}
