// Two networks beside one another: their maps, the difference, and the pictures they name otherwise.
import type { Progress } from "../engine/api";
import type { Bench } from "./bench";
import { Turn } from "./turn";

/** A network and what a person calls it here: "before 14:03", "model-int8.onnx". */
export interface Named {
  model: string;
  name: string;
}

export class Versus {
  private readonly turn = new Turn();

  /** @param pictures of a picture's folder and those beside it, for the list of flips */
  constructor(
    private readonly bench: Bench,
    private readonly pictures: (picture: string) => Promise<string[]>,
  ) {}

  async show(before: Named, after: Named) {
    const { post } = this.bench;
    const choice = this.bench.choice();
    if (!choice) return;
    await this.turn.take(async (signal) => {
      post({ kind: "versus", before: before.name, after: after.name });
      const { model: _, ...job } = this.bench.job(choice);
      const two = { before: before.model, after: after.model };
      const progress = (p: Progress) => signal.aborted || post({ kind: "flips", progress: p });
      try {
        const versus = await this.bench.engine.versus(
          { ...job, ...two },
          { signal, progress: () => {} },
        );
        if (signal.aborted) return;
        post({ kind: "difference", versus });
        progress({ fraction: 0, message: "" });
        const files = await this.pictures(choice.picture);
        const { device } = job;
        const flips = await this.bench.engine.flips(
          { ...two, device, files },
          { signal, progress },
        );
        if (!signal.aborted) post({ kind: "flips", flips });
      } catch (e) {
        if (!signal.aborted) post({ kind: "flips", message: this.bench.told(e).message });
      }
    });
  }

  /** The maps stay. */
  stopFlips() {
    if (!this.turn.busy) return;
    this.turn.stop();
    this.bench.post({ kind: "flips", message: "" });
  }

  leave() {
    this.turn.stop();
  }
}
