import { version } from "../../../package.json";
import type { Explanation } from "../api";
import { keyOf } from "../kept";
import { predictionAt } from "../predictions";
import { sharpVersion } from "../run/picture";
import { runtimeVersion } from "../run/session";
import { labOf, taskOf } from "../task";
import type { Calls } from "./call";

export const explain: Calls["explain"] = async (job, control, models) => {
  const key = await keyOf(job);
  const task = await taskOf(models, job, control);
  const { method, parameters, predicted, scores, target, layer } = task;
  const { network } = task.programs;
  control.progress({ fraction: 0, message: `computing ${method.title}` });
  const start = performance.now();
  const result = await method.explain(labOf(task), parameters as never);
  const { raw, map, notes = [], figures = {} } = result;
  const range = rangeOf(raw.data);
  const explanation: Explanation = {
    ...predicted,
    kind: "map",
    method: method.id,
    target: { ...target, ...predictionAt(scores, network, target.index) },
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
  models.explanations.put(key, explanation);
  return explanation;
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
