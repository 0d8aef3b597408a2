// Pictures as files: which one is meant, and where an overlay goes.
import { basename, dirname } from "node:path";
import { l10n, TabInputCustom, Uri, window, workspace } from "vscode";
import { picturesIn } from "./gather";

const pattern = /\.(png|jpe?g|webp|bmp|tiff?|gif|avif)$/i;
const glob = "**/*.{png,jpg,jpeg,webp,bmp,tif,tiff,gif,avif,PNG,JPG,JPEG}";
const most = 1000;

/** Of what is selected in the explorer, the pictures; other menus pass something else than a list. */
export const picturesOf = (selected: unknown): string[] =>
  (Array.isArray(selected) ? selected : [])
    .filter((uri) => uri instanceof Uri && uri.scheme === "file" && pattern.test(uri.path))
    .map((uri: Uri) => uri.fsPath);

/** The picture that a command means: its argument, else the open one, else one asked for. */
export async function pictureFor(argument: Uri | undefined): Promise<Uri | undefined> {
  if (argument instanceof Uri) return argument;
  const { input } = window.tabGroups.activeTabGroup.activeTab ?? {};
  if (input instanceof TabInputCustom && pattern.test(input.uri.path)) return input.uri;
  return ask();
}

/** Pictures of a picture's folder and of those beside it, where classes have a folder each. */
export async function picturesAround(picture: string): Promise<string[]> {
  const folder = Uri.joinPath(Uri.file(picture), "..");
  const inside = workspace.getWorkspaceFolder(folder);
  const isRoot = !inside || inside.uri.toString() === folder.toString();
  const found = await picturesIn(isRoot ? folder : Uri.joinPath(folder, ".."));
  return found.slice(0, most);
}

/** The folder in which each class has a folder; asked for where the picture's own does not tell. */
export async function classesFolder(picture: string, named: boolean): Promise<string | undefined> {
  if (named) return dirname(dirname(picture));
  const [folder] =
    (await window.showOpenDialog({
      title: l10n.t("Folder with pictures in a folder for each class"),
      defaultUri: Uri.file(dirname(dirname(picture))),
      canSelectFiles: false,
      canSelectFolders: true,
    })) ?? [];
  return folder?.fsPath;
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
