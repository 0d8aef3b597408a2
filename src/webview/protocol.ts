// What the panel and its page may say to each other, and the checks that both make on arrival.
import type {
  Explanation,
  GradientCheck,
  MethodInfo,
  ModelInfo,
  ParamValue,
  Predicted,
  Progress,
  Target,
} from "../engine/api";
import type { Remedy } from "../engine/refusal";

/** All that a person chooses; everything shown follows from it, and a reload restores it. */
export interface Choice {
  /** Absolute path of the picture. */
  picture: string;
  /** Absolute path of the .onnx file, once it is known. */
  model?: string;
  target: Target;
  /** Empty until the engine has said which methods there are. */
  method: string;
  layer?: string;
  /** What differs from the defaults, by method. */
  parameters: Record<string, Record<string, ParamValue>>;
}

/** A map without its raw values: what the page draws. */
export type Shown = Omit<Explanation, "raw">;

export interface RefusalView {
  code: string;
  message: string;
  remedies: Remedy[];
}
export type NoModel = "none" | "not-chosen" | "untrusted";

/** A small map that a card would like to show. */
export interface Glimpse {
  method: string;
  layer?: string;
}

export type ToPage =
  | { kind: "subject"; choice: Choice }
  | { kind: "pixels"; picture: string; bytes: Uint8Array; type: string }
  | { kind: "no-model"; why: NoModel }
  | { kind: "model"; model: ModelInfo; methods: MethodInfo[]; choice: Choice }
  | { kind: "predicted"; predicted: Predicted }
  | { kind: "working"; choice: Choice; progress: Progress }
  | { kind: "explained"; shown: Shown }
  | { kind: "checked"; check: GradientCheck }
  | { kind: "glimpsed"; glimpse: Glimpse; shown?: Shown }
  | { kind: "refused"; refusal: RefusalView }
  /** The palette's way to a button of the page. */
  | { kind: "save" };

/** Commands of the extension that the page has buttons for. */
export const pageCommands = ["pickModel", "pickLayer", "showLog", "manageTrust"] as const;
export type PageCommand = (typeof pageCommands)[number];

export type ToHost =
  | { kind: "ready" }
  | { kind: "choose"; choice: Partial<Pick<Choice, "target" | "method" | "layer" | "parameters">> }
  | { kind: "cancel" }
  | { kind: "retry" }
  | { kind: "command"; command: PageCommand }
  | { kind: "glimpse"; wanted: Glimpse[] }
  | { kind: "save"; bytes: Uint8Array }
  /** An error of the page's own, for the log. */
  | { kind: "broken"; message: string };

export type Check = (v: unknown) => boolean;

export const text: Check = (v) => typeof v === "string";
export const number: Check = (v) => Number.isFinite(v);
export const index: Check = (v) => Number.isInteger(v) && (v as number) >= 0;
export const list: Check = (v) => Array.isArray(v);
const bytes: Check = (v) => v instanceof Uint8Array;
export const object: Check = (v) => typeof v === "object" && v !== null && !Array.isArray(v);
const either =
  (...checks: Check[]): Check =>
  (v) =>
    checks.some((c) => c(v));
export const maybe = (c: Check) => either(c, (v) => v === undefined);
export const is =
  (...values: readonly unknown[]): Check =>
  (v) =>
    values.includes(v);
export const listOf =
  (c: Check): Check =>
  (v) =>
    Array.isArray(v) && v.every(c);
const record =
  (c: Check): Check =>
  (v) =>
    object(v) && Object.values(v as object).every(c);
export const shape =
  (fields: Record<string, Check>): Check =>
  (v) =>
    object(v) && Object.entries(fields).every(([k, c]) => c((v as Record<string, unknown>)[k]));

const target = either(
  shape({ kind: is("top") }),
  shape({ kind: is("class"), index }),
  shape({ kind: is("contrast"), index, against: index }),
);
const value = either(text, number, is(true, false, null));
const parameters = record(record(value));
const glimpse = shape({ method: text, layer: maybe(text) });
const choice = shape({ picture: text, model: maybe(text), target, method: text, parameters });
const heatMap = shape({
  width: index,
  height: index,
  values: (v) => v instanceof Float32Array,
  view: is("positive", "signed"),
  unit: text,
  clip: number,
});
const predicted = shape({ predictions: list, notes: list, device: text });
const shown = shape({ map: heatMap, method: text, target: object, range: list });

const toPage: { [K in ToPage["kind"]]: Check } = {
  subject: shape({ choice }),
  pixels: shape({ picture: text, bytes, type: text }),
  "no-model": shape({ why: is("none", "not-chosen", "untrusted") }),
  model: shape({ model: shape({ labels: list, layers: list }), methods: list, choice }),
  predicted: shape({ predicted }),
  working: shape({
    choice,
    progress: shape({ fraction: number, message: text, partial: maybe(heatMap) }),
  }),
  explained: shape({ shown }),
  checked: shape({ check: shape({ relativeError: (v) => typeof v === "number" }) }),
  glimpsed: shape({ glimpse, shown: maybe(shown) }),
  refused: shape({ refusal: shape({ code: text, message: text, remedies: list }) }),
  save: object,
};

const toHost: { [K in ToHost["kind"]]: Check } = {
  ready: object,
  choose: shape({
    choice: shape({
      target: maybe(target),
      method: maybe(text),
      layer: maybe(text),
      parameters: maybe(parameters),
    }),
  }),
  cancel: object,
  retry: object,
  command: shape({ command: is(...pageCommands) }),
  glimpse: shape({ wanted: listOf(glimpse) }),
  save: shape({ bytes }),
  broken: shape({ message: text }),
};

export const checkedBy =
  <M>(checks: Record<string, Check>) =>
  (message: unknown): M | undefined => {
    const kind = object(message) ? (message as { kind?: unknown }).kind : undefined;
    const known = typeof kind === "string" && Object.hasOwn(checks, kind);
    return known && checks[kind](message) ? (message as M) : undefined;
  };

/** The message, or nothing if it is none of the contract's. */
export const asToPage = checkedBy<ToPage>(toPage);
export const asToHost = checkedBy<ToHost>(toHost);

/** What a reload left behind, if it can still be used. */
export const asChoice = (v: unknown): Choice | undefined => (choice(v) ? (v as Choice) : undefined);
