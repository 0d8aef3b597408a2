// What an explanation can be written as, and reading one back.
import { basename, dirname, extname, join } from "node:path";
import { env, l10n, Uri, window, workspace } from "vscode";
import type { ExportFormat } from "../engine/api";
import type { Session } from "./session";

/** `overlay` is drawn by the page as it shows it; `clipboard` is no file. */
interface Way {
  label: string;
  detail: string;
  ending?: string;
  format: ExportFormat | "overlay" | "clipboard";
}

const ways = (): Way[] => [
  {
    label: l10n.t("$(file-media) Overlay as PNG"),
    detail: l10n.t("The picture with its map, as it is shown"),
    format: "overlay",
  },
  {
    label: l10n.t("$(output) Report as HTML"),
    detail: l10n.t("One file for those without VS Code: the map, the predictions, the figures"),
    format: "html",
    ending: ".html",
  },
  {
    label: l10n.t("$(save) Explanation"),
    detail: l10n.t("All that is needed to show it again here and to compute it again"),
    format: "explain.json",
    ending: ".explain.json",
  },
  {
    label: l10n.t("$(symbol-array) Raw Map as .npy"),
    detail: l10n.t("The numbers before any scaling, for NumPy"),
    format: "npy",
    ending: ".npy",
  },
  {
    label: l10n.t("$(copy) Copy as Python"),
    detail: l10n.t("A script that computes the same with Captum or pytorch-grad-cam"),
    format: "clipboard",
  },
];

/** Asks as what, and where to. */
export async function exportExplanation(session: Session, overlay: () => void) {
  const way = await window.showQuickPick(ways(), { title: l10n.t("Export Explanation") });
  if (way?.format === "overlay") return overlay();
  if (way?.format === "clipboard") return copyAsPython(session);
  if (way) await write(session, way.format, way.ending!);
}

export async function copyAsPython(session: Session) {
  const bytes = await made(session, "py");
  if (!bytes) return;
  await env.clipboard.writeText(new TextDecoder().decode(bytes));
  window.setStatusBarMessage(l10n.t("The script is on the clipboard."), 4000);
}

async function write(session: Session, format: ExportFormat, ending: string) {
  const { choice } = session;
  const to = choice && (await askWhere(choice.picture, ending));
  const bytes = to && (await made(session, format, to.fsPath));
  if (bytes) await workspace.fs.writeFile(to, bytes);
}

/** The bytes; where there can be none, a message says why. */
const made = async (session: Session, format: ExportFormat, to?: string) => {
  try {
    return await session.exportAs(format, to);
  } catch (e) {
    void window.showErrorMessage(e instanceof Error ? e.message : String(e));
    return undefined;
  }
};

/** Asks where to, and writes what the page has drawn. */
export async function saveOverlay(picture: string, bytes: Uint8Array) {
  const to = await askWhere(picture, "-overlay.png");
  if (to) await workspace.fs.writeFile(to, bytes);
}

function askWhere(picture: string, ending: string): Thenable<Uri | undefined> {
  const name = `${basename(picture, extname(picture))}${ending}`;
  return window.showSaveDialog({
    defaultUri: Uri.file(join(dirname(picture), name)),
    filters: {
      [ending.slice(ending.lastIndexOf(".") + 1).toUpperCase()]: [ending.split(".").at(-1)!],
    },
    title: l10n.t("Export Explanation"),
  });
}

/** The file that a command means: its argument, else one asked for. */
export async function explanationFor(argument: Uri | undefined): Promise<string | undefined> {
  if (argument instanceof Uri) return argument.fsPath;
  const found = await workspace.findFiles("**/*.explain.json", "**/node_modules/**", 1000);
  if (found.length === 0) {
    const [file] = (await window.showOpenDialog({ filters: { JSON: ["json"] } })) ?? [];
    return file?.fsPath;
  }
  const items = found.map((uri) => ({
    label: basename(uri.fsPath),
    description: workspace.asRelativePath(Uri.joinPath(uri, "..")),
    uri,
  }));
  const chosen = await window.showQuickPick(items, {
    title: l10n.t("Explanation to open"),
    matchOnDescription: true,
  });
  return chosen?.uri.fsPath;
}
