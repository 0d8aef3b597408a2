// Guided backpropagation and its forerunner change one thing: how a gradient passes a rectifier.

import type { MethodInfo } from "../api";
import { type At, gradients, type Rule, type Rules } from "../grad";
import type { Value } from "../graph/graph";
import { defineMethod, type Lab } from "./method";
import { largestAbs, pixelMap } from "./reduce";

type Mask = (at: At, active: Value) => Value;

/** Operators that cut off below zero, and where each is active. */
const rectifiers: Record<string, (at: At) => Value | undefined> = {
  Relu: ({ op, y: [y] }) => op.Greater(y, 0),
  LeakyRelu: ({ op, x: [x] }) => op.Greater(x, 0),
  PRelu: ({ op, x: [x] }) => op.Greater(x, 0),
  // ReLU6 and its like; any other Clip is no rectifier.
  Clip: ({ op, x: [x, low, high] }) => {
    if (low?.data?.numbers()[0] !== 0) return undefined;
    return op.Greater(high ? op.Where(op.Less(x, high), x, 0) : x, 0);
  },
};

function variant(id: string, mask: Mask): { id: string; rules: Rules } {
  const changed = Object.entries(rectifiers).map(([name, activeAt]): [string, Rule] => [
    name,
    (at) => {
      const active = activeAt(at);
      const plain = gradients[name];
      return active ? [at.op.Where(mask(at, active), at.dy[0], 0)] : plain(at);
    },
  ]);
  return { id, rules: { ...gradients, ...Object.fromEntries(changed) } };
}

const positive = ({ op, dy: [dy] }: At) => op.Greater(dy, 0);

/** Springenberg et al. 2015: pass dy where x > 0 and dy > 0. */
export const guided = variant("guided", ({ op, dy: [dy] }, active) =>
  // Both at once, without And, which WebGPU leaves to the CPU.
  op.Greater(op.Where(active, dy, 0), 0),
);
/** Zeiler and Fergus 2014: pass dy where dy > 0, whatever x was. */
export const deconvnet = variant("deconvnet", positive);

/** For ascent from where nothing is active yet: what would raise an inactive unit passes as well. */
export const redirected = variant("redirected", (at, active) => at.op.Or(active, positive(at)));

export const failsRandomisation =
  "Fails the weight-randomisation test (Adebayo et al. 2018): it shows edges more than reasons.";

/** Without a rectifier nothing is changed: say so. */
export const rectifierNotes = (lab: Lab) =>
  Object.keys(rectifiers).some((r) => lab.operators.has(r))
    ? []
    : ["The network has no ReLU: this is the plain gradient."];

/** Saliency with another rule at the rectifiers. */
export const rectified = (
  info: Pick<MethodInfo, "id" | "title" | "about" | "paper" | "caveat">,
  rules: { id: string; rules: Rules },
) =>
  defineMethod({
    ...info,
    group: "pixels",
    needs: ["gradients"],
    params: {},
    async explain(lab) {
      const { gradient: raw } = await lab.gradient({ wrt: "input", rules });
      const map = pixelMap(lab, largestAbs(lab, raw), { view: "positive", unit: "no unit" });
      return { raw, map, notes: rectifierNotes(lab) };
    },
  });
