import type { Patch } from "../api";
import { breathe } from "../at-layer";
import { fieldOf, inPicture } from "../field";
import { channelsOf, plane } from "../inside/channels";
import { cellsOf, type Found, keep } from "../inside/strongest";
import { anyLayer } from "../lookup";
import type { NdFloats } from "../methods";
import { prepared } from "../prepared";
import { cancelled } from "../refusal";
import { pictureOf, upTo } from "../up-to";
import type { Calls } from "./call";

export const patches: Calls["patches"] = async (job, control, models) => {
  const programs = await models.programs(job);
  const { network } = programs;
  const layer = anyLayer(network, job.layer);
  const best: Found[][] = Array.from({ length: layer.value.shape![1] ?? 1 }, () => []);
  const placements = new Map<number, Patch["area"]>();
  const unreadable: { file: string; why: string }[] = [];
  const start = performance.now();
  let seen = 0;
  for await (const batch of prepared(job.files, network)) {
    await breathe();
    if (control.signal.aborted) throw cancelled();
    unreadable.push(...batch.unreadable);
    const values = batch.inputs && (await upTo(programs, layer.value, batch.inputs));
    batch.files.forEach((file, i) => {
      placements.set(file, batch.placements[i]);
      collect(best, values!, i, file, job);
    });
    seen += batch.files.length + batch.unreadable.length;
    const rate = (1000 * seen) / (performance.now() - start);
    control.progress({
      fraction: seen / job.files.length,
      message: `${seen} of ${job.files.length} pictures, ${rate.toFixed(0)} a second`,
    });
  }
  const areaOf = ({ file, x, y }: Found, channel: number) =>
    inPicture(fieldOf(network, layer.value, { x, y, channel }), network, placements.get(file)!);
  return {
    model: job.model,
    layer: layer.info.name,
    files: job.files,
    channels: best.map((list, c) => list.map((f): Patch => ({ ...f, area: areaOf(f, c) }))),
    unreadable,
  };
};

/** Adds the strongest cells of the i-th picture of a batch to the best of each channel. */
function collect(
  best: Found[][],
  values: NdFloats,
  i: number,
  file: number,
  { count, perPicture }: { count: number; perPicture: number },
) {
  const channels = channelsOf(pictureOf(values, i));
  best.forEach((list, c) => {
    for (const found of cellsOf(plane(channels, c), channels.width, file, perPicture))
      keep(list, found, count);
  });
}
