import { version } from "../../../package.json";
import { EngineLab } from "../lab";
import { findLayer, findMethod, gradientRefusal } from "../lookup";
import { checked } from "../methods";
import { predictionAt } from "../predictions";
import { sharpVersion } from "../run/picture";
import { runtimeVersion } from "../run/session";
import { subjectOf } from "../subject";
import { resolveTarget, seedOf } from "../target";
import type { Calls } from "./call";

export const explain: Calls["explain"] = async (job, control, models) => {
  const method = findMethod(job.method);
  const parameters = checked(method, job.parameters);
  const { programs, input, predicted, scores } = await subjectOf(models, job, control);
  const { network } = programs;
  const refusal = gradientRefusal(network, programs.check);
  if (refusal && method.needs.includes("gradients")) throw refusal;
  const target = resolveTarget(job.target, scores, network.info);
  const layer = method.needs.includes("layer") ? findLayer(network, job.layer) : undefined;
  control.progress({ fraction: 0, message: `computing ${method.title}` });
  const start = performance.now();
  const lab = new EngineLab({
    programs,
    input,
    seed: seedOf(target, network.info.classes),
    layer: layer && { name: layer.info.name, value: layer.value },
    control,
  });
  const { raw, map, notes = [], figures = {} } = await method.explain(lab, parameters as never);
  const range = rangeOf(raw.data);
  const described = "index" in target ? predictionAt(scores, network, target.index) : {};
  return {
    ...predicted,
    kind: "map",
    method: method.id,
    target: { ...target, ...described },
    layer: layer?.info.name,
    parameters,
    raw: { dims: [...raw.dims], data: raw.data },
    range,
    figures,
    map,
    notes: [...predicted.notes, ...notes, ...oddities(range, map.view)],
    timings: { ...predicted.timings, explain: performance.now() - start },
    versions: { glassbox: version, onnxruntime: runtimeVersion, sharp: sharpVersion },
  };
};

function rangeOf(data: Float32Array): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const v of data) {
    // NaN must not hide: no comparison with it is true.
    if (!(v >= low)) low = v;
    if (!(v <= high)) high = v;
  }
  return [low, high];
}

/** Blank maps explain themselves. */
function oddities([low, high]: [number, number], view: "positive" | "signed"): string[] {
  if (Number.isNaN(low) || Number.isNaN(high))
    return ["The map has values that are no numbers (NaN): the network overflows on this picture."];
  if (low === 0 && high === 0)
    return ["The map is zero everywhere: nothing at this point of the network changes this score."];
  if (view === "positive" && high <= 0)
    return ["Nothing here speaks for the class: the map is nowhere positive. Try the signed view."];
  return [];
}
