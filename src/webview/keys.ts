import { working } from "./inside";
import type { ToHost } from "./protocol";
import type { InsideState, State } from "./state";
import { asThing, thingsOf } from "./things";
import { contrastTarget } from "./views/predictions";

/** What a key asks for: 1 to 9 choose a class, C compares, Escape cancels. */
export function keyMessage(state: State, key: string): ToHost | undefined {
  if (key === "Escape") return escaped(state);
  if (state.kind !== "predicted") return undefined;
  if (key.toLowerCase() === "c") {
    const target = contrastTarget(state);
    return target && { kind: "choose", choice: { target } };
  }
  const thing = thingsOf(state)[Number(key) - 1];
  if (thing) return { kind: "choose", choice: { target: asThing(thing.id) } };
  const chosen = state.predicted.predictions[Number(key) - 1];
  const target = chosen && ({ kind: "class", index: chosen.index } as const);
  return target && { kind: "choose", choice: { target } };
}

/** Ends what runs; where nothing does, leaves the channel, then the network's inside. */
function outwards(state: InsideState): ToHost {
  if (working(state)) return { kind: "stop", what: "inside" };
  if (state.spot.place !== "channel") return { kind: "back" };
  return { kind: "inside", spot: { place: "activations" } };
}

/** Ends what runs; where nothing does, leaves the comparison. */
function escaped(state: State): ToHost | undefined {
  if (state.kind === "comparing")
    return state.running ? { kind: "stop", what: "compare" } : { kind: "back" };
  if (state.kind === "inside") return outwards(state);
  if (state.kind === "versus")
    return state.flips.progress ? { kind: "stop", what: "flips" } : { kind: "back" };
  if (state.kind === "opening") return { kind: "cancel" };
  if (state.kind !== "predicted") return undefined;
  if (state.map.kind === "computing") return { kind: "cancel" };
  return state.trust?.kind === "checking" ? { kind: "stop", what: "trust" } : undefined;
}
