// The commands about many pictures: indexing a folder, and the map of it.
import { basename, dirname, join } from "node:path";
import { type ExtensionContext, l10n, ProgressLocation, Uri, window, workspace } from "vscode";
import type { EngineApi, PicturesJob } from "../engine/api";
import { isCancelled, Refusal } from "../engine/refusal";
import { Atlas } from "./atlas";
import { stop } from "./engine";
import type { ModelFinder } from "./finder";
import { picturesIn } from "./gather";
import { MapPanel } from "./map-panel";
import { deviceFor, indexLimit } from "./settings";

export interface AmongPorts {
  finder: ModelFinder;
  explain(picture: string): unknown;
  broken(error: unknown): void;
}

export function amongPictures(context: ExtensionContext, engine: EngineApi, ports: AmongPorts) {
  const folder = join((context.storageUri ?? context.globalStorageUri).fsPath, "features");
  const atlas: Atlas = new Atlas(engine, {
    post: (message) => panel.post(message),
    name: (file) => workspace.asRelativePath(file),
    explain: ports.explain,
    save: saveMap,
    broken: ports.broken,
  });
  const panel: MapPanel = new MapPanel(context.extensionUri, atlas.receive, () => atlas.cancel());

  async function jobFor(argument: Uri | undefined): Promise<PicturesJob | undefined> {
    const chosen = argument instanceof Uri ? argument : await askForFolder();
    if (!chosen) return undefined;
    const files = await picturesIn(chosen);
    if (files.length === 0) {
      void window.showInformationMessage(
        l10n.t("There are no pictures in {0}.", workspace.asRelativePath(chosen)),
      );
      return undefined;
    }
    const found = await ports.finder.find(files[0]);
    if (!("model" in found)) {
      void window.showInformationMessage(
        l10n.t(
          "Pictures are compared by a model: there is no .onnx file to use in this workspace.",
        ),
      );
      return undefined;
    }
    const { model } = found;
    return { model, device: deviceFor(chosen), files, storage: { folder, limit: indexLimit() } };
  }

  async function openMap(argument?: Uri) {
    const job = await jobFor(argument);
    if (job) show(job);
  }
  function show(job: PicturesJob) {
    atlas.prepare(job);
    panel.open(l10n.t("Map of Pictures — {0}", basename(job.model, ".onnx")));
  }

  async function indexPictures(argument?: Uri) {
    const job = await jobFor(argument);
    if (!job) return;
    const done = await withProgress(l10n.t("Indexing pictures"), (control) =>
      engine.index(job, control),
    );
    if (!done) return;
    const map = l10n.t("Open Map");
    const said = l10n.t("Pictures indexed: {0}, of which new: {1}.", done.count, done.added);
    const unread = done.failed.length
      ? ` ${l10n.t("Pictures that could not be read: {0}", done.failed.length)}`
      : "";
    if ((await window.showInformationMessage(said + unread, map)) === map) show(job);
  }

  /** In a notification that can be cancelled; nothing if it was, or was refused. */
  function withProgress<T>(
    title: string,
    work: (c: Parameters<EngineApi["index"]>[1]) => Promise<T>,
  ) {
    const where = { location: ProgressLocation.Notification, title, cancellable: true };
    return window.withProgress(where, async (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort(stop));
      let last = 0;
      try {
        return await work({
          signal: abort.signal,
          progress: ({ fraction, message }) => {
            progress.report({ message, increment: 100 * (fraction - last) });
            last = fraction;
          },
        });
      } catch (e) {
        if (!(e instanceof Refusal)) ports.broken(e);
        if (!isCancelled(e)) void window.showErrorMessage(e instanceof Error ? e.message : `${e}`);
        return undefined;
      }
    });
  }

  return {
    openMap,
    indexPictures,
    clearIndex: async () => {
      await engine.forget({ folder }, { signal: new AbortController().signal, progress() {} });
      void window.showInformationMessage(l10n.t("The picture index is empty."));
    },
    /** A picture is being explained. */
    explained: (picture: string) => atlas.mark(picture),
    dispose: () => panel.dispose(),
  };
}

/** The folder of the workspace that is meant. */
async function askForFolder(): Promise<Uri | undefined> {
  const folders = workspace.workspaceFolders ?? [];
  if (folders.length === 1) return folders[0].uri;
  if (folders.length > 1) return (await window.showWorkspaceFolderPick())?.uri;
  const title = l10n.t("Folder of pictures");
  return (
    await window.showOpenDialog({ title, canSelectFolders: true, canSelectFiles: false })
  )?.[0];
}

async function saveMap(bytes: Uint8Array, format: string) {
  const root = workspace.workspaceFolders?.[0]?.uri.fsPath ?? dirname(__dirname);
  const target = await window.showSaveDialog({
    defaultUri: Uri.file(join(root, `map${format}`)),
    filters: { [format.slice(1).toUpperCase()]: [format.slice(1)] },
    title: l10n.t("Save Map"),
  });
  if (target) await workspace.fs.writeFile(target, bytes);
}
