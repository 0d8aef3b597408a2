// What is like the picture that is explained, or like a region of it, among the indexed pictures.
// No vscode in here.
import type { EngineApi, PicturesJob, Placement } from "../engine/api";
import { isCancelled, Refusal } from "../engine/refusal";
import type { AlikeView, ToPage } from "../webview/protocol";
import { Turn } from "./turn";

export interface AlikePorts {
  post(message: ToPage): void;
  /** The pictures that were indexed for a model, if any were; asks for some if `ask`. */
  job(model: string, ask: boolean): Promise<PicturesJob | undefined>;
  /** A picture's name as people read it. */
  name(file: string): string;
  broken(error: unknown): void;
}

const [count, side] = [9, 96];
const silent = () => {};

export class Alike {
  private readonly turn = new Turn();

  constructor(
    private readonly engine: EngineApi,
    private readonly ports: AlikePorts,
  ) {}

  /** The nearest pictures; nothing is said where nothing is indexed. */
  pictures(image: string, model: string) {
    return this.find(image, async (signal) => {
      const job = await this.ports.job(model, false);
      if (!job || signal.aborted) return undefined;
      const control = { signal, progress: silent };
      return this.engine.neighbours({ ...job, image, count }, control);
    });
  }

  /** The nearest regions at a layer; the default one if none is named. */
  regions(image: string, model: string, region: Placement, layer?: string) {
    return this.find(
      image,
      async (signal) => {
        const job = await this.ports.job(model, true);
        if (!job || signal.aborted) return undefined;
        const { storage: _, ...where } = job;
        const progress = ({ message }: { message: string }) =>
          signal.aborted || this.tell({ picture: image, region, message });
        return this.engine.regionNeighbours(
          { ...where, image, region, layer, count },
          { signal, progress },
        );
      },
      region,
    );
  }

  stop = () => this.turn.stop();

  private find(
    picture: string,
    search: (signal: AbortSignal) => Promise<Found | undefined>,
    region?: Placement,
  ) {
    return this.turn.take(async (signal) => {
      try {
        const found = await search(signal);
        if (!found) return;
        const neighbours = await Promise.all(found.neighbours.map((n) => this.drawn(n, signal)));
        if (signal.aborted) return;
        this.tell({ picture, region, found: { neighbours, labels: found.labels } });
      } catch (e) {
        if (isCancelled(e) || signal.aborted) return;
        if (!(e instanceof Refusal)) this.ports.broken(e);
        // Without an index there is simply no strip.
        const message = e instanceof Error ? e.message : String(e);
        if (region) this.tell({ picture, region, message });
      }
    });
  }

  private async drawn({ file, label, similarity, area }: Near, signal: AbortSignal) {
    const cut = area && around(area);
    const bytes = await this.engine
      .picture({ file, side, area: cut }, { signal, progress: silent })
      .catch(() => undefined);
    return { file, name: this.ports.name(file), label, similarity, bytes };
  }

  private tell = (view: AlikeView) => this.ports.post({ kind: "alike", ...view });
}

interface Near {
  file: string;
  label: string;
  similarity: number;
  area?: Placement;
}
interface Found {
  neighbours: Near[];
  labels: { label: string; count: number }[];
}

/** A square in the middle of which a region lies: it is to be recognised. */
function around({ x, y, width, height }: Placement): Placement {
  const size = 1.2 * Math.max(width, height);
  return { x: x + (width - size) / 2, y: y + (height - size) / 2, width: size, height: size };
}
