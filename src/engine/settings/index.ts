// What a model file does not say by itself: how pictures become its input. Every source in its order;
// each setting keeps the place that it came from.
import { basename } from "node:path";
import type { Preprocessing, Setting, Sidecar } from "../api";
import { Refusal } from "../refusal";
import {
  type Finding,
  type InputLayout,
  imagenet,
  pixelUnit,
  type Settings,
  type Subject,
} from "./found";
import { fromGraph } from "./graph";
import { fromConfigs } from "./huggingface";
import { fromKeras } from "./keras";
import { fromMetadata } from "./metadata";
import { fromScripts } from "./scripts";
import { fromSidecar, sidecarPath } from "./sidecar";

export type { InputLayout, Subject } from "./found";
export { labelsOf, numbered } from "./labels";
export { workspaceOf } from "./nearby";
export { readSidecar, sidecarPath, writeSidecar } from "./sidecar";

/** After the sidecar, which counts setting by setting. */
const sources: ((subject: Subject) => Finding | Finding[])[] = [
  fromGraph,
  fromMetadata,
  fromConfigs,
  fromScripts,
  fromKeras,
];

/**
 * Settings that mean something together are taken from one source together: a mean from here and a
 * scale from there would be neither's.
 */
const groups: { keys: readonly Setting[]; decisive: readonly Setting[] }[] = [
  { keys: ["rescale_factor", "mean", "std"], decisive: ["rescale_factor", "mean", "std"] },
  { keys: ["channel_order"], decisive: ["channel_order"] },
  {
    keys: ["resize", "resize_short", "interpolation", "antialias", "align", "pad_value"],
    decisive: ["resize", "resize_short"],
  },
  { keys: ["height", "width"], decisive: ["height", "width"] },
];

const unknownSize = 224;

/** @throws Refusal `sidecar-unreadable` if the sidecar contradicts the graph */
export function preprocessingOf(subject: Subject, sidecar: Sidecar | undefined): Preprocessing {
  const { input, path } = subject;
  const chosen: Finding = {};
  for (const source of sources)
    for (const finding of [source(subject)].flat()) take(chosen, fitting(finding, input));
  Object.assign(chosen, fromSidecar(subject, sidecar));
  const height = input.height ?? chosen.height?.value ?? unknownSize;
  const width = input.width ?? chosen.width?.value ?? unknownSize;
  const known: Partial<Settings> = Object.fromEntries(
    Object.entries(chosen).map(([key, found]) => [key, found.value]),
  );
  const settings = { ...assumed(input, known, height, width), ...known, height, width };
  checkChannels(path, settings, input);
  const places = Object.entries(chosen).map(([key, found]) => [key, found.source]);
  return {
    ...settings,
    layout: input.layout,
    mean: spread(settings.mean, input),
    std: spread(settings.std, input),
    from: summary(chosen, input),
    sources: Object.fromEntries(places),
  };
}

/** Takes each group that nobody before has said. */
function take(chosen: Finding, finding: Finding) {
  for (const { keys, decisive } of groups) {
    if (decisive.some((k) => chosen[k]) || !decisive.some((k) => finding[k])) continue;
    for (const key of keys) if (finding[key]) Object.assign(chosen, { [key]: finding[key] });
  }
}

/** A finding for another kind of network says nothing of this one. */
function fitting(finding: Finding, { channels }: InputLayout): Finding {
  const { mean, std, rescale_factor, channel_order, ...rest } = finding;
  const lists = [mean?.value, std?.value].filter((v) => v !== undefined);
  const fits = lists.every((v) => v.length === 1 || v.length === channels);
  const order = channels === 1 || channel_order?.value === "grey" ? undefined : channel_order;
  return {
    ...rest,
    ...(fits && mean && { mean }),
    ...(fits && std && { std }),
    ...(fits && rescale_factor && { rescale_factor }),
    ...(order && { channel_order: order }),
  };
}

/** What nobody said: ImageNet's evaluation, or the part that goes with what was said. */
function assumed({ channels, bytes }: InputLayout, known: Partial<Settings>, h: number, w: number) {
  const grey = channels === 1;
  const said = known.mean || known.std || known.rescale_factor !== undefined;
  const plain = { mean: grey ? [0] : [0, 0, 0], std: grey ? [1] : [1, 1, 1] };
  const side = Math.min(h, w);
  const crops = (known.resize ?? "crop") === "crop";
  return {
    channel_order: grey ? ("grey" as const) : ("RGB" as const),
    rescale_factor: bytes ? 1 : pixelUnit,
    ...(grey || said || bytes ? plain : imagenet),
    resize: "crop" as const,
    // ImageNet's evaluation: short side 256 for a crop of 224; small networks see all of it.
    resize_short: crops && !known.resize ? Math.round(side * (side >= 128 ? 256 / 224 : 1)) : side,
    interpolation: "bilinear" as const,
    antialias: true,
    align: "centre" as const,
    pad_value: [0, 0, 0],
  };
}

const spread = (values: number[], { channels }: InputLayout) =>
  values.length === 1 ? Array<number>(channels).fill(values[0]) : values;

function checkChannels(path: string, settings: Settings, { channels }: InputLayout) {
  for (const key of ["mean", "std"] as const)
    if (![1, channels].includes(settings[key].length))
      throw new Refusal(
        "sidecar-unreadable",
        `"${basename(sidecarPath(path))}" cannot be used: "${key}" has ${settings[key].length} ` +
          `numbers, the network's input has ${channels} channels.`,
      );
}

/** The places in the order they were asked; what pixels become is what must not be guessed. */
function summary(chosen: Finding, input: InputLayout): string {
  const places = Object.values(chosen).map(({ source: { file, line, text } }) =>
    file ? `${basename(file)}${/\.(py|ipynb)$/.test(file) && line ? `:${line}` : ""}` : text,
  );
  const found = [...new Set(places)].join(", ");
  if (input.bytes && !found) return "the model's input: pixels as they are";
  const guess =
    input.channels === 1 ? "assumed: 0 to 1" : "assumed: ImageNet's mean and standard deviation";
  if (chosen.mean || chosen.rescale_factor) return found;
  return found ? `${guess}; the rest from ${found}` : guess;
}
