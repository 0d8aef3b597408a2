// Tells when the model in use was exported again, or its settings were edited.
import { basename, dirname, join } from "node:path";
import { type Disposable, RelativePattern, Uri, workspace } from "vscode";
import { Turn } from "../turn";
import { sidecarOf } from "./sidecar";
import { settled, stampOf } from "./stamp";

export interface Watched {
  /** Absolute path of the .onnx file. */
  model: string;
  /** Other files that hold its weights, in its folder. */
  weights: readonly string[];
}

export class ModelWatcher implements Disposable {
  private folder?: string;
  private watching?: Disposable;
  private files: string[] = [];
  private known?: string;
  private readonly waiting = new Turn();

  constructor(private readonly changed: () => void) {}

  /** What is on disk at first counts as known; what comes later is told. */
  async follow({ model, weights }: Watched) {
    const folder = dirname(model);
    const files = [model, ...weights.map((w) => join(folder, w)), sidecarOf(model)];
    if (files.join() === this.files.join()) return;
    this.files = files;
    if (folder !== this.folder) this.watch(folder);
    await this.look();
  }

  /** What is on disk now is known. */
  async look() {
    const { files } = this;
    const stamp = await stampOf(files);
    if (files === this.files) this.known = stamp;
  }

  dispose() {
    this.waiting.stop();
    this.watching?.dispose();
    this.folder = undefined;
    this.files = [];
  }

  private watch(folder: string) {
    this.watching?.dispose();
    this.folder = folder;
    // Every file of the folder: exporters write under another name and rename.
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.file(folder), "*"));
    const tell = ({ fsPath }: Uri) => {
      if (this.files.some((f) => basename(f) === basename(fsPath))) void this.wait();
    };
    watcher.onDidChange(tell);
    watcher.onDidCreate(tell);
    watcher.onDidDelete(tell);
    this.watching = watcher;
  }

  private async wait() {
    await this.waiting.take(async (signal) => {
      const stamp = await settled(this.files, signal);
      if (signal.aborted || stamp === undefined || stamp === this.known) return;
      this.known = stamp;
      this.changed();
    });
  }
}
