// What the page shows, as one union: a state that cannot be drawn cannot be written down.
import type {
  GradientCheck,
  HeatMap,
  MethodInfo,
  ModelInfo,
  Predicted,
  Progress,
  Target,
} from "../engine/api";
import type { Choice, Glimpse, NoModel, RefusalView, Shown, ToPage } from "./protocol";

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

/** A card's own map, and the target it was made for; `null` where there can be none. */
export interface Glimpsed {
  target: string;
  shown: Shown | null;
}

export type MapState =
  | { kind: "computing"; progress: Progress; previous?: Shown }
  | { kind: "shown"; shown: Shown }
  | { kind: "cancelled"; previous?: Shown }
  | { kind: "refused"; refusal: RefusalView; previous?: Shown };

export interface PredictedState extends Subject {
  kind: "predicted";
  model: ModelInfo;
  methods: MethodInfo[];
  predicted: Predicted;
  map: MapState;
  glimpses: Record<string, Glimpsed>;
  /** Once the engine has held the gradient against finite differences. */
  check?: GradientCheck;
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
  | PredictedState;

/** The page itself decodes pixels before they are shown, so that nothing jumps. */
export type Event = ToPage | { kind: "decoded"; picture: string; pixels: Pixels };

type Reducers = { [K in Event["kind"]]?: (s: State, e: Extract<Event, { kind: K }>) => State };

const reducers: Reducers = {
  subject: (s, { choice }) => ({
    kind: "opening",
    choice,
    message: "",
    pixels: subjectOf(s)?.choice.picture === choice.picture ? subjectOf(s)?.pixels : undefined,
  }),
  decoded: (s, { picture, pixels }) =>
    subjectOf(s)?.choice.picture === picture ? ({ ...s, pixels } as State) : s,
  "no-model": (s, { why }) => withSubject(s, (subject) => ({ ...subject, kind: "no-model", why })),
  model: (s, { model, methods, choice }) =>
    withSubject(s, ({ pixels }) => ({
      kind: "opening",
      message: "",
      choice,
      pixels,
      model,
      methods,
    })),
  predicted: (s, { predicted }) => {
    if (s.kind !== "opening" || !s.model || !s.methods) return s;
    const { choice, pixels, model, methods } = s;
    const map = { kind: "computing", progress: { fraction: 0, message: "" } } as const;
    return { kind: "predicted", choice, pixels, model, methods, predicted, map, glimpses: {} };
  },
  working: (s, { choice, progress }) => {
    if (s.kind === "opening") return { ...s, choice, message: progress.message };
    if (s.kind !== "predicted") return s;
    return { ...s, choice, map: { kind: "computing", progress, previous: lastMap(s.map) } };
  },
  explained: (s, { shown }) => {
    if (s.kind !== "predicted") return s;
    const glimpse = { method: shown.method, layer: shown.layer };
    return remember({ ...s, map: { kind: "shown", shown } }, glimpse, shown);
  },
  checked: (s, { check }) => (s.kind === "predicted" ? { ...s, check } : s),
  glimpsed: (s, { glimpse, shown }) => (s.kind === "predicted" ? remember(s, glimpse, shown) : s),
  refused: (s, { refusal }) => {
    if (s.kind !== "predicted")
      return withSubject(s, ({ choice, pixels }) => ({ kind: "refused", choice, pixels, refusal }));
    const previous = lastMap(s.map);
    const map: MapState =
      refusal.code === "cancelled"
        ? { kind: "cancelled", previous }
        : { kind: "refused", refusal, previous };
    return { ...s, map };
  },
};

/** The next state. Messages that make no sense in a state leave it as it is. */
export function reduce(state: State, event: Event): State {
  const reducer = reducers[event.kind] as ((s: State, e: Event) => State) | undefined;
  return reducer ? reducer(state, event) : state;
}

const subjectOf = (s: State): Subject | undefined => (s.kind === "waiting" ? undefined : s);
const withSubject = (s: State, next: (subject: Subject) => State): State => {
  const subject = subjectOf(s);
  return subject ? next({ choice: subject.choice, pixels: subject.pixels }) : s;
};

/** The map to leave standing, dimmed, while another is made. */
export const lastMap = (m: MapState): Shown | undefined =>
  m.kind === "shown" ? m.shown : m.previous;

/** What is drawn over the picture now: a partial map as soon as there is one. */
export function visibleMap(m: MapState): { map?: HeatMap; shown?: Shown; stale: boolean } {
  const shown = lastMap(m);
  if (m.kind === "computing" && m.progress.partial)
    return { map: m.progress.partial, shown, stale: false };
  return { map: shown?.map, shown, stale: m.kind === "computing" };
}

export const glimpseKey = ({ method, layer }: Glimpse) => `${method} ${layer ?? ""}`;
export const targetKey = (t: Target) =>
  [t.kind, "index" in t ? t.index : "", "against" in t ? t.against : ""].join(" ");

/** The class that is explained: the best one unless another was chosen. */
export function explainedClass({ choice, predicted }: PredictedState): number {
  return "index" in choice.target ? choice.target.index : predicted.predictions[0].index;
}

function remember(s: PredictedState, glimpse: Glimpse, shown: Shown | undefined): PredictedState {
  const entry: Glimpsed = { target: targetKey(s.choice.target), shown: shown ?? null };
  return { ...s, glimpses: { ...s.glimpses, [glimpseKey(glimpse)]: entry } };
}

/** Of the cards in sight, those whose map is missing or was made for another class. */
export const missingGlimpses = (s: PredictedState, visible: Glimpse[]): Glimpse[] =>
  visible.filter((g) => s.glimpses[glimpseKey(g)]?.target !== targetKey(s.choice.target));
