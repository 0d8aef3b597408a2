import type { TrustFigure } from "../api";
import { keyOf } from "../kept";
import { taskOf } from "../task";
import { steps } from "../trust/curves";
import {
  completenessFigure,
  curveFigure,
  randomisedFigure,
  secondClassFigure,
} from "../trust/figures";
import type { Calls } from "./call";
import { explain } from "./explain";

export const trust: Calls["trust"] = async (job, control, models) => {
  const known = await models.trusts.get(job);
  if (known) return known;
  const key = await keyOf(job);
  const quietly = { signal: control.signal, progress() {} };
  const explanation = (await models.explanations.get(job)) ?? (await explain(job, quietly, models));
  const { map, figures: found } = explanation;
  const task = await taskOf(models, job, quietly);
  const work: [string, () => Promise<TrustFigure> | TrustFigure][] = [
    ["deleting pixels", () => curveFigure(task, map, "deletion")],
    ["inserting pixels", () => curveFigure(task, map, "insertion")],
    ["asking a network with random weights", () => randomisedFigure(task, map)],
    ["asking for another class", () => secondClassFigure(task, map)],
    ["adding up", () => completenessFigure(found)],
  ];
  const figures: TrustFigure[] = [];
  for (const [i, [message, figure]] of work.entries()) {
    control.progress({ fraction: i / work.length, message });
    figures.push(await figure());
  }
  const result = { figures, steps };
  models.trusts.put(key, result);
  return result;
};
