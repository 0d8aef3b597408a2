// The model in use on disk: exported again, the picture is explained again; each export's map is kept
// and can be compared with another's.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Disposable } from "vscode";
import type { ModelInfo } from "../../engine/api";
import type { Choice, Shown, ToPage } from "../../webview/protocol";
import type { Session } from "../session";
import type { Named } from "../versus";
import { Copies } from "./copies";
import { stampOf } from "./stamp";
import { type Entry, Timeline } from "./timeline";
import { ModelWatcher } from "./watcher";

interface Ports {
  session: Session;
  post(message: ToPage): void;
  /** Absolute path of a folder of the extension's own; nothing is kept without one. */
  storage?: string;
  /** What a person calls an export. */
  nameOf(time: number): string;
}

export class Watch implements Disposable {
  readonly copies: Copies;
  private readonly timeline = new Timeline();
  private readonly watcher: ModelWatcher;
  private readonly memory?: string;
  private restored?: Promise<void>;
  /** The copy of each model's export that is on disk now. */
  private readonly current = new Map<string, { stamp: string; copy?: string }>();

  constructor(private readonly ports: Ports) {
    const { storage, session } = ports;
    this.copies = new Copies(storage && join(storage, "exports"));
    this.memory = storage && join(storage, "timeline");
    this.watcher = new ModelWatcher(() => void session.refresh());
  }

  /** @param open whether there is a panel: without one nobody waits for an export */
  follow({ choice, model }: Session, open: boolean) {
    if (!open) this.watcher.dispose();
    else if (choice?.model)
      void this.watcher.follow({ model: choice.model, weights: model?.weights ?? [] });
  }

  /** Keeps what an export said, and tells the page of all that can be compared. */
  async explained(choice: Choice, info: ModelInfo, shown: Shown) {
    const files = [info.path, ...info.weights.map((w) => join(dirname(info.path), w))];
    this.restored ??= this.restore();
    const [stamp] = await Promise.all([stampOf(files), this.restored]);
    if (!stamp) return;
    if (this.current.get(info.path)?.stamp !== stamp) {
      const copy = await this.copies.keep(info).catch(() => undefined);
      this.current.set(info.path, { stamp, copy });
    }
    const { copy } = this.current.get(info.path)!;
    this.timeline.record(choice, { stamp, shown, copy });
    if (this.ports.session.choice !== choice) return;
    const entries = this.timeline.entries(choice, this.copies.has);
    this.ports.post({ kind: "timeline", entries });
    if (entries.length > 1) await this.save().catch(() => {});
  }

  /** The extension itself has written settings: not told a second time by the watcher. */
  async saved() {
    await this.watcher.look();
    return this.ports.session.refresh();
  }

  /** Two exports by their entries. */
  compare(before: number, after: number) {
    const [a, b] = [before, after].map((id) => this.named(this.timeline.find(id)));
    if (a && b) return this.ports.session.versus.show(a, b);
  }

  dispose() {
    this.watcher.dispose();
    this.copies.clear();
  }

  private named(entry: Entry | undefined): Named | undefined {
    if (!entry?.copy || !this.copies.has(entry.copy)) return undefined;
    return { model: entry.copy, name: this.ports.nameOf(entry.time) };
  }

  private async restore() {
    const bytes = this.memory && (await readFile(this.memory).catch(() => undefined));
    if (bytes) this.timeline.restore(bytes);
  }

  private async save() {
    if (!this.memory) return;
    await mkdir(dirname(this.memory), { recursive: true });
    await writeFile(this.memory, this.timeline.toBytes());
  }
}
