// How each part of the page inside is found out: a table of calls to the engine.
import type { Control, EngineApi, Job, Patches, VisualizeJob } from "../engine/api";
import {
  type Answers,
  type Exciting,
  type Mask,
  type Part,
  perPage,
  type Spot,
} from "../webview/protocol/inside";

export interface Look {
  engine: EngineApi;
  /** The picture, the network and the class that are explained. */
  job: Job;
  spot: Spot;
  mask: Mask;
  /** The strongest patches of every channel of the layer: found once. */
  sweep(control: Control): Promise<Patches>;
}

/** Patches of a channel, and how many of them one picture may give. */
export const mostPatches = { count: 9, perPicture: 1 };
/** Pixels of a patch's side. */
const side = 112;

export const looks: { [P in Part]: (look: Look, control: Control) => Promise<Answers[P]> } = {
  activations: ({ engine, job, spot }, control) => {
    const show = { first: spot.first, count: perPage.channels };
    return engine.activations({ ...atLayer(job, spot), sort: spot.sort, show }, control);
  },
  channel: ({ engine, job, spot }, control) => {
    const show = [spot.channel ?? 0];
    return engine.activations({ ...atLayer(job, spot), sort: spot.sort, show }, control);
  },
  filters: ({ engine, job: { model, device, image }, spot }, control) => {
    const show = { first: spot.firstFilter, count: perPage.filters };
    const inputs = { first: spot.firstInput, count: perPage.inputs };
    return engine.filters({ model, device, image, layer: spot.conv, show, inputs }, control);
  },
  masked: async ({ engine, job, spot, mask }, control) => {
    const { off, cells } = mask;
    const where = cells.length ? { cells } : {};
    // Cells alone are off in every channel.
    const channels = off.length || !cells.length ? { channels: { off } } : {};
    const result = await engine.mask({ ...atLayer(job, spot), ...where, ...channels }, control);
    return { mask, result };
  },
  ranked: ({ engine, job, spot }, control) => engine.rankChannels(atLayer(job, spot), control),
  projected: ({ engine, job, spot }, control) =>
    engine.project({ ...atLayer(job, spot), channel: spot.channel ?? 0 }, control),
  patches: async ({ engine, spot, sweep }, control) =>
    cut(engine, await sweep(control), spot.channel ?? 0, control),
  drawn: ({ engine, job: { model, device }, spot }, control) => {
    const { parametrisation, seeds, steps } = spot;
    const how = { parametrisation, seeds, steps, seed: 0 };
    return engine.visualize({ model, device, objective: objectiveOf(spot), ...how }, control);
  },
};

const atLayer = ({ model, image, device, target }: Job, { layer }: Spot) => ({
  model,
  image,
  device,
  target,
  layer,
});

const objectiveOf = ({ place, layer, channel, class: index }: Spot): VisualizeJob["objective"] =>
  place === "channel" ? { layer, channel: channel ?? 0 } : { class: index ?? 0 };

/** A channel's patches as small pictures. */
async function cut(
  engine: EngineApi,
  { channels, files, unreadable }: Patches,
  channel: number,
  control: Control,
): Promise<Exciting> {
  const patches = (channels[channel] ?? []).map(async ({ file, area, activation }) => ({
    file: files[file],
    activation,
    pixels: await engine.crop({ file: files[file], area, side }, control),
  }));
  return {
    channel,
    pictures: files.length,
    patches: await Promise.all(patches),
    unreadable: unreadable.map(({ why }) => why),
  };
}
