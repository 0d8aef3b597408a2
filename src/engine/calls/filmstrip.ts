import type { LayerMap, LayerMaps } from "../api";
import { candidates, type Frame, framesOf } from "../frames";
import { Refusal } from "../refusal";
import { describedTarget, labOf, type Task, taskOf } from "../task";
import { areaUnder, curveOf } from "../trust/curves";
import { probabilityIn } from "../trust/figures";
import { atRandom, byMap } from "../trust/order";
import type { Calls } from "./call";

export const filmstrip: Calls["filmstrip"] = async (job, control, models) => {
  const task = await taskOf(models, job, control);
  const { method } = task;
  if (!["gradients", "layer"].every((n) => method.needs.some((m) => m === n)))
    throw new Refusal(
      "method-not-applicable",
      `${method.title} has no map for each layer from one backward pass. Grad-CAM has.`,
      [{ title: "Use Grad-CAM", action: { kind: "method", method: "grad-cam" } }],
    );
  const frames = await framesOf(task);
  const tried = candidates(frames, task.layer?.info.name);
  for (const [i, frame] of tried.entries()) {
    const message = `deleting pixels by the map of ${frame.layer}`;
    control.progress({ fraction: i / tried.length, message, layers: frames.map(shown) });
    frame.deletion = await deletion(task, frame);
  }
  return {
    method: method.id,
    target: describedTarget(task),
    layers: frames.map(shown),
    recommended: recommended(tried),
  };
};

const shown = ({ of: _, ...rest }: Frame): LayerMap => rest;

async function deletion(task: Task, { map }: Frame) {
  const lab = labOf(task);
  const area = async (order: Uint32Array) =>
    areaUnder(await curveOf(lab, "deletion", order, probabilityIn(task)));
  const size = lab.preprocessing;
  return { value: await area(byMap(map, size)), random: await area(atRandom(map, size)) };
}

const ratio = ({ deletion }: Frame) => deletion!.value / deletion!.random;

/** A map that is the same everywhere orders nothing. */
function recommended(tried: readonly Frame[]): LayerMaps["recommended"] {
  const [best, next] = tried
    .filter(({ entropy }) => !Number.isNaN(entropy))
    .sort((a, b) => ratio(a) - ratio(b));
  if (!best) return undefined;
  const numbers = ({ layer, deletion, entropy }: Frame) =>
    `${layer} (area ${deletion!.value.toFixed(3)}, random ${deletion!.random.toFixed(3)}; ` +
    `entropy ${entropy.toFixed(1)} bits)`;
  const than = next ? `; next is ${numbers(next)}` : "";
  return {
    layer: best.layer,
    reason:
      "Deleting the pixels that its map calls important makes the probability fall fastest, " +
      "measured by a random map of the same resolution: " +
      `${numbers(best)}${than}, of ${tried.length} layers tried.`,
  };
}
