// The small maps of the cards, made while nothing else is to do.

import type { Control, LayerMaps } from "../engine/api";
import type { Choice } from "../webview/protocol";
import type { Glimpse } from "../webview/protocol/cells";
import type { Bench } from "./bench";

export class Glimpser {
  private wanted: Glimpse[] = [];
  private running?: AbortController;

  constructor(private readonly bench: Bench) {}

  want(wanted: Glimpse[]) {
    this.wanted = wanted;
    void this.go();
  }

  stop() {
    this.wanted = [];
    this.running?.abort();
  }

  async go() {
    if (this.running) return;
    this.running = new AbortController();
    const { signal } = this.running;
    for (let choice = this.next(); choice && !signal.aborted; choice = this.next()) {
      const [glimpse, ...rest] = this.wanted;
      this.wanted = rest;
      await (glimpse.layers ? this.filmstrip : this.glimpse)(choice, glimpse, signal);
    }
    this.running = undefined;
    // More may have been asked for while the last one was being given up.
    if (signal.aborted && this.next()) void this.go();
  }

  private next(): Choice | undefined {
    return this.wanted.length && !this.bench.busy() ? this.bench.choice() : undefined;
  }

  private glimpse = async (choice: Choice, glimpse: Glimpse, signal: AbortSignal) => {
    const { engine, job, post } = this.bench;
    const of = { ...choice, method: glimpse.method, layer: glimpse.layer };
    const shown = await engine.explain(job(of), { signal, progress: () => {} }).then(
      ({ raw: _, ...rest }) => rest,
      () => undefined,
    );
    if (!signal.aborted) post({ kind: "glimpsed", glimpse, shown });
  };

  private filmstrip = async (choice: Choice, glimpse: Glimpse, signal: AbortSignal) => {
    const { engine, job, post } = this.bench;
    const { method } = glimpse;
    const tell = (strip: LayerMaps, done: boolean) =>
      signal.aborted || post({ kind: "filmstrip", glimpse, strip, done });
    const progress: Control["progress"] = ({ layers }) =>
      layers && tell({ method, target: choice.target, layers }, false);
    const strip = await engine
      .filmstrip(job({ ...choice, method, layer: undefined }), { signal, progress })
      .catch(() => undefined);
    if (strip) tell(strip, true);
    else if (!signal.aborted) post({ kind: "glimpsed", glimpse });
  };
}
