// A picture at a layer and a class of interest: what the calls that look inside start from.
import type { Control, LayerJob, Target } from "./api";
import { anyLayer, gradientRefusal } from "./lookup";
import type { Models } from "./models";
import { predictionAt } from "./predictions";
import { plain } from "./programs";
import { isCancelled, Refusal } from "./refusal";
import { type Subject, subjectOf } from "./subject";
import { isPointed, resolveTarget, seedOf } from "./target";

export interface AtLayer extends Subject {
  layer: ReturnType<typeof anyLayer>;
}

/** @throws Refusal `no-such-layer` and all of `subjectOf` */
export async function atLayer(models: Models, job: LayerJob, control: Control): Promise<AtLayer> {
  const subject = await subjectOf(models, job, control);
  return { ...subject, layer: anyLayer(subject.programs.network, job.layer) };
}

/**
 * The scalar of a job: its weights of the scores, and how a person reads it.
 * @throws Refusal `no-such-class`, `no-such-target` for what is no class
 */
export function aimed({ programs: { network }, scores }: Subject, target: Target) {
  if (isPointed(target))
    throw new Refusal(
      "no-such-target",
      "The view inside a layer is about classes: choose one, by its number or label.",
    );
  const found = resolveTarget(target, scores, network.info);
  const seed = seedOf(found, network.info.classes);
  return { seed, target: { ...found, ...predictionAt(scores, network, found.index) } };
}

/** d(score)/d(layer) with the layer's value; undefined where the layer has no gradient. */
export async function gradientAt({ programs, input, layer }: AtLayer, seed: Float32Array) {
  if (gradientRefusal(programs.network, programs.check)) return undefined;
  try {
    return await programs.gradient(layer.value, input, seed, plain);
  } catch (e) {
    if (e instanceof Refusal && !isCancelled(e)) return undefined;
    throw e;
  }
}

/** The rest of the network waits while a session runs: between two runs others have their turn. */
export const breathe = () => new Promise((resolve) => setImmediate(resolve));
