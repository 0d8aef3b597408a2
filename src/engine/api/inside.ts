// What the calls that look inside a network take and give: part of the contract in `api.ts`.
import type { Job, ModelJob, Placement, Predicted, Prediction, Target } from "../api";

/** A picture at a layer: its name, node or tensor; the default layer if absent. */
export type LayerJob = Pick<Job, "model" | "image" | "device" | "layer">;

/** Which of a sorted list: by their own numbers, or `count` of them from the place `first` on. */
export type Some = number[] | { first: number; count: number };

export const channelOrders = ["mean", "max", "contribution"] as const;
export type ChannelSort = (typeof channelOrders)[number];

export interface ActivationsJob extends LayerJob {
  /** Whose score `contribution` is about. */
  target: Target;
  /** Largest first; `contribution` falls back to `mean` where there is no gradient. */
  sort: ChannelSort;
  /** The channels whose values are wanted; more than the call may carry are left out. */
  show: Some;
}

/** One channel of a layer: what it holds for the picture. */
export interface ChannelStats {
  channel: number;
  mean: number;
  max: number;
  min: number;
  /** Sum over its cells of gradient x activation, in logits; absent where there is no gradient. */
  contribution?: number;
}

export interface Activations extends Predicted {
  layer: string;
  /** The score that contributions are of; absent where there is no gradient. */
  target?: Prediction & Target;
  sort: ChannelSort;
  /** Every channel, sorted. */
  channels: ChannelStats[];
  /** Cells of a channel. */
  width: number;
  height: number;
  /** Smallest and largest value of the whole layer: a scale for the grid. */
  range: [number, number];
  /** Channel numbers of `data`, in its order. */
  shown: number[];
  /** [shown, height, width] */
  data: Float32Array;
}

/** What is switched off at a layer: `channels` (all if absent) at `cells` (all if absent). */
export interface MaskJob extends LayerJob {
  target: Target;
  channels?: { off: number[] } | { only: number[] };
  /** Cells of the layer, counted row by row. */
  cells?: number[];
}

export interface Masked extends Predicted {
  layer: string;
  /** How many of the layer's numbers were set to zero. */
  off: number;
  of: number;
  target: Target & Prediction;
  /** The best classes of both, in their order before: what each was and what it became. */
  changes: { before: Prediction; after: Prediction }[];
}

export interface RankJob extends LayerJob {
  target: Target;
}

export interface Ranked extends Predicted {
  layer: string;
  target: Target & Prediction;
  /** Every channel, the largest drop first: how far the score falls when it alone is off. */
  channels: { channel: number; drop: number; probabilityDrop: number }[];
}

export interface ProjectJob extends LayerJob {
  channel: number;
}

/** A channel's strongest unit, projected back to pixels. */
export interface Projected extends Predicted {
  layer: string;
  channel: number;
  /** The strongest cell of the channel, and its activation. */
  unit: { x: number; y: number; activation: number };
  /** Its receptive field in pixels of the network's input; may overhang. */
  field: Placement;
  /** The same in picture pixels. */
  patch?: Placement;
  /** d(unit)/d(input) by each rule, of the input's shape; RGB order is the input's own. */
  projections: Record<"deconvnet" | "guided", { dims: number[]; data: Float32Array }>;
}

export interface FiltersJob extends ModelJob {
  /** A Conv, or what follows one; the first Conv if absent. */
  layer?: string;
  /** With a picture, filters that it never makes active are marked. */
  image?: Job["image"];
  /** The filters whose weights are wanted, of the sorted list. */
  show: Some;
  /** The input channels wanted of each, where a filter is no colour tile. */
  inputs: { first: number; count: number };
}

export interface FilterStats {
  filter: number;
  /** L2 norm of the weights. */
  norm: number;
  /** The norm times |scale / sqrt(variance + epsilon)| of the BatchNormalization that follows. */
  effectiveNorm?: number;
  min: number;
  max: number;
  /** Why it never speaks: its weights are all (nearly) zero, or the picture leaves it at zero. */
  dead?: "zero weights" | "not active";
  /** An earlier filter that points the same way: cosine above 0.999. */
  duplicateOf?: number;
}

export interface Filters {
  model: string;
  layer: string;
  /** (outputs, inputs of a group, height, width) */
  shape: number[];
  groups: number;
  /** Each filter is one colour tile: three input channels, here in RGB order. */
  colour: boolean;
  /** Every filter, the largest norm (the effective one where there is one) first. */
  filters: FilterStats[];
  shown: number[];
  inputs: { first: number; count: number };
  /** [shown, inputs.count, height, width] */
  data: Float32Array;
  notes: string[];
}

export interface PatchesJob extends ModelJob {
  layer?: string;
  /** Absolute paths of pictures. */
  files: string[];
  /** How many patches for each channel. */
  count: number;
  /** How many of them may come from one picture. */
  perPicture: number;
}

export interface Patch {
  /** Index into `Patches.files`. */
  file: number;
  activation: number;
  /** Cell of the layer. */
  x: number;
  y: number;
  /** The cell's receptive field in pixels of the upright picture; may overhang. */
  area: Placement;
}

export interface Patches {
  model: string;
  layer: string;
  files: string[];
  /** By channel: its strongest patches, best first. */
  channels: Patch[][];
  unreadable: { file: string; why: string }[];
}

export const parametrisations = ["fourier", "pixels"] as const;
export type Parametrisation = (typeof parametrisations)[number];

export interface VisualizeJob extends ModelJob {
  /** What is made as large as possible: a class's logit, or a channel's mean activation. */
  objective: { class: number } | { layer?: string; channel: number };
  /** `fourier`: Adam on Fourier coefficients; `pixels`: the textbook's penalised ascent. */
  parametrisation: Parametrisation;
  /** Pictures made side by side, each from a start of its own. */
  seeds: number;
  steps: number;
  /** Start of the random numbers. */
  seed: number;
  /** Step size; 0.05 for Adam, and 0.02 of the input's range for pixels, if not given. */
  rate?: number;
  /** Of the mean square of the input (pixels only); 0.005 over the input's range if not given. */
  decay?: number;
}

/** Pixels as a screen shows them: RGB, row by row. */
export interface Pixels {
  width: number;
  height: number;
  rgb: Uint8Array;
}

export interface Visualization extends Pixels {
  /** The network's input that these pixels are. */
  input: { dims: number[]; data: Float32Array };
  /** The objective before the first step and after each. */
  trajectory: number[];
  /** Of the untransformed picture. */
  predictions: Prediction[];
  /** Share of the colour values that lie at their bounds. */
  atBounds: number;
}

export interface Visualized {
  model: string;
  /** "wasp", or "layer3, channel 7". */
  of: string;
  /** "logit" or "mean activation". */
  unit: string;
  pictures: Visualization[];
  steps: number;
  /** Whether it ended early: no seed gained any more. */
  plateau: boolean;
  notes: string[];
}
