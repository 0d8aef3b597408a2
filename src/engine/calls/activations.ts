import { aimed, atLayer, gradientAt } from "../at-layer";
import { channelsOf, checkChannels, chosen, planes, sorted, statsOf } from "../inside/channels";
import type { NdFloats } from "../methods";
import { isPointed } from "../target";
import type { Calls } from "./call";

export const activations: Calls["activations"] = async (job, control, models) => {
  const at = await atLayer(models, job, control);
  const { programs, input, layer, predicted } = at;
  // What is pointed at is no class: its channels are shown, without what they contribute.
  const aim = isPointed(job.target) ? undefined : aimed(at, job.target);
  const found = aim && (await gradientAt(at, aim.seed));
  const value = found?.value ?? (await programs.activation(layer.value, input));
  const activation = channelsOf(value as NdFloats);
  const stats = statsOf(activation, found && channelsOf(found.gradient as NdFloats));
  const sort = job.sort === "contribution" && !found ? "mean" : job.sort;
  const channels = sorted(stats, sort);
  const { width, height } = activation;
  if (Array.isArray(job.show)) checkChannels(job.show, activation.count, layer.info.name);
  const order = channels.map((c) => c.channel);
  const shown = chosen(order, job.show, width * height);
  return {
    ...predicted,
    layer: layer.info.name,
    target: found && aim?.target,
    sort,
    channels,
    width,
    height,
    range: [Math.min(...stats.map((s) => s.min)), Math.max(...stats.map((s) => s.max))],
    shown,
    data: planes(activation, shown),
  };
};
