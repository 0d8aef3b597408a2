// How a message changes what is shown: pure, one function for each kind of message.

import { comparing } from "./comparing";
import { inside } from "./inside";
import { type Glimpse, glimpseKey, targetKey } from "./protocol/cells";
import {
  type Event,
  type Glimpsed,
  lastMap,
  type MapState,
  type PredictedState,
  partialOf,
  type State,
} from "./state";
import { versus } from "./versus";

export type Reducers = {
  [K in Event["kind"]]?: (s: State, e: Extract<Event, { kind: K }>) => State;
};

const reducers: Reducers = {
  subject: (s, { choice }) => {
    if (s.kind === "predicted" && isAgain(s, choice)) return computing(s);
    return { kind: "opening", choice, message: "", pixels: pixelsOf(s, choice) };
  },
  decoded: (s, { picture, pixels }) =>
    subjectOf(s)?.choice.picture === picture ? ({ ...s, pixels } as State) : s,
  "no-model": (s, { why }) => withSubject(s, (subject) => ({ ...subject, kind: "no-model", why })),
  model: (s, { model, methods, choice }) =>
    s.kind === "predicted"
      ? { ...s, model, methods, choice, check: undefined, costs: undefined, verify: undefined }
      : withSubject(s, ({ pixels }) => ({
          kind: "opening",
          message: "",
          choice,
          pixels,
          model,
          methods,
        })),
  predicted: (s, { predicted }) => {
    if (s.kind === "predicted") return { ...s, predicted, glimpses: {} };
    if (s.kind !== "opening" || !s.model || !s.methods) return s;
    const { choice, pixels, model, methods } = s;
    const map = { kind: "computing", progress: { fraction: 0, message: "" } } as const;
    return { kind: "predicted", choice, pixels, model, methods, predicted, map, glimpses: {} };
  },
  working: (s, { choice, progress }) => {
    if (s.kind === "opening") return { ...s, choice, message: progress.message };
    return withPredicted(s, (p) => ({
      ...p,
      choice,
      map: { kind: "computing", progress, previous: lastMap(p.map) },
      trust: undefined,
      region: undefined,
    }));
  },
  explained: (s, { shown }) =>
    withPredicted(s, (p) => {
      const glimpse = { method: shown.method, layer: shown.layer };
      return remember({ ...p, map: { kind: "shown", shown } }, glimpse, { shown });
    }),
  checked: (s, { check }) => withPredicted(s, (p) => ({ ...p, check })),
  costs: (s, { costs }) => withPredicted(s, (p) => ({ ...p, costs })),
  glimpsed: (s, { glimpse, shown = null }) =>
    withPredicted(s, (p) => remember(p, glimpse, { shown })),
  filmstrip: (s, { glimpse, strip, done }) =>
    withPredicted(s, (p) => remember(p, glimpse, { shown: null, strip: { maps: strip, done } })),
  trust: (s, { trust }) => withPredicted(s, (p) => ({ ...p, trust })),
  region: (s, { region, asked }) =>
    withPredicted(s, (p) => ({ ...p, region: region && { region, asked } })),
  saw: (s, { pixels, range }) => withPredicted(s, (p) => ({ ...p, input: { pixels, range } })),
  verify: (s, { verify }) => withPredicted(s, (p) => ({ ...p, verify })),
  timeline: (s, { entries }) => withPredicted(s, (p) => ({ ...p, timeline: entries })),
  past: (s, { entry }) =>
    withPredicted(s, (p) => ({
      ...p,
      predicted: entry.shown,
      map: { kind: "shown", shown: entry.shown },
      trust: undefined,
    })),
  covered: (s, { region, result, message }) =>
    withPredicted(s, (p) =>
      p.region?.asked ? { ...p, region: { region, asked: true, result, message } } : p,
    ),
  stored: (s, { choice, methods, stored }) => {
    const { shown } = stored;
    const map = { kind: "shown", shown } as const;
    const pixels = pixelsOf(s, choice);
    return { kind: "stored", choice, pixels, methods, predicted: shown, map, stored };
  },
  refused: (s, { refusal }) => {
    if (s.kind !== "predicted")
      return withSubject(s, ({ choice, pixels }) => ({ kind: "refused", choice, pixels, refusal }));
    const previous = lastMap(s.map);
    const map: MapState =
      refusal.code === "cancelled"
        ? { kind: "cancelled", previous, partial: partialOf(s.map) }
        : { kind: "refused", refusal, previous };
    return { ...s, map };
  },
};

/** The next state. Messages that make no sense in a state leave it as it is. */
export function reduce(state: State, event: Event): State {
  const pages = [comparing, versus, inside];
  for (const page of pages) {
    const elsewhere = page(state, event, reduce);
    if (elsewhere) return elsewhere;
  }
  const reducer = reducers[event.kind] as ((s: State, e: Event) => State) | undefined;
  return reducer ? reducer(state, event) : state;
}

const subjectOf = (s: State) => (s.kind === "waiting" ? undefined : s);
const pixelsOf = (s: State, { picture }: { picture: string }) =>
  subjectOf(s)?.choice.picture === picture ? subjectOf(s)?.pixels : undefined;
const withSubject = (s: State, next: (subject: Exclude<State, { kind: "waiting" }>) => State) =>
  s.kind === "waiting" ? s : next(s);
const withPredicted = (s: State, next: (p: PredictedState) => State) =>
  s.kind === "predicted" ? next(s) : s;

/** The same question, because the model or its settings have changed. */
const isAgain = (s: PredictedState, { picture, model }: PredictedState["choice"]) =>
  s.choice.picture === picture && s.choice.model !== undefined && s.choice.model === model;

/** What was shown stays in sight until the next map comes. */
const computing = (s: PredictedState): PredictedState => ({
  ...s,
  map: {
    kind: "computing",
    progress: { fraction: 0, message: "" },
    previous: s.timeline?.at(-1)?.shown ?? lastMap(s.map),
  },
  trust: undefined,
  region: undefined,
});

function remember(s: PredictedState, glimpse: Glimpse, found: Omit<Glimpsed, "target">) {
  const entry: Glimpsed = { target: targetKey(s.choice.target), ...found };
  return { ...s, glimpses: { ...s.glimpses, [glimpseKey(glimpse)]: entry } };
}
