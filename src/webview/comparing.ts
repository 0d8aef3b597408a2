// The comparison of several maps: its cells, and what becomes of it when something else is told.
import { cellKey, cellsOf } from "./protocol/cells";
import type { CellState, ComparingState, Event, State } from "./state";

type Comparing<E> = (s: ComparingState, event: E) => State;
const steps: { [K in Event["kind"]]?: Comparing<Extract<Event, { kind: K }>> } = {
  compare: (s, { grid }) => {
    // What is there already is not made again.
    const kept = cellsOf(grid)
      .flat()
      .flatMap((c) => (s.cells[cellKey(c)] ? [[cellKey(c), s.cells[cellKey(c)]]] : []));
    return { ...s, grid, cells: Object.fromEntries(kept), running: true };
  },
  cell: (s, { cell, shown, message = "" }) => {
    const state: CellState = shown ? { kind: "made", shown } : { kind: "failed", message };
    return { ...s, cells: { ...s.cells, [cellKey(cell)]: state } };
  },
  compared: (s) => ({ ...s, running: false }),
  decoded: (s, { picture, pixels }) => ({ ...s, pictures: { ...s.pictures, [picture]: pixels } }),
  back: (s) => s.back,
};
/** What comes late for the map behind the comparison leaves the comparison in sight. */
export const late = new Set<Event["kind"]>([
  "checked",
  "costs",
  "glimpsed",
  "filmstrip",
  "trust",
  "covered",
  "answer",
  "timeline",
  "saw",
  "verify",
]);

/** The next state, if a comparison has a say in it. */
export function comparing(
  state: State,
  event: Event,
  reduce: (s: State, e: Event) => State,
): State | undefined {
  if (state.kind === "predicted" && event.kind === "compare") {
    const { choice, pixels } = state;
    const { grid } = event;
    const pictures = pixels && grid.pictures.length === 1 ? { [choice.picture]: pixels } : {};
    const empty = { cells: {}, running: true, pictures };
    return { kind: "comparing", choice, pixels, back: state, grid, ...empty };
  }
  if (state.kind !== "comparing") return undefined;
  const step = steps[event.kind] as Comparing<Event> | undefined;
  if (step) return step(state, event);
  if (!late.has(event.kind)) return reduce(state.back, event);
  return { ...state, back: reduce(state.back, event) as ComparingState["back"] };
}
