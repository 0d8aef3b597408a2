// What the page inside the network asks for, one piece of work for each of its parts.
import type { Control, Patches, Progress } from "../engine/api";
import type { ToPage } from "../webview/protocol";
import {
  type Answer,
  aboutOf,
  allOn,
  entrance,
  type Mask,
  moved,
  type Part,
  type Place,
  type Spot,
} from "../webview/protocol/inside";
import type { Bench } from "./bench";
import { type Look, looks, mostPatches } from "./looks";
import { Turn } from "./turn";

/** What is looked for as soon as a place is in sight. */
const wanted: Record<Place, Part[]> = {
  activations: ["activations"],
  channel: ["activations", "channel", "projected"],
  filters: ["filters"],
  masking: ["activations", "masked"],
  visualization: ["drawn"],
};

interface Work {
  turn: Turn;
  /** What it belongs to. */
  of: string;
  progress: Progress;
}

const begun: Progress = { fraction: 0, message: "" };

export class Inside {
  private spot?: Spot;
  private mask = allOn;
  private readonly works = new Map<Part, Work>();
  /** The strongest patches of whole layers, by model and layer. */
  private readonly swept = new Map<string, Patches>();
  private newerMask = false;

  constructor(
    private readonly bench: Bench,
    private readonly pictures: () => Promise<string[]>,
  ) {}

  /** Goes in, or somewhere else in there; what is known already is not looked for again. */
  show(part: Partial<Spot>) {
    const before = this.spot;
    const target = this.bench.choice()?.target;
    const explained = target && "index" in target ? { class: target.index } : {};
    const spot = moved(before ?? { ...entrance, ...explained }, part);
    this.spot = spot;
    if (spot.layer !== before?.layer) this.mask = allOn;
    this.bench.post({ kind: "inside", spot });
    for (const [part, work] of this.works)
      if (work.of !== aboutOf(part, spot) && this.end(part, work)) this.works.delete(part);
    const known = this.swept.has(this.sweptKey()) && spot.place === "channel";
    const parts: Part[] = [...wanted[spot.place], ...(known ? (["patches"] as const) : [])];
    return Promise.all(
      parts.filter((p) => this.works.get(p)?.of !== aboutOf(p, spot)).map((p) => this.find(p)),
    );
  }

  /** What takes long is looked for when it is asked for, and what failed again. */
  look(part: Part) {
    return this.spot && this.find(part);
  }

  /** The scores follow the newest mask; those between are left out while one is looked at. */
  async switchOff(mask: Mask) {
    this.mask = mask;
    this.newerMask = true;
    if (this.works.get("masked")?.turn.busy) return;
    while (this.spot && this.newerMask) await this.find("masked");
  }

  /** Where the page is, if it is in there. */
  get at() {
    return this.spot;
  }

  /** The model is not what it was. */
  forget = () => this.swept.clear();

  /** What a person asks for: the work ends, what is there stays. */
  stop() {
    for (const [part, work] of this.works) this.end(part, work);
  }

  /** @returns whether the page was in there. */
  leave(): boolean {
    const open = this.spot !== undefined;
    for (const { turn } of this.works.values()) turn.stop();
    this.works.clear();
    this.spot = undefined;
    this.mask = allOn;
    return open;
  }

  private async find(part: Part) {
    const { bench, spot } = this;
    const choice = bench.choice();
    if (!choice || !spot) return;
    const of = aboutOf(part, spot);
    const turn = this.works.get(part)?.turn ?? new Turn();
    const work: Work = { turn, of, progress: begun };
    this.works.set(part, work);
    const { mask } = this;
    if (part === "masked") this.newerMask = false;
    await turn.take(async (signal) => {
      const tell = (answer: Answer<unknown>) => signal.aborted || this.tell(part, of, answer);
      const progress = (p: Progress) => {
        work.progress = { ...p, pictures: p.pictures ?? work.progress.pictures };
        tell({ kind: "working", progress: work.progress });
      };
      progress(begun);
      const sweep = (control: Control) => this.sweep(look, control);
      const look: Look = { engine: bench.engine, job: bench.job(choice), spot, mask, sweep };
      try {
        tell({ kind: "known", value: await looks[part](look, { signal, progress }) });
      } catch (e) {
        if (!signal.aborted) tell({ kind: "failed", message: bench.told(e).message });
      }
    });
  }

  private async sweep({ engine, job, spot }: Look, control: Control): Promise<Patches> {
    const key = this.sweptKey();
    const known = this.swept.get(key);
    if (known) return known;
    const files = await this.pictures();
    const { model, device } = job;
    const sweep = { model, device, layer: spot.layer, files, ...mostPatches };
    const found = await engine.patches(sweep, control);
    this.swept.set(key, found);
    return found;
  }

  /** @returns whether there was something to end. */
  private end(part: Part, { turn, of, progress }: Work): boolean {
    if (!turn.busy) return false;
    turn.stop();
    this.tell(part, of, { kind: "stopped", progress });
    return true;
  }

  private sweptKey = () => `${this.bench.choice()?.model}\n${this.spot?.layer ?? ""}`;

  private tell(part: Part, of: string, answer: Answer<unknown>) {
    this.bench.post({ kind: "answer", part, of, answer } as ToPage);
  }
}
