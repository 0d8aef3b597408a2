// What is known of a document's model without asking anybody: which file, its layers, a picture.
import { stat } from "node:fs/promises";
import { type TextDocument, Uri } from "vscode";
import type { Control, EngineApi, MethodInfo, ModelInfo } from "../../engine/api";
import type { Spot } from "../../webview/protocol/inside";
import type { Session } from "../session";
import { deviceFor } from "../settings";
import { Glances } from "./glances";
import { type Tie, tiesOf } from "./ties";

export interface Ports {
  engine: EngineApi;
  session: Session;
  /** The model for a file, if no question has to be asked. */
  modelFor(file: Uri): Promise<string | undefined>;
  /** The picture that was explained last, in this window or the one before. */
  lastPicture(): string | undefined;
  explain(picture: string, kept: { layer?: string }): unknown;
  /** Explains the picture, unless that is in sight already, and looks into the network. */
  look(picture: string, at: Partial<Spot>): unknown;
  /** Documents that were shown something incomplete may be shown it again. */
  changed(): void;
}

export interface Known {
  model: string;
  info: ModelInfo;
  methods: MethodInfo[];
}

const kept = 8;
/** Hovers must answer within 50 ms: what is not there by then is said to be on its way. */
export const patience = 40;
export const quiet: Control = { signal: new AbortController().signal, progress() {} };

export class Knowledge {
  private readonly models: Glances<Known>;
  private readonly ties = new WeakMap<
    TextDocument,
    { version: number; of: ModelInfo; ties: Tie[] }
  >();

  constructor(readonly ports: Ports) {
    this.models = new Glances(kept, () => ports.changed());
  }

  /** The path of the model that belongs to a document: the one in use, else the only one. */
  async modelOf(file: Uri): Promise<string | undefined> {
    return this.ports.session.choice?.model ?? this.ports.modelFor(file);
  }

  /** Opens the model in the background if it has to. */
  async open(file: Uri): Promise<{ model?: string; known?: Known | Error }> {
    const model = await this.modelOf(file);
    if (!model) return {};
    if (this.explained(model)) return { model, known: this.explained(model) };
    const known = await this.models.within(patience, await keyOf(model), async () => {
      const { engine } = this.ports;
      const device = deviceFor(file);
      const [info, methods] = await Promise.all([
        engine.open({ model, device }, quiet),
        engine.methods({}, quiet),
      ]);
      return { model, info, methods };
    });
    return { model, known };
  }

  /** Only what has been opened already. */
  async peek(file: Uri): Promise<{ model?: string; known?: Known }> {
    const model = await this.modelOf(file);
    if (!model) return {};
    return { model, known: this.explained(model) ?? this.models.peek(await keyOf(model)) };
  }

  /** The panel has it open. */
  private explained(model: string): Known | undefined {
    const { model: info, methods } = this.ports.session;
    return info?.path === model ? { model, info, methods } : undefined;
  }

  tiesIn(document: TextDocument, { info: of }: Known): Tie[] {
    const before = this.ties.get(document);
    if (before?.version === document.version && before.of === of) return before.ties;
    const ties = tiesOf(document.getText(), document.uri.path, of.layers);
    this.ties.set(document, { version: document.version, of, ties });
    return ties;
  }

  get picture(): string | undefined {
    return this.ports.session.choice?.picture ?? this.ports.lastPicture();
  }
}

/** Changes when the model is exported again. */
async function keyOf(model: string) {
  const found = await stat(model).catch(() => undefined);
  return `${model} ${found?.mtimeMs}`;
}

export const device = (file: string) => deviceFor(Uri.file(file));
