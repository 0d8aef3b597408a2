// What a person asks of the map that is shown: how far it can be trusted, what a part of it does.
import type { Placement, Trust } from "../engine/api";
import { isCancelled } from "../engine/refusal";
import type { Bench } from "./bench";
import { Turn } from "./turn";

export class Beside {
  private readonly checking = new Turn();
  private readonly covering = new Turn();

  /** What is known of the map that is shown. */
  known?: Trust;

  constructor(private readonly bench: Bench) {}

  async trust() {
    const { engine, post, job, told } = this.bench;
    const choice = this.bench.choice();
    if (!choice) return;
    await this.checking.take(async (signal) => {
      const progress = (p: { fraction: number; message: string }) =>
        signal.aborted || post({ kind: "trust", trust: { kind: "checking", progress: p } });
      progress({ fraction: 0, message: "" });
      try {
        const trust = await engine.trust(job(choice), { signal, progress });
        if (signal.aborted) return;
        this.known = trust;
        post({ kind: "trust", trust: { kind: "known", trust } });
      } catch (e) {
        if (!signal.aborted)
          post({ kind: "trust", trust: { kind: "failed", message: told(e).message } });
      }
    });
  }

  stopTrust() {
    if (!this.checking.busy) return;
    this.checking.stop();
    this.bench.post({ kind: "trust", trust: { kind: "none" } });
  }

  /** What the score loses when a rectangle of the picture, in its pixels, is covered. */
  async cover(region: Placement) {
    const { engine, post, job, told } = this.bench;
    const choice = this.bench.choice();
    if (!choice) return;
    await this.covering.take(async (signal) => {
      const { model, image, target, device, parameters } = job({ ...choice, method: "occlusion" });
      const fill = typeof parameters.fill === "number" ? parameters.fill : undefined;
      const asked = { model, image, target, device, region, fill };
      try {
        const result = await engine.occlude(asked, { signal, progress: () => {} });
        if (!signal.aborted) post({ kind: "covered", region, result });
      } catch (e) {
        if (!isCancelled(e) && !signal.aborted)
          post({ kind: "covered", region, message: told(e).message });
      }
    });
  }

  stop() {
    this.known = undefined;
    this.checking.stop();
    this.covering.stop();
  }
}
