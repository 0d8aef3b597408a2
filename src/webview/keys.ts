import type { ToHost } from "./protocol";
import type { State } from "./state";
import { contrastTarget } from "./views/predictions";

/** What a key asks for: 1 to 9 choose a class, C compares, Escape cancels. */
export function keyMessage(state: State, key: string): ToHost | undefined {
  if (key === "Escape") return working(state) ? { kind: "cancel" } : undefined;
  if (state.kind !== "predicted") return undefined;
  if (key.toLowerCase() === "c") {
    const target = contrastTarget(state);
    return target && { kind: "choose", choice: { target } };
  }
  const chosen = state.predicted.predictions[Number(key) - 1];
  const target = chosen && ({ kind: "class", index: chosen.index } as const);
  return target && { kind: "choose", choice: { target } };
}

const working = (state: State) =>
  state.kind === "opening" || (state.kind === "predicted" && state.map.kind === "computing");
