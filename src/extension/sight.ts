// What the network sees: its exact input, settings that a person edits, and whether they are right.
import type { Control, Progress, SettingsJob } from "../engine/api";
import type { Bench } from "./bench";
import { Turn } from "./turn";

interface Ports {
  /** A folder with pictures in a folder for each class; asks the person where that is not clear. */
  folder(picture: string): Promise<string | undefined>;
  /** Explains again. */
  refresh(): unknown;
}

export class Sight {
  private readonly turn = new Turn();

  constructor(
    private readonly bench: Bench,
    private readonly ports: Ports,
  ) {}

  /** Shows the input of the picture that is explained. */
  async show(control: Control) {
    const { engine, post, job } = this.bench;
    const { model, image, device } = job(this.bench.choice()!);
    const found = await engine.input({ model, image, device }, control).catch(() => undefined);
    if (found && !control.signal.aborted) post({ kind: "input", ...found });
  }

  /** Writes settings into the model's sidecar; null takes one out. */
  async save(settings: SettingsJob["settings"]) {
    const { engine, post, told } = this.bench;
    const model = this.bench.choice()?.model;
    if (!model) return;
    const control = { signal: new AbortController().signal, progress: () => {} };
    try {
      await engine.saveSettings({ model, settings }, control);
    } catch (e) {
      return post({ kind: "verify", verify: { kind: "failed", message: told(e).message } });
    }
    return this.ports.refresh();
  }

  /** Tries other settings on pictures whose class is known. */
  async verify() {
    const { engine, post, job, told } = this.bench;
    const choice = this.bench.choice();
    const folder = choice && (await this.ports.folder(choice.picture));
    if (!choice || !folder) return;
    await this.turn.take(async (signal) => {
      const progress = (p: Progress) =>
        signal.aborted || post({ kind: "verify", verify: { kind: "checking", progress: p } });
      progress({ fraction: 0, message: "" });
      const { model, device } = job(choice);
      try {
        const found = await engine.verify({ model, device, folder }, { signal, progress });
        if (!signal.aborted) post({ kind: "verify", verify: { kind: "known", found } });
      } catch (e) {
        if (!signal.aborted)
          post({ kind: "verify", verify: { kind: "failed", message: told(e).message } });
      }
    });
  }

  stopVerify() {
    if (!this.turn.busy) return;
    this.turn.stop();
    this.bench.post({ kind: "verify", verify: { kind: "none" } });
  }
}
