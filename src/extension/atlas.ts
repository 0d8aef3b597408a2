// The map of pictures being made: what is indexed, projected, asked for. No vscode in here.
import type { Control, EngineApi, PictureMap, PicturesJob } from "../engine/api";
import { Refusal } from "../engine/refusal";
import type { MapToHost, Projection, ToMapPage } from "../webview/map/protocol";
import { stop } from "./engine";

export interface AtlasPorts {
  post(message: ToMapPage): void;
  /** A picture's name as people read it. */
  name(file: string): string;
  explain(file: string): unknown;
  save(bytes: Uint8Array, format: string): unknown;
  broken(error: unknown): void;
}

const thumbnailSide = 96;
const neighbourCount = 9;
const perplexity = 30;
const seed = 0;

export class Atlas {
  private job?: PicturesJob;
  private maps: Partial<Record<Projection, PictureMap>> = {};
  private shown?: PictureMap;
  private running?: AbortController;
  private places = new Map<string, number>();

  constructor(
    private readonly engine: EngineApi,
    private readonly ports: AtlasPorts,
  ) {}

  /** What the page's next "ready" starts with. */
  prepare(job: PicturesJob) {
    this.cancel();
    this.job = job;
    this.maps = {};
  }

  private readonly handlers: {
    [K in MapToHost["kind"]]: (m: Extract<MapToHost, { kind: K }>) => unknown;
  } = {
    ready: () => this.start(),
    cancel: () => this.cancel(),
    project: ({ projection }) => this.run((control) => this.project(projection, control)),
    explain: ({ picture }) => this.explain(picture),
    thumbnails: ({ pictures }) => this.thumbnails(pictures),
    export: ({ format }) => this.save(format),
    broken: ({ message }) => this.ports.broken(`The map: ${message}`),
  };
  receive = (message: MapToHost) =>
    (this.handlers[message.kind] as (m: MapToHost) => unknown)(message);

  cancel() {
    this.running?.abort(stop);
  }

  /** Marks a picture that is being explained, with its neighbours, if it is on the map. */
  async mark(file: string) {
    const picture = this.places.get(file);
    if (!this.job || picture === undefined) return;
    const job = { ...this.job, image: file, count: neighbourCount };
    const found = await this.engine.neighbours(job, unheard()).catch(() => undefined);
    const neighbours = (found?.neighbours ?? []).flatMap((n) => this.places.get(n.file) ?? []);
    this.ports.post({ kind: "explained", picture, neighbours });
  }

  private start() {
    return this.run(async (control) => {
      const { failed } = await this.engine.index(this.job!, control);
      // Principal components are there at once: the pictures stand somewhere before t-SNE moves them.
      const first = await this.map("pca", control);
      this.places = new Map(first.pictures.map((p, i) => [p.file, i]));
      const pictures = first.pictures.map(({ file, label, prediction }) => ({
        name: this.ports.name(file),
        label,
        prediction: prediction.label,
        probability: prediction.probability,
      }));
      const model = this.ports.name(this.job!.model);
      this.ports.post({ kind: "pictures", pictures, model, failed: failed.length });
      this.show("pca", first);
      await this.project("t-sne", control);
    });
  }

  private async project(projection: Projection, control: Control) {
    this.show(projection, await this.map(projection, control));
  }

  private async map(projection: Projection, control: Control) {
    const found =
      this.maps[projection] ??
      (await this.engine.map({ ...this.job!, projection, seed, perplexity }, control));
    this.maps[projection] = found;
    return found;
  }

  private show(asked: Projection, map: PictureMap) {
    this.shown = map;
    const { positions, notes } = map;
    this.ports.post({ kind: "mapped", projection: asked, positions, notes });
  }

  private async explain(picture: number) {
    const file = this.shown?.pictures[picture]?.file;
    if (file) await this.ports.explain(file);
  }

  private async thumbnails(pictures: number[]) {
    for (const picture of pictures) {
      const file = this.shown?.pictures[picture]?.file;
      if (!file) continue;
      const bytes = await this.engine
        .picture({ file, side: thumbnailSide }, unheard())
        .catch(() => undefined);
      if (bytes) this.ports.post({ kind: "thumbnail", picture, bytes });
    }
  }

  private async save(format: string) {
    if (!this.shown) return;
    const bytes = await this.engine.tabulate({ map: this.shown, format }, unheard());
    await this.ports.save(bytes, format);
  }

  /** Runs work in place of what runs now; what goes wrong is shown. */
  private async run(work: (control: Control) => Promise<void>) {
    this.cancel();
    const running = new AbortController();
    this.running = running;
    const current = () => this.running === running;
    const progress: Control["progress"] = ({ fraction, message, positions }) => {
      if (current()) this.ports.post({ kind: "progress", fraction, message, positions });
    };
    try {
      await work({ signal: running.signal, progress });
    } catch (e) {
      if (!(e instanceof Refusal)) this.ports.broken(e);
      const message = e instanceof Error ? e.message : String(e);
      if (current()) this.ports.post({ kind: "refused", message });
    }
  }
}

const unheard = (): Control => ({ signal: new AbortController().signal, progress() {} });
