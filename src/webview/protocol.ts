// What the panel and its page may say to each other, and the checks that both make on arrival.
import type {
  Explanation,
  Flips,
  GradientCheck,
  LayerMaps,
  MethodInfo,
  ModelInfo,
  Occluded,
  ParamValue,
  Placement,
  Predicted,
  Progress,
  Reopened,
  Setting,
  Sidecar,
  Target,
  Trust,
  Verification,
  Versus,
} from "../engine/api";
import type { Remedy } from "../engine/refusal";
import type { Cell, Glimpse, Grid } from "./protocol/cells";
import {
  bytes,
  type Check,
  checkedBy,
  either,
  index,
  is,
  list,
  listOf,
  maybe,
  number,
  object,
  record,
  shape,
  text,
} from "./protocol/checks";
import type { InsideToHost, InsideToPage } from "./protocol/inside";
import { insideToHost, insideToPage } from "./protocol/inside-checks";

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

/** How far the check of the map that is shown has come. */
export type TrustView =
  | { kind: "none" }
  | { kind: "checking"; progress: Progress }
  | { kind: "known"; trust: Trust }
  | { kind: "failed"; message: string };

/** How far the search for better preprocessing has come. */
export type VerifyView =
  | { kind: "none" }
  | { kind: "checking"; progress: Progress }
  | { kind: "known"; found: Verification }
  | { kind: "failed"; message: string };

/** What a method would take with its parameters as they are. */
export interface Cost {
  /** How often the network runs. */
  passes: number;
  milliseconds: number;
}

/** What covering a part of the picture did, or why nothing can be said of it. */
export interface Covering {
  region: Placement;
  result?: Occluded;
  message?: string;
}

/** What one export of the model said of this picture, for the question that is put now. */
export interface TimelineEntry {
  id: number;
  /** Milliseconds since 1970. */
  time: number;
  shown: Shown;
  /** Whether that export is still there to be run. */
  kept: boolean;
}

/** An explanation from a file, as it was kept there. */
export interface Stored {
  /** Absolute path of the *.explain.json. */
  file: string;
  shown: Shown;
  trust?: Trust;
  changed: Reopened["changed"];
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
  /** The picture as the network is given it, as PNG, and the range of its values. */
  | { kind: "input"; image: Uint8Array; range: [number, number] }
  | { kind: "verify"; verify: VerifyView }
  /** By method. */
  | { kind: "costs"; costs: Record<string, Cost> }
  | { kind: "glimpsed"; glimpse: Glimpse; shown?: Shown }
  /** Not `done`: the layers so far. */
  | { kind: "filmstrip"; glimpse: Glimpse; strip: LayerMaps; done: boolean }
  | { kind: "trust"; trust: TrustView }
  | ({ kind: "covered" } & Covering)
  | { kind: "compare"; grid: Grid }
  | { kind: "cell"; cell: Cell; shown?: Shown; message?: string }
  | { kind: "compared" }
  | { kind: "back" }
  /** Oldest first. */
  | { kind: "timeline"; entries: TimelineEntry[] }
  /** Two networks by their names: their maps, then what they name differently. */
  | { kind: "versus"; before: string; after: string }
  | { kind: "difference"; versus: Versus }
  | { kind: "flips"; progress?: Progress; flips?: Flips; message?: string }
  | { kind: "stored"; choice: Choice; methods: MethodInfo[]; stored: Stored }
  | { kind: "refused"; refusal: RefusalView }
  | InsideToPage
  /** The palette's way to a button of the page. */
  | { kind: "save" };

/** Commands of the extension that the page has buttons for. */
export const pageCommands = [
  "pickModel",
  "pickLayer",
  "goToCode",
  "compare",
  "compareModels",
  "export",
  "showLog",
  "manageTrust",
] as const;
export type PageCommand = (typeof pageCommands)[number];

export type ToHost =
  | { kind: "ready" }
  | { kind: "choose"; choice: Partial<Pick<Choice, "target" | "method" | "layer" | "parameters">> }
  | { kind: "cancel" }
  | { kind: "retry" }
  | { kind: "command"; command: PageCommand }
  | { kind: "glimpse"; wanted: Glimpse[] }
  | { kind: "trust" }
  | { kind: "cover"; region: Placement }
  | { kind: "compare"; grid: Partial<Omit<Grid, "pictures">> }
  /** Ends what is computed beside the map. */
  | { kind: "stop"; what: "trust" | "compare" | "flips" | "verify" | "inside" }
  | InsideToHost
  /** For the model's sidecar; null takes a setting out of it. */
  | { kind: "settings"; settings: { [K in keyof Sidecar]: Sidecar[K] | null } }
  /** Opens the place that a setting came from. */
  | { kind: "source"; setting: Setting }
  | { kind: "verify" }
  /** Compares two exports by their entries in the timeline. */
  | { kind: "versus"; before: number; after: number }
  /** Explains one of the pictures that were told of. */
  | { kind: "explain"; picture: string }
  | { kind: "back" }
  | { kind: "save"; bytes: Uint8Array }
  /** An error of the page's own, for the log. */
  | { kind: "broken"; message: string };

const target = either(
  shape({ kind: is("top") }),
  shape({ kind: is("class"), index }),
  shape({ kind: is("contrast"), index, against: index }),
  shape({ kind: is("thing"), id: text }),
  shape({ kind: is("element"), output: text, at: listOf(index) }),
  shape({ kind: is("pixel"), channel: index, x: number, y: number }),
  shape({
    kind: is("region"),
    x: number,
    y: number,
    width: number,
    height: number,
    channel: maybe(index),
  }),
  shape({ kind: is("like"), picture: text, layer: maybe(text) }),
);
const value = either(text, number, is(true, false, null));
const parameters = record(record(value));
const glimpse = shape({ method: text, layer: maybe(text), layers: maybe(is(true)) });
const region = shape({ x: number, y: number, width: number, height: number });
const targets = listOf(target);
const methods = listOf(text);
const choice = shape({ picture: text, model: maybe(text), target, method: text, parameters });
const heatMap = shape({
  width: index,
  height: index,
  values: (v) => v instanceof Float32Array,
  view: is("positive", "signed"),
  unit: text,
  clip: number,
});
const reading = shape({
  title: text,
  things: listOf(shape({ id: text, name: text, label: text })),
  picture: maybe(bytes),
});
const predicted = shape({
  predictions: list,
  reading: maybe(reading),
  notes: list,
  device: text,
});
const shown = shape({ map: heatMap, method: text, target: object, range: list });

const trust = shape({ figures: listOf(shape({ id: text, verdict: text })) });
const trustView = checkedBy<TrustView>({
  none: object,
  checking: shape({ progress: shape({ fraction: number, message: text }) }),
  known: shape({ trust }),
  failed: shape({ message: text }),
});

const verifyView = checkedBy<VerifyView>({
  none: object,
  checking: shape({ progress: shape({ fraction: number, message: text }) }),
  known: shape({
    found: shape({ verdict: text, trials: listOf(shape({ name: text, right: index })) }),
  }),
  failed: shape({ message: text }),
});

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
  input: shape({ image: bytes, range: listOf(number) }),
  verify: shape({ verify: (v) => verifyView(v) !== undefined }),
  costs: shape({ costs: record(shape({ passes: number, milliseconds: number })) }),
  glimpsed: shape({ glimpse, shown: maybe(shown) }),
  filmstrip: shape({
    glimpse,
    strip: shape({ layers: listOf(shape({ layer: text, map: heatMap })) }),
    done: is(true, false),
  }),
  trust: shape({ trust: (v) => trustView(v) !== undefined }),
  covered: shape({
    region,
    result: maybe(shape({ before: object, after: object, drop: number })),
    message: maybe(text),
  }),
  compare: shape({
    grid: shape({ pictures: listOf(text), methods, targets, layers: maybe(listOf(text)) }),
  }),
  cell: shape({
    cell: shape({ picture: text, method: text, target, layer: maybe(text) }),
    shown: maybe(shown),
    message: maybe(text),
  }),
  compared: object,
  back: object,
  timeline: shape({
    entries: listOf(shape({ id: index, time: number, shown, kept: is(true, false) })),
  }),
  versus: shape({ before: text, after: text }),
  difference: shape({
    versus: shape({ before: shown, after: shown, difference: heatMap, notes: list }),
  }),
  flips: shape({
    progress: maybe(shape({ fraction: number, message: text })),
    flips: maybe(shape({ pictures: index, flips: listOf(shape({ file: text })) })),
    message: maybe(text),
  }),
  stored: shape({
    choice,
    methods: list,
    stored: shape({
      file: text,
      shown,
      trust: maybe(trust),
      changed: listOf(shape({ words: text })),
    }),
  }),
  refused: shape({ refusal: shape({ code: text, message: text, remedies: list }) }),
  save: object,
  ...insideToPage,
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
  trust: object,
  cover: shape({ region }),
  compare: shape({ grid: shape({ methods: maybe(methods), targets: maybe(targets) }) }),
  stop: shape({ what: is("trust", "compare", "flips", "verify", "inside") }),
  ...insideToHost,
  versus: shape({ before: index, after: index }),
  settings: shape({ settings: record(either(value, listOf(number), listOf(text))) }),
  source: shape({ setting: text }),
  verify: object,
  explain: shape({ picture: text }),
  back: object,
  save: shape({ bytes }),
  broken: shape({ message: text }),
};

/** The message, or nothing if it is none of the contract's. */
export const asToPage = checkedBy<ToPage>(toPage);
export const asToHost = checkedBy<ToHost>(toHost);

/** What a reload left behind, if it can still be used. */
export const asChoice = (v: unknown): Choice | undefined => (choice(v) ? (v as Choice) : undefined);
/** The *.explain.json that was open, if it was one. */
export const asStoredFile = (v: unknown): string | undefined =>
  shape({ stored: text })(v) ? (v as { stored: string }).stored : undefined;
