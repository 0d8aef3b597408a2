import { type AtLayer, atLayer } from "../at-layer";
import { fieldOf, inPicture } from "../field";
import { channelsOf, checkChannels, plane } from "../inside/channels";
import type { NdFloats } from "../methods";
import { deconvnet, guided } from "../methods/rectifiers";
import type { Variant } from "../programs";
import { pulledBack } from "../pulled-back";
import type { Calls } from "./call";

export const project: Calls["project"] = async (job, control, models) => {
  const at = await atLayer(models, job, control);
  const { programs, input, layer, predicted } = at;
  const found = channelsOf((await programs.activation(layer.value, input)) as NdFloats);
  checkChannels([job.channel], found.count, layer.info.name);
  const values = plane(found, job.channel);
  const best = values.reduce((b, v, i) => (v > values[b] ? i : b), 0);
  const cell = { x: best % found.width, y: Math.floor(best / found.width), channel: job.channel };
  const field = fieldOf(programs.network, layer.value, cell);
  const seed = new Float32Array(found.data.length);
  seed[job.channel * values.length + best] = 1;
  return {
    ...predicted,
    layer: layer.info.name,
    channel: job.channel,
    unit: { x: cell.x, y: cell.y, activation: values[best] },
    field,
    patch: predicted.picture && inPicture(field, programs.network, predicted.picture.placement),
    projections: {
      deconvnet: await back(at, seed, deconvnet),
      guided: await back(at, seed, guided),
    },
  };
};

async function back({ programs, input, layer }: AtLayer, seed: Float32Array, rules: Variant) {
  const { gradient } = await pulledBack(programs, layer.value, input, seed, rules);
  return { dims: [...gradient.dims], data: gradient.data };
}
