// Two networks beside one another: what comes in, and the way back.
import { late } from "./comparing";
import type { Event, PredictedState, State, VersusState } from "./state";

type Step<E> = (s: VersusState, event: E) => State;
const steps: { [K in Event["kind"]]?: Step<Extract<Event, { kind: K }>> } = {
  difference: (s, { versus }) => ({ ...s, found: versus }),
  flips: (s, { progress, flips, message }) => ({ ...s, flips: { progress, flips, message } }),
  back: (s) => s.back,
};

/** The next state, if two networks are or are to be compared. */
export function versus(
  state: State,
  event: Event,
  reduce: (s: State, e: Event) => State,
): State | undefined {
  if (event.kind === "versus") {
    const back = state.kind === "versus" ? state.back : state;
    if (back.kind !== "predicted") return undefined;
    const { choice, pixels } = back;
    const { before, after } = event;
    return { kind: "versus", choice, pixels, back, names: { before, after }, flips: {} };
  }
  if (state.kind !== "versus") return undefined;
  const step = steps[event.kind] as Step<Event> | undefined;
  if (step) return step(state, event);
  const next = reduce(state.back, event);
  return late.has(event.kind) ? { ...state, back: next as PredictedState } : next;
}
