// Pictures as files: which one is meant, and where an overlay goes.
import { basename } from "node:path";
import { l10n, TabInputCustom, Uri, window, workspace } from "vscode";

const pattern = /\.(png|jpe?g|webp|bmp|tiff?|gif|avif)$/i;
const glob = "**/*.{png,jpg,jpeg,webp,bmp,tif,tiff,gif,avif,PNG,JPG,JPEG}";
const most = 1000;
/** A few minutes' work of a network. */
const mostSwept = 5000;

/** Of what is selected in the explorer, the pictures; other menus pass something else than a list. */
export const picturesOf = (selected: unknown): string[] =>
  (Array.isArray(selected) ? selected : [])
    .filter((uri) => uri instanceof Uri && uri.scheme === "file" && pattern.test(uri.path))
    .map((uri: Uri) => uri.fsPath);

/** Absolute paths of the workspace's pictures, without those that files.exclude leaves out. */
export async function workspacePictures(): Promise<string[]> {
  // Without patterns of our own, VS Code leaves out what files.exclude names.
  const found = await workspace.findFiles(glob, undefined, mostSwept);
  return found.map((uri) => uri.fsPath).sort();
}

/** The picture that a command means: its argument, else the open one, else one asked for. */
export async function pictureFor(argument: Uri | undefined): Promise<Uri | undefined> {
  if (argument instanceof Uri) return argument;
  const { input } = window.tabGroups.activeTabGroup.activeTab ?? {};
  if (input instanceof TabInputCustom && pattern.test(input.uri.path)) return input.uri;
  return ask();
}

async function ask(): Promise<Uri | undefined> {
  const found = await workspace.findFiles(glob, "**/node_modules/**", most);
  const items = found
    .map((uri) => ({
      label: basename(uri.fsPath),
      description: workspace.asRelativePath(Uri.joinPath(uri, "..")),
      uri,
    }))
    .sort((a, b) => a.label.localeCompare(b.label));
  if (items.length === 0) {
    void window.showInformationMessage(l10n.t("There is no picture in this workspace to explain."));
    return undefined;
  }
  const chosen = await window.showQuickPick(items, {
    title: l10n.t("Picture to explain"),
    matchOnDescription: true,
  });
  return chosen?.uri;
}
