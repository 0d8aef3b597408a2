import { findLayer, findMethod } from "../lookup";
import { checked } from "../methods";
import type { Calls } from "./call";

/** A gradient with respect to the input is about two more passes; a layer's stops near the end. */
const withGradient = 3;

export const cost: Calls["cost"] = async (job, _, models) => {
  const method = findMethod(job.method);
  const parameters = checked(method, job.parameters);
  const programs = await models.programs(job);
  const { network } = programs;
  const layer = method.needs.includes("layer") ? findLayer(network, job.layer) : undefined;
  const about = {
    preprocessing: network.info.preprocessing,
    channels: layer?.value.shape?.[1] ?? 0,
  };
  const work = method.passes?.(about, parameters as never) ?? 1;
  const passes = typeof work === "number" ? work : work.length;
  const gain = typeof work === "number" ? 1 : (programs.planFor(work)?.gain ?? 1);
  const each = method.needs.includes("gradients") && !layer ? withGradient : 1;
  return { passes, milliseconds: (passes * each * (await programs.pace())) / gain };
};
