import type { Explanation, HeatMap } from "../api";
import { keyOf } from "../kept";
import { rangeOf } from "../range";
import { isPointed, type Resolved } from "../target";
import { describedTarget, labOf, type Task, taskOf } from "../task";
import { versions } from "../versions";
import type { Calls } from "./call";

export const explain: Calls["explain"] = async (job, control, models) => {
  const key = await keyOf(job);
  const task = await taskOf(models, job, control);
  const { method, parameters, predicted, target, layer } = task;
  control.progress({ fraction: 0, message: `computing ${method.title}` });
  const start = performance.now();
  const result = await method.explain(labOf(task), parameters as never);
  const { raw, notes = [], figures = {} } = result;
  const map = { ...result.map, view: viewOf(result.map, target) };
  const range = rangeOf(raw.data);
  const explanation: Explanation = {
    ...predicted,
    kind: "map",
    method: method.id,
    target: describedTarget(task),
    layer: layer?.info.name,
    parameters,
    raw: { dims: [...raw.dims], data: raw.data },
    range,
    figures,
    map,
    notes: [...predicted.notes, ...notes, ...oddities(range, map.view), ...aboutThings(task)],
    timings: { ...predicted.timings, explain: performance.now() - start },
    versions,
  };
  models.explanations.put(key, explanation);
  return explanation;
};

/** Of one class against another both sides are shown, where the map has two. */
const viewOf = ({ view, values }: HeatMap, target: Resolved) =>
  target.kind === "contrast" && values.some((v) => v < 0) ? "signed" : view;

/** A thing is one of several; the scalar of a class is everywhere. */
const aboutThings = ({ asked, method }: Task) =>
  method.wholeChannels && isPointed(asked) && asked.kind !== "like"
    ? [
        `${method.title} weighs whole channels: it may show other objects of the same kind as well. ` +
          "HiResCAM and LayerCAM keep to the one that is asked for.",
      ]
    : [];

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
