// One picture being explained: what was chosen, the job that runs, what the page is told. No vscode
// in here: the panel gives it the ports it needs.
import type {
  Control,
  Device,
  EngineApi,
  ExportFormat,
  Job,
  MethodInfo,
  ModelInfo,
  ParamValue,
  Predicted,
  Progress,
  Target,
} from "../engine/api";
import { isCancelled, Refusal } from "../engine/refusal";
import type { Choice, Cost, NoModel, RefusalView, Shown, ToPage } from "../webview/protocol";
import type { Spot } from "../webview/protocol/inside";
import type { Bench } from "./bench";
import { Beside } from "./beside";
import { choiceOf, defaultMethod, firstQuestion, methodForThings, works } from "./choices";
import { Comparison, firstGrid } from "./comparison";
import { stop } from "./engine";
import { Glimpser } from "./glimpser";
import { Inside } from "./inside";
import { PictureSender } from "./sender";
import { Sight } from "./sight";
import { Versus } from "./versus";

export interface Ports {
  post(message: ToPage): void;
  read(file: string): Promise<Uint8Array>;
  /** The one that was used, if there is one; asks the person where there are several. */
  findModel(picture: string, used?: string): Promise<{ model: string } | { none: NoModel }>;
  device(picture: string): Device;
  /** What the settings say of a method's parameters. */
  parameters(method: string, picture: string): Record<string, ParamValue>;
  /** What a job would take; absent where nobody knows. */
  cost?(job: Job, control: Control): Promise<Cost>;
  /** Absolute paths. */
  workspacePictures?(): Promise<string[]>;
  /** A map has been made. */
  explained?(choice: Choice, model: ModelInfo, shown: Shown): void;
  /** Pictures that a comparison of two networks runs over: those of the folder and beside it. */
  pictures?(picture: string): Promise<string[]>;
  /** Settings were written: what explains again, if it is not the session itself. */
  saved?(): unknown;
  /** A folder of pictures whose class is known; `named`: this picture's folder is a class. */
  folder?(picture: string, named: boolean): Promise<string | undefined>;
  /** Something that the status bar shows has changed. */
  changed(): void;
  /** An error that nobody expected. */
  broken(error: unknown): void;
}

export class Session {
  choice?: Choice;
  model?: ModelInfo;
  methods: MethodInfo[] = [];
  device?: string;
  predicted?: Predicted;
  readonly cards: Glimpser;
  readonly beside: Beside;
  readonly comparison: Comparison;
  readonly inside: Inside;
  readonly versus: Versus;
  readonly sight: Sight;
  private readonly pixels: PictureSender;
  private running?: AbortController;
  /** What is in sight comes from a file: nothing computes it again by itself. */
  stored = false;
  /** Nobody has chosen the method yet. */
  private unasked = false;
  /** An explanation from a file that could not be opened yet. */
  private file?: string;

  constructor(
    private readonly engine: EngineApi,
    private readonly ports: Ports,
  ) {
    const bench: Bench = {
      engine,
      post: (message) => ports.post(message),
      choice: () => this.choice,
      job: (choice) => this.job(choice),
      busy: () => this.busy,
      told: (e) => this.told(e),
    };
    this.cards = new Glimpser(bench);
    this.beside = new Beside(bench);
    this.comparison = new Comparison(bench);
    this.inside = new Inside(bench, async () => ports.workspacePictures?.() ?? []);
    this.versus = new Versus(bench, async (picture) => ports.pictures?.(picture) ?? [picture]);
    this.sight = new Sight(bench, {
      folder: async (picture) => ports.folder?.(picture, this.predicted?.expected !== undefined),
      refresh: () => (ports.saved ? ports.saved() : this.refresh()),
    });
    this.pixels = new PictureSender(bench, ports.read);
  }

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
    this.file = undefined;
    const fresh = { target: { kind: "top" as const }, method: "", parameters: {} };
    return this.run(async (control) => {
      this.begin({ ...fresh, ...kept, picture });
      const sent = this.pixels.file(picture);
      const found = await this.ports.findModel(picture, kept.model);
      this.throwIfOver(control);
      if ("none" in found) return this.ports.post({ kind: "no-model", why: found.none });
      this.choice = { ...this.choice!, model: found.model };
      await this.open(found.model, control);
      await this.predict(control, sent);
      await this.explain(control);
      await this.sight.show(control);
      await this.check(control);
      await this.costs(control);
    });
  }

  /** Explains again with another class, method, layer or parameters. */
  choose(part: Partial<Choice>) {
    if (!this.choice || !this.model) return;
    this.choice = { ...this.choice, ...part };
    return this.run(async (control) => {
      await this.explain(control);
      if (part.parameters) await this.costs(control);
    });
  }

  retry() {
    if (this.file) return this.reopen(this.file);
    if (this.choice) return this.show(this.choice.picture, this.choice);
  }

  /** The model or its settings have changed on disk: the same question again. */
  async refresh() {
    if (!this.choice?.model || this.stored || this.file) return;
    const at = this.inside.at;
    this.inside.forget();
    await this.show(this.choice.picture, this.choice);
    if (at) await this.look(at);
  }

  /** Several pictures: the first as usual, then all of them beside one another. */
  async showAll(pictures: string[]) {
    await this.show(pictures[0]);
    if (this.choice?.picture === pictures[0] && !this.busy) await this.compare(pictures);
  }

  /** Maps side by side: of one picture by several methods and classes, or of several pictures. */
  compare(pictures?: string[]) {
    const { choice, predicted, model } = this;
    if (!choice || !predicted || !model) return;
    const methods = this.methods.filter((m) => !m.caveat && works(m, model)).map((m) => m.id);
    const grid = firstGrid(pictures ?? [choice.picture], methods, predicted);
    this.cards.stop();
    this.inside.leave();
    return this.comparison.show(grid);
  }

  /** Looks into the network: at a layer's channels, its filters, or what a class looks like. */
  look(at: Partial<Spot>) {
    if (!this.predicted || !this.model || this.stored) return;
    this.cards.stop();
    this.comparison.leave();
    this.versus.leave();
    return this.inside.show(at);
  }

  /** One method at several layers of the network. */
  compareLayers(method: string, layers: string[]) {
    const { choice, predicted } = this;
    if (!choice || !predicted) return;
    this.cards.stop();
    this.inside.leave();
    const { picture, target } = choice;
    return this.comparison.show({
      pictures: [picture],
      methods: [method],
      targets: [target],
      layers,
    });
  }

  back() {
    this.comparison.leave();
    this.inside.leave();
    this.versus.leave();
    this.ports.post({ kind: "back" });
    void this.cards.go();
  }

  /** Shows an explanation as a file has it: nothing is computed. */
  reopen(file: string) {
    return this.run(async (control) => {
      this.file = file;
      this.begin({ picture: file, target: { kind: "top" }, method: "", parameters: {} });
      const [found, methods] = await Promise.all([
        this.engine.reopen({ file, device: this.ports.device(file) }, control),
        this.engine.methods({}, control),
      ]);
      this.throwIfOver(control);
      Object.assign(this, { file: undefined, stored: true, methods });
      const { explanation, job, trust, changed } = found;
      const { raw: _, ...shown } = explanation;
      const choice = choiceOf(job);
      this.choice = choice;
      const stored = { file, shown, trust, changed };
      this.ports.post({ kind: "stored", choice, methods, stored });
      if (!(await this.pixels.file(choice.picture)))
        await this.pixels.png(choice.picture, control).catch(() => {});
    });
  }

  /** The bytes of a file that holds the explanation in sight. */
  exportAs(format: ExportFormat, to?: string): Promise<Uint8Array> | undefined {
    if (!this.choice || !this.model) return undefined;
    const job = { job: this.job(this.choice), format, to, trust: this.beside.known };
    return this.engine.exportAs(job, { signal: new AbortController().signal, progress: () => {} });
  }

  /** What a person asks for: the work ends, whatever it is; what is there stays. */
  cancel() {
    this.cards.stop();
    this.beside.stopTrust();
    this.comparison.stop();
    this.inside.stop();
    this.versus.stopFlips();
    this.sight.stopVerify();
    this.running?.abort(stop);
  }

  /** The engine's process ended while nothing ran: a job that runs is refused by itself. */
  engineDied(why: Refusal) {
    if (this.model && !this.busy) this.ports.post({ kind: "refused", refusal: this.told(why) });
  }

  private begin(choice: Choice) {
    Object.assign(this, { model: undefined, predicted: undefined, stored: false });
    this.choice = choice;
    this.ports.post({ kind: "subject", choice });
  }

  private replace() {
    this.cards.stop();
    this.beside.stop();
    this.comparison.leave();
    if (this.inside.leave()) this.ports.post({ kind: "back" });
    this.versus.leave();
    this.running?.abort();
  }

  private async open(model: string, control: Control) {
    const { choice } = this;
    const device = this.ports.device(choice!.picture);
    const [info, all] = await Promise.all([
      this.engine.open({ model, device }, control),
      this.engine.methods({}, control),
    ]);
    this.throwIfOver(control);
    const attentive = info.layers.some((l) => l.attention);
    const methods = all.filter(
      ({ needs }) =>
        (attentive || !needs.includes("attention")) && (info.boxes || !needs.includes("boxes")),
    );
    Object.assign(this, { model: info, methods });
    this.unasked = !methods.some((m) => m.id === choice!.method);
    const method = this.unasked ? defaultMethod(info, methods) : choice!.method;
    // Exported anew, the network may have fewer classes.
    const lost = Math.max(...classesOf(choice!.target)) >= info.classes;
    const target: Target = lost ? { kind: "top" } : choice!.target;
    this.choice = { ...choice!, model, method, target };
    this.ports.post({ kind: "model", model: info, methods, choice: this.choice });
    this.ports.changed();
  }

  private async predict(control: Control, sent: Promise<boolean>) {
    const { picture, model, target } = this.choice!;
    const image = { file: picture };
    const job = { model: model!, image, device: this.ports.device(picture) };
    const predicted = await this.engine.predict(job, control);
    this.throwIfOver(control);
    Object.assign(this, { predicted, device: predicted.device });
    if (target.kind === "top") this.choice!.target = firstQuestion(predicted);
    if (this.unasked && predicted.reading?.things.length)
      this.choice!.method = methodForThings(this.model!, this.methods) ?? this.choice!.method;
    this.ports.post({ kind: "predicted", predicted });
    this.ports.changed();
    if (!(await sent) || predicted.picture?.displayable === false)
      await this.pixels.png(picture, control);
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
    this.ports.explained?.(choice, this.model!, shown);
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

  /** What each method would take; those that cannot say are left out. */
  private async costs(control: Control) {
    const { choice, methods, ports } = this;
    if (!choice || !ports.cost) return;
    const costs: Record<string, Cost> = {};
    for (const { id } of methods) {
      const cost = await ports.cost(this.job({ ...choice, method: id }), control).catch(() => {});
      if (control.signal.aborted) return;
      if (cost) costs[id] = cost;
    }
    ports.post({ kind: "costs", costs });
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

  /** Runs a job in place of the one that runs now; what goes wrong is shown. */
  private async run(work: (control: Control) => Promise<void>) {
    this.replace();
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
        void this.cards.go();
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

const classesOf = (target: Target) =>
  target.kind === "class"
    ? [target.index]
    : target.kind === "contrast"
      ? [target.index, target.against]
      : [];
const retry = [{ title: "Try Again", action: { kind: "retry" as const } }];
const showLog = { title: "Show Log", action: { kind: "show-log" as const } };
