// The page inside the network: what becomes of it when something is told.
import { type Answer, aboutOf, allOn, type Part } from "./protocol/inside";
import type { Event, Findings, Found, InsideState, State } from "./state";

type Inside<E> = (s: InsideState, event: E) => State;
const steps: { [K in Event["kind"]]?: Inside<Extract<Event, { kind: K }>> } = {
  inside: (s, { spot }) => ({
    ...s,
    spot,
    mask: spot.layer === s.spot.layer ? s.mask : allOn,
  }),
  answer: (s, { part, of, answer }) => ({
    ...s,
    found: { ...s.found, [part]: { of, answer, last: lastOf(s.found, part, answer) } },
    // A page that starts anew learns the mask with what it did.
    ...(part === "masked" && !s.found.masked && answer.kind === "known"
      ? { mask: answer.value.mask }
      : {}),
  }),
  masking: (s, { mask }) => ({ ...s, mask }),
  back: (s) => s.back,
};

/** The next state, if the page inside has a say in it. */
export function inside(
  state: State,
  event: Event,
  reduce: (s: State, e: Event) => State,
): State | undefined {
  if (state.kind === "predicted" && event.kind === "inside") {
    const { choice, pixels } = state;
    return {
      kind: "inside",
      choice,
      pixels,
      back: state,
      spot: event.spot,
      mask: allOn,
      found: {},
    };
  }
  if (state.kind !== "inside") return undefined;
  const step = steps[event.kind] as Inside<Event> | undefined;
  if (step) return step(state, event);
  const back = reduce(state.back, event);
  if (back.kind !== "predicted") return back;
  return { ...state, back, choice: back.choice, pixels: back.pixels };
}

const lastOf = (found: Findings, part: Part, answer: Answer<unknown>) =>
  answer.kind === "known" ? answer.value : found[part]?.last;

/** What is known for the spot in sight; nothing if what is known belongs to another. */
export function current<P extends Part>(
  { found, spot }: InsideState,
  part: P,
): NonNullable<Findings[P]>["answer"] | undefined {
  const entry = found[part];
  return entry?.of === aboutOf(part, spot) ? entry.answer : undefined;
}

/** What is in sight: the newest that is known, and whether it belongs to another spot. */
export function latest<P extends Part>(state: InsideState, part: P) {
  const entry = state.found[part] as
    | Found<NonNullable<NonNullable<Findings[P]>["last"]>>
    | undefined;
  return { value: entry?.last, stale: current(state, part)?.kind !== "known" };
}

/** Something is being computed that can be ended. */
export const working = ({ found }: InsideState) =>
  Object.values(found).some((f) => f.answer.kind === "working");
