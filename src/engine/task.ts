// What a job asks for, looked up and checked, with the Lab in which its method works.
import type { Control, Job, ParamValue } from "./api";
import { EngineLab } from "./lab";
import { findLayer, findMethod, gradientRefusal } from "./lookup";
import { checked, type Method } from "./methods";
import type { Models } from "./models";
import type { Network } from "./network";
import { type Subject, subjectOf } from "./subject";
import { type Resolved, resolveTarget, seedOf } from "./target";

export interface Task extends Subject {
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
  const subject = await subjectOf(models, job, control);
  const { network, check } = subject.programs;
  const refusal = gradientRefusal(network, check);
  if (refusal && method.needs.includes("gradients")) throw refusal;
  const target = resolveTarget(job.target, subject.scores, network.info);
  const layer = method.needs.includes("layer") ? findLayer(network, job.layer, method) : undefined;
  return { ...subject, method, parameters, target, layer, control };
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
