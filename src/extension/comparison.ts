// Several maps side by side, made one after the other.

import type { Predicted, Target } from "../engine/api";
import { type Cell, cellKey, cellsOf, type Grid } from "../webview/protocol/cells";
import type { Bench } from "./bench";
import { Turn } from "./turn";

/** Longer side of a picture in a cell, in pixels. */
const side = 512;

export class Comparison {
  private readonly turn = new Turn();
  private grid?: Grid;
  private readonly done = new Set<string>();

  constructor(private readonly bench: Bench) {}

  /** Begins one, or goes on with what was changed; what is there already is not made again. */
  async show(grid: Grid, fresh = true) {
    const { post } = this.bench;
    if (fresh) this.done.clear();
    this.grid = grid;
    await this.turn.take(async (signal) => {
      post({ kind: "compare", grid });
      if (fresh && grid.pictures.length > 1) await this.pictures(grid.pictures, signal);
      for (const cell of cellsOf(grid).flat())
        if (!signal.aborted && !this.done.has(cellKey(cell))) await this.make(cell, signal);
      if (!signal.aborted) post({ kind: "compared" });
    });
  }

  change(part: Partial<Omit<Grid, "pictures">>) {
    return this.grid && this.show({ ...this.grid, ...part }, false);
  }

  /** What is there stays. */
  stop() {
    if (!this.turn.busy) return;
    this.turn.stop();
    this.bench.post({ kind: "compared" });
  }

  leave() {
    this.turn.stop();
    this.grid = undefined;
  }

  private async make(cell: Cell, signal: AbortSignal) {
    const { engine, job, post, told } = this.bench;
    const choice = { ...this.bench.choice()!, ...cell };
    try {
      const { raw: _, ...shown } = await engine.explain(job(choice), {
        signal,
        progress: () => {},
      });
      if (!signal.aborted) post({ kind: "cell", cell, shown });
    } catch (e) {
      if (!signal.aborted) post({ kind: "cell", cell, message: told(e).message });
    }
    if (!signal.aborted) this.done.add(cellKey(cell));
  }

  /** The engine decodes them all: what a browser shows may be turned or coloured otherwise. */
  private async pictures(pictures: string[], signal: AbortSignal) {
    for (const picture of pictures) {
      const bytes = await this.bench.engine
        .picture({ file: picture, side }, { signal, progress: () => {} })
        .catch(() => undefined);
      if (signal.aborted) return;
      if (bytes) this.bench.post({ kind: "pixels", picture, bytes, type: "image/png" });
    }
  }
}

/** How many methods and classes are compared at first. */
const most = { methods: 4, classes: 2 };

/** The recommended methods and the best classes, the folder's own among them, or the first things. */
export function firstGrid(
  pictures: string[],
  methods: string[],
  { predictions, expected, reading }: Predicted,
): Grid {
  const best = predictions.slice(0, most.classes).map((p) => p.index);
  const indices = [...new Set([...best, ...(expected ? [expected.index] : [])])];
  const classes = indices.map((index): Target => ({ kind: "class", index }));
  const things = (reading?.things ?? [])
    .slice(0, most.classes)
    .map(({ id }): Target => ({ kind: "thing", id }));
  const targets: Target[] = pictures.length > 1 ? [{ kind: "top" }] : [...things, ...classes];
  return { pictures, methods: methods.slice(0, most.methods), targets };
}
