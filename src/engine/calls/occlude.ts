import { layoutOf } from "../methods/baselines";
import { predictionAt, top } from "../predictions";
import { cellsOf } from "../region";
import { subjectOf } from "../subject";
import { resolveTarget } from "../target";
import { askedOf } from "../task";
import type { Calls } from "./call";

export const occlude: Calls["occlude"] = async (job, control, models) => {
  const subject = await askedOf(await subjectOf(models, job, control), job.target);
  const { programs, input, predicted, scores } = subject;
  const { network } = programs;
  const target = resolveTarget(subject.target, scores, network.info);
  const { preprocessing } = network.info;
  const { width, height } = preprocessing;
  const seen = predicted.picture?.placement ?? { x: 0, y: 0, width, height };
  const covered = cellsOf(job.region, seen, preprocessing);
  const { channels, at } = layoutOf({ preprocessing, input });
  const data = input.data.slice();
  for (let c = 0; c < channels; c++)
    for (let y = covered.top; y < covered.bottom; y++)
      for (let x = covered.left; x < covered.right; x++) data[at(c, y * width + x)] = job.fill ?? 0;
  const without = await programs.scores({ dims: input.dims, data });
  const before = predictionAt(scores, network, target.index);
  const after = predictionAt(without, network, target.index);
  const score = (s: Float32Array) =>
    s[target.index] - (target.kind === "contrast" ? s[target.against] : 0);
  return {
    before,
    after,
    drop: score(scores) - score(without),
    probabilityDrop: before.probability - after.probability,
    predictions: top(without, network, predicted.predictions.length),
  };
};
