// Regions of other pictures that a layer sees as it sees a region of this one.
import { basename, dirname } from "node:path";
import type { RegionJob, RegionNeighbour } from "../api";
import { breathe } from "../at-layer";
import { histogram } from "../features/gallery";
import { channelsOf } from "../inside/channels";
import { cellsUnder, meansOver, mostAlike, over } from "../inside/regions";
import { keep } from "../inside/strongest";
import { anyLayer } from "../lookup";
import type { Network } from "../network";
import { prepared } from "../prepared";
import type { Programs } from "../programs";
import { cancelled, Refusal } from "../refusal";
import { pictureOf, upTo } from "../up-to";
import type { Calls } from "./call";

export const regionNeighbours: Calls["regionNeighbours"] = async (job, control, models) => {
  const programs = await models.programs(job);
  const { network } = programs;
  const layer = spatial(network, job.layer);
  const { wanted, cells } = await lookAt(job, programs, layer);
  const files = job.files.filter((file) => file !== job.image);
  const best: (RegionNeighbour & { activation: number })[] = [];
  const failed: { file: string; why: string }[] = [];
  let seen = 0;
  for await (const batch of prepared(files, network)) {
    await breathe();
    if (control.signal.aborted) throw cancelled();
    failed.push(...batch.unreadable);
    const values = batch.inputs && (await upTo(programs, layer.value, batch.inputs));
    batch.files.forEach((place, i) => {
      const channels = channelsOf(pictureOf(values!, i));
      const { box, similarity } = mostAlike(channels, wanted, cells);
      const file = files[place];
      const area = over(box, batch.placements[i], channels);
      const label = basename(dirname(file));
      keep(best, { file, label, similarity, area, activation: similarity }, job.count);
    });
    seen += batch.files.length + batch.unreadable.length;
    const message = `comparing regions: ${seen} of ${files.length} pictures`;
    control.progress({ fraction: seen / files.length, message });
  }
  const neighbours = best.map(({ activation: _, ...found }) => found);
  return { layer: layer.info.name, neighbours, labels: histogram(neighbours), failed };
};

/** @throws Refusal `no-such-layer` where the layer has no places in the picture */
function spatial(network: Network, wanted: string | undefined) {
  const layer = anyLayer(network, wanted);
  if (layer.value.shape?.length === 4) return layer;
  throw new Refusal(
    "no-such-layer",
    `The layer "${layer.info.name}" has no cells that lie in the picture: name one of (N, C, H, W).`,
  );
}

/** What the layer holds under the region. */
async function lookAt(
  { image, region }: RegionJob,
  programs: Programs,
  { value }: ReturnType<typeof anyLayer>,
) {
  for await (const { inputs, placements, unreadable } of prepared([image], programs.network)) {
    if (!inputs) throw new Refusal("picture-unreadable", unreadable[0].why);
    const channels = channelsOf(await upTo(programs, value, inputs));
    const cells = cellsUnder(region, placements[0], channels);
    return { wanted: meansOver(channels, cells), cells };
  }
  throw new Error("no picture");
}
