// What a job asks for, looked up and checked, with the Lab in which its method works.
import type { Control, Explanation, Job, ParamValue, Target } from "./api";
import { EngineLab } from "./lab";
import { findLayer, findMethod, gradientRefusal } from "./lookup";
import { checked, type Method } from "./methods";
import type { Models } from "./models";
import type { Network } from "./network";
import { pointedAt, ScalarPrograms } from "./outputs";
import { predictionAt } from "./predictions";
import type { Runs } from "./programs";
import { Refusal } from "./refusal";
import { inputOf, type Subject, subjectOf } from "./subject";
import { isPointed, type Resolved, resolveTarget, seedOf } from "./target";

export interface Task extends Omit<Subject, "programs"> {
  programs: Runs;
  /** As it was asked for. */
  asked: Target;
  method: Method;
  parameters: Record<string, ParamValue>;
  target: Resolved;
  layer?: Network["layers"][number];
  control: Control;
}

/** @throws Refusal for what the model, the picture or the method does not have */
export async function taskOf(models: Models, job: Job, control: Control): Promise<Task> {
  const method = findMethod(job.method);
  const parameters = checked(method, job.parameters);
  const subject = await askedOf(await subjectOf(models, job, control), job.target);
  const { network, check } = subject.programs;
  const refusal = gradientRefusal(network, check);
  if (refusal && method.needs.includes("gradients")) throw refusal;
  const target = resolveTarget(subject.target, subject.scores, network.info);
  const layer = method.needs.includes("layer") ? findLayer(network, job.layer, method) : undefined;
  return { ...subject, method, parameters, target, layer, control };
}

/** A subject about one scalar, which is a class; one that somebody points at stands alone as class 0. */
interface Asked extends Omit<Subject, "programs"> {
  programs: Runs;
  /** What is explained, in the words of the job. */
  asked: Target;
  target: Resolved | { kind: "top" };
}

export async function askedOf(subject: Subject, asked: Target): Promise<Asked> {
  const { programs, input, predicted, readable } = subject;
  // Where there are no classes the best of them means nothing: the first thing that was read does.
  const [first] = readable?.things ?? [];
  if (asked.kind === "top" && readable && !first)
    throw new Refusal(
      "no-such-target",
      `Nothing was read from the outputs of this picture (${readable.reader.title}) that could be ` +
        "explained: point at an element of an output.",
    );
  const target: Target = asked.kind === "top" && first ? { kind: "thing", id: first.id } : asked;
  if (!isPointed(target)) return { ...subject, asked: target, target };
  const { picture } = predicted;
  const prepared = async (file: string) => (await inputOf({ file }, programs.network)).input;
  const scalar = await pointedAt(target, { programs, input, picture, readable, prepared });
  const own = ScalarPrograms.at(programs, scalar);
  const scores = await own.scores(input);
  return { ...subject, programs: own, scores, asked: target, target: { kind: "class", index: 0 } };
}

/** @param instead what differs from the task: another class, another network, another layer */
export function labOf(task: Task, instead: Partial<Task> = {}): EngineLab {
  const { programs, input, target, layer, control } = { ...task, ...instead };
  return new EngineLab({
    programs,
    input,
    seed: seedOf(target, programs.network.info.classes),
    layer: layer && { name: layer.info.name, value: layer.value, grid: layer.grid },
    control,
  });
}

/** What was explained, with its value: a class by its number too, anything else by its words. */
export function describedTarget({ asked, target, scores, programs }: Task): Explanation["target"] {
  const { index, ...prediction } = predictionAt(scores, programs.network, target.index);
  return isPointed(asked) ? { ...asked, ...prediction } : { ...target, index, ...prediction };
}
