// What the page shows, as one union: a state that cannot be drawn cannot be written down.
import type {
  Flips,
  GradientCheck,
  HeatMap,
  LayerMaps,
  MethodInfo,
  ModelInfo,
  Placement,
  Predicted,
  Progress,
  Versus,
} from "../engine/api";
import type {
  Choice,
  Cost,
  Covering,
  NoModel,
  RefusalView,
  Shown,
  Stored,
  TimelineEntry,
  ToPage,
  TrustView,
  VerifyView,
} from "./protocol";
import { type Glimpse, type Grid, glimpseKey, targetKey } from "./protocol/cells";
import type { Answer, Answers, Mask, Part, Spot } from "./protocol/inside";

/** The picture as the page can draw it. */
export interface Pixels {
  url: string;
  width: number;
  height: number;
}
interface Subject {
  choice: Choice;
  pixels?: Pixels;
}

/** A card's own map, or all layers' maps, and the target they were made for; else `null`. */
export interface Glimpsed {
  target: string;
  shown: Shown | null;
  strip?: { maps: LayerMaps; done: boolean };
}

/** A map that was given up before it was whole. */
export interface PartialMap {
  map: HeatMap;
  /** Share of the passes that were made, 0 to 1. */
  fraction: number;
}

export type MapState =
  | { kind: "computing"; progress: Progress; previous?: Shown }
  | { kind: "shown"; shown: Shown }
  | { kind: "cancelled"; previous?: Shown; partial?: PartialMap }
  | { kind: "refused"; refusal: RefusalView; previous?: Shown };

/** A rectangle on the picture: drawn, asked for, answered. */
export type Region = Covering & { asked: boolean };

/** What the picture with its map needs to be drawn. */
interface Drawn extends Subject {
  methods: MethodInfo[];
  predicted: Predicted;
  map: MapState;
}

export interface PredictedState extends Drawn {
  kind: "predicted";
  model: ModelInfo;
  glimpses: Record<string, Glimpsed>;
  /** Once the engine has held the gradient against finite differences. */
  check?: GradientCheck;
  /** Of those methods whose cost is known, before they are run. */
  costs?: Record<string, Cost>;
  /** Of the map that is shown. */
  trust?: TrustView;
  region?: Region;
  /** What each export of the model said, oldest first. */
  timeline?: TimelineEntry[];
  /** The picture as the network is given it, and the range of its values. */
  input?: { pixels: Pixels; range: [number, number] };
  /** Whether its settings are the right ones. */
  verify?: VerifyView;
}

export type CellState = { kind: "made"; shown: Shown } | { kind: "failed"; message: string };
export interface ComparingState extends Subject {
  kind: "comparing";
  /** What was shown before, and is again afterwards. */
  back: PredictedState;
  grid: Grid;
  cells: Record<string, CellState>;
  running: boolean;
  /** Of the pictures that are compared, as far as they came. */
  pictures: Record<string, Pixels>;
}

/** Two networks beside one another. */
export interface VersusState extends Subject {
  kind: "versus";
  back: PredictedState;
  /** What a person calls them. */
  names: { before: string; after: string };
  found?: Versus;
  /** The pictures that they name differently: how far the search is, its end, or why there is none. */
  flips: { progress?: Progress; flips?: Flips; message?: string };
}

/** From a file: nothing is computed before it is asked for. */
export interface StoredState extends Drawn {
  kind: "stored";
  model?: undefined;
  stored: Stored;
}

/** What is known of a part of the page inside; `last` stays in sight while another is made. */
export interface Found<T> {
  of: string;
  answer: Answer<T>;
  last?: T;
}
export type Findings = { [P in Part]?: Found<Answers[P]> };
export interface InsideState extends Subject {
  kind: "inside";
  /** What was shown before, and is again afterwards. */
  back: PredictedState;
  spot: Spot;
  mask: Mask;
  found: Findings;
}

export type State =
  | { kind: "waiting" }
  | (Subject & { kind: "no-model"; why: NoModel })
  | (Subject & {
      kind: "opening";
      message: string;
      model?: ModelInfo;
      methods?: MethodInfo[];
    })
  | (Subject & { kind: "refused"; refusal: RefusalView })
  | PredictedState
  | ComparingState
  | InsideState
  | VersusState
  | StoredState;
export type DrawnState = PredictedState | StoredState;

/** What the page itself does: pixels are decoded before they are shown, so that nothing jumps. */
export type Event =
  | ToPage
  | { kind: "decoded"; picture: string; pixels: Pixels }
  /** Ahead of its answer, which comes for the newest mask. */
  | { kind: "masking"; mask: Mask }
  | { kind: "region"; region?: Placement; asked: boolean }
  | { kind: "saw"; pixels: Pixels; range: [number, number] }
  /** Another export's map takes the place of the newest one's. */
  | { kind: "past"; entry: TimelineEntry };

/** The map that was whole last. */
export const lastMap = (m: MapState): Shown | undefined =>
  m.kind === "shown" ? m.shown : m.previous;

/** What is drawn over the picture now: a partial map as soon as there is one. */
export function visibleMap(m: MapState): {
  map?: HeatMap;
  shown?: Shown;
  partial?: PartialMap;
  stale: boolean;
} {
  const shown = lastMap(m);
  const partial = partialOf(m);
  if (partial) return { map: partial.map, shown, partial, stale: false };
  return { map: shown?.map, shown, stale: m.kind === "computing" };
}

export function partialOf(m: MapState): PartialMap | undefined {
  if (m.kind === "cancelled") return m.partial;
  if (m.kind !== "computing" || !m.progress.partial) return undefined;
  return { map: m.progress.partial, fraction: m.progress.fraction };
}

/** The class that is explained: the best one unless another was chosen; none where there are none. */
export function explainedClass({ choice, predicted }: DrawnState): number | undefined {
  return "index" in choice.target ? choice.target.index : predicted.predictions[0]?.index;
}

/** Of the cards in sight, those whose map is missing or was made for another class. */
export function missingGlimpses(s: PredictedState, visible: Glimpse[]): Glimpse[] {
  const unique = new Map(visible.map((g) => [glimpseKey(g), g]));
  return [...unique].flatMap(([key, g]) => {
    const found = s.glimpses[key];
    const there = found?.target === targetKey(s.choice.target) && found.strip?.done !== false;
    return there ? [] : [g];
  });
}

/** The model's; where it was not opened, as far as the explanation itself says. */
export function labelsOf({ model, predicted }: DrawnState): readonly string[] {
  if (model) return model.labels;
  const labels: string[] = [];
  for (const p of predicted.predictions) labels[p.index] = p.label;
  if (predicted.expected) labels[predicted.expected.index] ??= predicted.expected.label;
  return labels;
}
