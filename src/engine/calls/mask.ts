import { type AtLayer, aimed, atLayer, breathe } from "../at-layer";
import { checkChannels } from "../inside/channels";
import { type MaskProgram, maskOf, maskProgram } from "../inside/masking";
import { order, predictionAt } from "../predictions";
import { cancelled, Refusal } from "../refusal";
import type { NdArray } from "../run/session";
import { weigh } from "../target";
import type { Calls } from "./call";

/** How many of the best classes, before and after, are told. */
const told = 5;

export const mask: Calls["mask"] = async (job, control, models) => {
  const at = await atLayer(models, job, control);
  const { layer, predicted, scores, programs } = at;
  const { name } = layer.info;
  const [count, ...cells] = layer.value.shape!.slice(1).map((d) => d ?? 1);
  const area = cells.reduce((a, b) => a * b, 1);
  if (job.channels) checkChannels(Object.values(job.channels)[0], count, name);
  const strange = job.cells?.find((c) => !Number.isInteger(c) || c < 0 || c >= area);
  if (strange !== undefined)
    throw new Refusal(
      "bad-parameter",
      `The layer "${name}" has no cell ${strange}: a channel has ${area} (${cells.join(" x ")}).`,
    );
  const data = maskOf(job, count, area);
  const after = await scoresBehind(at, { dims: [1, count, ...cells], data });
  const best = new Set([scores, after].flatMap((s) => order(s).slice(0, told)));
  return {
    ...predicted,
    layer: name,
    off: data.reduce((n, v) => n + (1 - v), 0),
    of: data.length,
    target: aimed(at, job.target).target,
    changes: order(scores)
      .filter((i) => best.has(i))
      .map((i) => ({
        before: predictionAt(scores, programs.network, i),
        after: predictionAt(after, programs.network, i),
      })),
  };
};

export const rankChannels: Calls["rankChannels"] = async (job, control, models) => {
  const at = await atLayer(models, job, control);
  const { network } = at.programs;
  const { target, seed } = aimed(at, job.target);
  const [, count, ...cells] = at.layer.value.shape!.map((d) => d ?? 1);
  const [before] = weigh(at.scores, seed);
  const channels: { channel: number; drop: number; probabilityDrop: number }[] = [];
  for (let first = 0; first < count; ) {
    await breathe();
    if (control.signal.aborted) throw cancelled();
    const n = Math.min(network.batched ? at.programs.room.batch : 1, count - first);
    const data = new Float32Array(n * count).fill(1);
    for (let i = 0; i < n; i++) data[i * count + first + i] = 0;
    const scores = await scoresBehind(at, { dims: [n, count, ...cells.map(() => 1)], data });
    weigh(scores, seed).forEach((score, i) => {
      const own = scores.subarray(i * seed.length, (i + 1) * seed.length);
      const { probability } = predictionAt(own, network, target.index);
      const probabilityDrop = target.probability - probability;
      channels.push({ channel: first + i, drop: before - score, probabilityDrop });
    });
    first += n;
    control.progress({ fraction: first / count, message: `switched off ${first} of ${count}` });
  }
  channels.sort((a, b) => b.drop - a.drop);
  return { ...at.predicted, layer: at.layer.info.name, target, channels };
};

/** Scores of the picture with its layer multiplied by each of a batch of masks, [n, classes]. */
async function scoresBehind({ programs, input, layer }: AtLayer, masks: NdArray) {
  const { model, input: picture, scores } = programs.network;
  const program = await programs.made<MaskProgram>(`mask ${layer.value.name}`, () =>
    maskProgram(model.graph, picture, scores, layer.value),
  );
  const n = program.alone ? 1 : masks.dims[0];
  const pictures = new Float32Array(n * input.data.length);
  for (let i = 0; i < n; i++) pictures.set(input.data, i * input.data.length);
  const feeds = new Map<typeof picture, NdArray>([
    [picture, { dims: [n, ...input.dims.slice(1)], data: pictures }],
    [program.mask, masks],
  ]);
  const [found] = await programs.run(program.session, feeds, [program.scores]);
  return found.data as Float32Array;
}
