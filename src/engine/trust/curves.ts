// Deletion and insertion curves (Petsiuk et al. 2018): how the probability falls when the pixels
// that a map calls important go, and how it rises when they come.
import type { EngineLab } from "../lab";
import { baselineOf, layoutOf } from "../methods/baselines";

export const steps = 20;
export type Curve = "deletion" | "insertion";

/**
 * The probability after 0, 1/20, ... 20/20 of the pixels in `order`. Deleted pixels become 0, the
 * training mean; inserted ones replace those of a blurred copy, as in the paper.
 * @param probability of the target, from the scores of all classes
 */
export async function curveOf(
  lab: EngineLab,
  kind: Curve,
  order: Uint32Array,
  probability: (scores: Float32Array) => number,
): Promise<number[]> {
  const { channels, plane, at } = layoutOf(lab);
  const picture = lab.input.data;
  const empty = baselineOf(lab, kind === "deletion" ? "zero" : "blur");
  const [before, after] = kind === "deletion" ? [picture, empty] : [empty, picture];
  const found: number[] = [];
  const state = before.slice();
  let done = 0;
  for (let step = 0; step <= steps; ) {
    const inputs: Float32Array[] = [];
    for (; step <= steps && inputs.length < lab.batch; step++) {
      for (const end = Math.round((plane * step) / steps); done < end; done++)
        for (let c = 0; c < channels; c++) {
          const i = at(c, order[done]);
          state[i] = after[i];
        }
      inputs.push(state.slice());
    }
    found.push(...(await lab.scores(inputs)).map(probability));
  }
  return found;
}

/** Area under a curve over 0 to 1, by the trapezoidal rule. */
export const areaUnder = (curve: readonly number[]) =>
  curve.slice(1).reduce((sum, v, i) => sum + (v + curve[i]) / 2, 0) / (curve.length - 1);
