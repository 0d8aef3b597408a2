// One picture being explained: what was chosen, the job that runs, what the page is told. No vscode
// in here: the panel gives it the ports it needs.
import { extname } from "node:path";
import type {
  Control,
  Device,
  EngineApi,
  Job,
  MethodInfo,
  ModelInfo,
  ParamValue,
  Progress,
} from "../engine/api";
import { isCancelled, Refusal } from "../engine/refusal";
import type { Choice, Glimpse, NoModel, RefusalView, ToPage } from "../webview/protocol";
import { stop } from "./engine";

export interface Ports {
  post(message: ToPage): void;
  read(file: string): Promise<Uint8Array>;
  /** The one that was used, if there is one; asks the person where there are several. */
  findModel(picture: string, used?: string): Promise<{ model: string } | { none: NoModel }>;
  device(picture: string): Device;
  /** What the settings say of a method's parameters. */
  parameters(method: string, picture: string): Record<string, ParamValue>;
  /** Something that the status bar shows has changed. */
  changed(): void;
  /** An error that nobody expected. */
  broken(error: unknown): void;
}

/** What a browser shows by itself; whether it shows the same pixels, the engine says later. */
const types: Record<string, string> = {
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".webp": "image/webp",
  ".gif": "image/gif",
  ".avif": "image/avif",
};
const longestSide = 2048;

export class Session {
  choice?: Choice;
  model?: ModelInfo;
  methods: MethodInfo[] = [];
  device?: string;
  private running?: AbortController;
  private wanted: Glimpse[] = [];
  private glimpsing?: AbortController;

  constructor(
    private readonly engine: EngineApi,
    private readonly ports: Ports,
  ) {}

  get busy() {
    return this.running !== undefined;
  }

  /** The layer that was chosen, or the default one. */
  get layer() {
    const name = this.choice?.layer ?? this.model?.defaultLayer;
    return this.model?.layers.find((l) => l.name === name);
  }

  /** Explains a picture: its best class by the recommended method, unless something else is kept. */
  show(picture: string, kept: Partial<Choice> = {}) {
    const fresh = { target: { kind: "top" as const }, method: "", parameters: {} };
    return this.run(async (control) => {
      this.model = undefined;
      this.choice = { ...fresh, ...kept, picture };
      this.ports.post({ kind: "subject", choice: this.choice });
      const sent = this.sendPicture(picture);
      const found = await this.ports.findModel(picture, kept.model);
      this.throwIfOver(control);
      if ("none" in found) return this.ports.post({ kind: "no-model", why: found.none });
      this.choice = { ...this.choice, model: found.model };
      await this.open(found.model, control);
      await this.predict(control, sent);
      await this.explain(control);
      await this.check(control);
    });
  }

  /** Explains again with another class, method, layer or parameters. */
  choose(part: Partial<Choice>) {
    if (!this.choice || !this.model) return;
    this.choice = { ...this.choice, ...part };
    return this.run((control) => this.explain(control));
  }

  retry() {
    if (this.choice) return this.show(this.choice.picture, this.choice);
  }

  /** What a person asks for: the work ends, whatever it is. */
  cancel() {
    this.abort(stop);
  }

  /** The engine's process ended while nothing ran: a job that runs is refused by itself. */
  engineDied(why: Refusal) {
    if (this.model && !this.busy) this.ports.post({ kind: "refused", refusal: this.told(why) });
  }

  private abort(reason?: string) {
    this.wanted = [];
    this.glimpsing?.abort();
    this.running?.abort(reason);
  }

  /** Small maps for cards, made while nothing else is to do. */
  glimpse(wanted: Glimpse[]) {
    this.wanted = wanted;
    void this.makeGlimpses();
  }

  private async open(model: string, control: Control) {
    const { choice } = this;
    const device = this.ports.device(choice!.picture);
    const [info, methods] = await Promise.all([
      this.engine.open({ model, device }, control),
      this.engine.methods({}, control),
    ]);
    this.throwIfOver(control);
    Object.assign(this, { model: info, methods });
    const method = methods.some((m) => m.id === choice!.method)
      ? choice!.method
      : defaultMethod(info, methods);
    this.choice = { ...choice!, model, method };
    this.ports.post({ kind: "model", model: info, methods, choice: this.choice });
    this.ports.changed();
  }

  private async predict(control: Control, sent: Promise<boolean>) {
    const { picture, model, target } = this.choice!;
    const image = { file: picture };
    const job = { model: model!, image, device: this.ports.device(picture) };
    const predicted = await this.engine.predict(job, control);
    this.throwIfOver(control);
    this.device = predicted.device;
    if (target.kind === "top" && predicted.predictions.length)
      this.choice!.target = { kind: "class", index: predicted.predictions[0].index };
    this.ports.post({ kind: "predicted", predicted });
    this.ports.changed();
    if (!(await sent) || predicted.picture?.displayable === false)
      await this.sendPixels(picture, "image/png", () =>
        this.engine.picture({ file: picture, side: longestSide }, control),
      );
  }

  private async explain(control: Control) {
    const choice = this.choice!;
    const working = (progress: Progress) =>
      control.signal.aborted || this.ports.post({ kind: "working", choice, progress });
    working({ fraction: 0, message: "" });
    const { raw: _, ...shown } = await this.engine.explain(this.job(choice), {
      signal: control.signal,
      progress: working,
    });
    this.throwIfOver(control);
    this.ports.post({ kind: "explained", shown });
  }

  /** Holds the gradient against finite differences; where that fails the engine says so itself. */
  private async check(control: Control) {
    const { model, picture } = this.choice!;
    if (this.model?.noGradient) return;
    const check = await this.engine
      .check({ model: model!, device: this.ports.device(picture) }, control)
      .catch(() => undefined);
    if (check && !control.signal.aborted) this.ports.post({ kind: "checked", check });
  }

  private job({ picture, model, target, method, layer, parameters }: Choice): Job {
    const known = this.methods.find((m) => m.id === method)?.params ?? {};
    const set = { ...this.ports.parameters(method, picture), ...parameters[method] };
    return {
      model: model!,
      image: { file: picture },
      target,
      method,
      layer,
      parameters: Object.fromEntries(Object.entries(set).filter(([name]) => name in known)),
      device: this.ports.device(picture),
    };
  }

  private async makeGlimpses() {
    if (this.glimpsing) return;
    this.glimpsing = new AbortController();
    const control = { signal: this.glimpsing.signal, progress: () => {} };
    while (this.wanted.length && !this.busy && this.choice && !control.signal.aborted) {
      const [next, ...rest] = this.wanted;
      this.wanted = rest;
      await this.makeGlimpse({ ...this.choice, ...next, layer: next.layer }, next, control);
    }
    this.glimpsing = undefined;
    // More may have been asked for while the last one was being given up.
    if (control.signal.aborted && this.wanted.length && !this.busy) void this.makeGlimpses();
  }

  private async makeGlimpse(choice: Choice, glimpse: Glimpse, control: Control) {
    const shown = await this.engine.explain(this.job(choice), control).then(
      ({ raw: _, ...rest }) => rest,
      () => undefined,
    );
    if (!control.signal.aborted) this.ports.post({ kind: "glimpsed", glimpse, shown });
  }

  /** Whether the page could be given the file itself. */
  private async sendPicture(picture: string): Promise<boolean> {
    const type = types[extname(picture).toLowerCase()];
    if (!type) return false;
    return this.sendPixels(picture, type, () => this.ports.read(picture)).then(
      () => true,
      () => false,
    );
  }

  private async sendPixels(picture: string, type: string, get: () => Promise<Uint8Array>) {
    const bytes = await get();
    if (this.choice?.picture === picture) this.ports.post({ kind: "pixels", picture, bytes, type });
  }

  /** Runs a job in place of the one that runs now; what goes wrong is shown. */
  private async run(work: (control: Control) => Promise<void>) {
    this.abort();
    const running = new AbortController();
    this.running = running;
    this.ports.changed();
    const progress = ({ message }: { message: string }) => this.opening(message);
    try {
      await work({ signal: running.signal, progress });
    } catch (e) {
      // A job that was replaced has nothing to say any more.
      if (this.running === running) this.ports.post({ kind: "refused", refusal: this.told(e) });
    } finally {
      if (this.running === running) {
        this.running = undefined;
        this.ports.changed();
        void this.makeGlimpses();
      }
    }
  }

  private opening(message: string) {
    if (this.choice && !this.model)
      this.ports.post({ kind: "working", choice: this.choice, progress: { fraction: 0, message } });
  }

  private throwIfOver({ signal }: Control) {
    if (signal.aborted) throw new Refusal("cancelled", "Cancelled.");
  }

  private told(e: unknown): RefusalView {
    if (isCancelled(e)) return { code: "cancelled", message: "Cancelled.", remedies: retry };
    if (e instanceof Refusal) return { code: e.code, message: e.message, remedies: e.remedies };
    this.ports.broken(e);
    const message = `This is an error in Glassbox: ${e instanceof Error ? e.message : e}`;
    return { code: "broken", message, remedies: [...retry, showLog] };
  }
}

const retry = [{ title: "Try Again", action: { kind: "retry" as const } }];
const showLog = { title: "Show Log", action: { kind: "show-log" as const } };

/** The recommended method, or the first that this network allows. */
export function defaultMethod(model: ModelInfo, methods: MethodInfo[]): string {
  const works = (m: MethodInfo) =>
    !(m.needs.includes("gradients") && model.noGradient) &&
    !(m.needs.includes("layer") && !model.defaultLayer);
  const usable = methods.filter(works);
  const found = usable.find((m) => m.recommended) ?? usable[0] ?? methods[0];
  return found?.id ?? "";
}
