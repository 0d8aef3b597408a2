import type { FiltersJob } from "../api";
import { constantOf, convolutionAt, gainsOf, rectified } from "../convolution";
import type { Value } from "../graph/graph";
import { channelsOf, checkChannels, chosen, statsOf } from "../inside/channels";
import { filterStats, slices } from "../inside/filters";
import type { NdFloats } from "../methods";
import type { Programs } from "../programs";
import { cancelled } from "../refusal";
import { channelSource } from "../run/preprocess";
import { inputOf } from "../subject";
import type { Calls } from "./call";

export const filters: Calls["filters"] = async (job, control, models) => {
  const programs = await models.programs({ model: job.model, device: job.device });
  const { network } = programs;
  const convolution = convolutionAt(network, job.layer);
  const { name, node } = convolution;
  const bank = await constantOf(programs, node.inputs[1]!);
  const gains = await gainsOf(programs, convolution);
  const gate = rectified(network, convolution);
  const silent = job.image && gate ? await silentOn(programs, gate, job.image) : undefined;
  if (control.signal.aborted) throw cancelled();
  const stats = filterStats(bank, gains, silent);
  const [, channels, height = 1, width = 1] = bank.dims;
  if (Array.isArray(job.show)) checkChannels(job.show, bank.dims[0], name);
  const { inputs, colour } = shownInputs(channels, network.info.preprocessing, job.inputs);
  const each = inputs.length * height * width;
  const order = stats.map((s) => s.filter);
  const shown = chosen(order, job.show, each);
  return {
    model: job.model,
    layer: name,
    shape: [...bank.dims],
    groups: node.int("group", 1),
    colour,
    filters: stats,
    shown,
    inputs: colour ? { first: 0, count: 3 } : { first: inputs[0] ?? 0, count: inputs.length },
    data: slices(bank, shown, inputs),
    notes: notesOn(job, gains, gate),
  };
};

/** Input channels in the order they are shown: colours from red on. */
function shownInputs(
  channels: number,
  { channel_order }: Programs["network"]["info"]["preprocessing"],
  { first, count }: FiltersJob["inputs"],
) {
  if (channels === 3) {
    const source = channel_order === "grey" ? channelSource.RGB : channelSource[channel_order];
    return { colour: true, inputs: source.map((_, colour) => source.indexOf(colour)) };
  }
  const all = Array.from({ length: channels }, (_, i) => i);
  return { colour: false, inputs: all.slice(first, first + count) };
}

/** Filters that nowhere get through the ReLU. */
async function silentOn(programs: Programs, gate: Value, image: NonNullable<FiltersJob["image"]>) {
  const { input } = await inputOf(image, programs.network);
  const found = channelsOf((await programs.activation(gate, input)) as NdFloats);
  return new Set(statsOf(found).flatMap(({ channel, max }) => (max > 0 ? [] : [channel])));
}

function notesOn({ image }: FiltersJob, gains: unknown, gate: Value | undefined): string[] {
  const notes = [
    gains && "Sorted by the norm after the BatchNormalization that follows.",
    image && !gate && "No ReLU follows: whether a filter is active cannot be told.",
  ];
  return notes.filter((n) => typeof n === "string");
}
