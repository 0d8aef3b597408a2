// The scalar that is explained, as weights of the scores.
import type { ModelInfo, Pointed, Target } from "./api";
import { order } from "./predictions";
import { Refusal } from "./refusal";

/** A class, or one class against another. */
export type Resolved = Extract<Target, { kind: "class" | "contrast" }>;

/** @throws Refusal `no-such-class` */
export function resolveTarget(
  target: Resolved | { kind: "top" },
  scores: Float32Array,
  { classes }: ModelInfo,
): Resolved {
  if (target.kind === "top") return { kind: "class", index: order(scores)[0] };
  const asked = target.kind === "contrast" ? [target.index, target.against] : [target.index];
  for (const index of asked)
    if (!Number.isInteger(index) || index < 0 || index >= classes)
      throw new Refusal(
        "no-such-class",
        `There is no class ${index}: the model has ${classes}, from 0 to ${classes - 1}.`,
      );
  return target;
}

/** One-hot for a class; +1 and -1 for a class against another. */
export function seedOf(target: Resolved, classes: number) {
  const seed = new Float32Array(classes);
  seed[target.index] += 1;
  if (target.kind === "contrast") seed[target.against] -= 1;
  return seed;
}

/** Whether somebody points at something else than a class. */
export const isPointed = (target: Target): target is Pointed =>
  !["top", "class", "contrast"].includes(target.kind);

/** The scalar for each of a batch of scores. */
export const weigh = (scores: Float32Array, seed: Float32Array) =>
  Float32Array.from({ length: scores.length / seed.length }, (_, n) =>
    seed.reduce((sum, w, c) => (w ? sum + w * scores[n * seed.length + c] : sum), 0),
  );
