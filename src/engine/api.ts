// The contract between the engine and everything that calls it: plain data and one interface.
// The extension, the page and the terminal import this file for its types, nothing deeper.
import type * as Inside from "./api/inside";
import type * as Pictures from "./api/pictures";
import type { Flips, FlipsJob, Versus, VersusJob } from "./api/versus";
import type { Remedy } from "./refusal";

export * from "./api/inside";
export * from "./api/pictures";
export * from "./api/versus";

/** `auto` takes the best device that works; the others are ONNX Runtime's execution providers. */
export const devices = ["auto", "cpu", "webgpu", "cuda", "dml", "coreml"] as const;
export type Device = (typeof devices)[number];

/** A typed parameter of a method: its default, its bounds, and one sentence for menus and help. */
export type Param =
  | { type: "integer"; default: number | null; min: number; max: number; about: string }
  | { type: "number"; default: number; min: number; max: number; about: string }
  | { type: "choice"; default: string; options: readonly string[]; about: string }
  | { type: "flag"; default: boolean; about: string };
export type ParamValue = number | string | boolean | null;

/** A method as menus, settings, flags and documentation see it. */
export interface MethodInfo {
  id: string;
  title: string;
  /** One sentence: what the map shows. */
  about: string;
  /** The question it answers: heading of its group in menus. */
  group: MethodGroup;
  /** Address of the paper that defines it. */
  paper?: string;
  /** A known weakness, shown beside the method's name. */
  caveat?: string;
  recommended?: boolean;
  /** It weighs whole channels: two objects of one kind look alike to it. */
  wholeChannels?: boolean;
  /**
   * `attention`: of the layers only those with `Layer.attention` will do. `boxes`: what is explained
   * has a box.
   */
  needs: readonly ("gradients" | "layer" | "attention" | "boxes")[];
  params: Readonly<Record<string, Param>>;
}
export type MethodGroup = "regions" | "pixels" | "perturbation";

export interface Layer {
  /** What a person would call it: the module path the exporter left, or the ONNX name. */
  name: string;
  /** ONNX names of the node and of its output tensor; either is accepted wherever `name` is. */
  node: string;
  tensor: string;
  op: string;
  /** (N, C, H, W) or what the tensor has; null where the size depends on the batch. */
  shape: (number | null)[];
  /** Where the training code made it, if the exporter said so. */
  source?: { file: string; line: number; text: string };
  /** Whether class activation maps can be taken here: a spatial activation the score depends on. */
  cam: boolean;
  /** The network's own attention: one map for each class. The method `attention` shows it. */
  attention?: boolean;
}

export type ChannelOrder = "RGB" | "BGR" | "grey";

/** input = (pixel * rescale_factor - mean) / std, per channel in `channel_order`. */
export interface Preprocessing {
  height: number;
  width: number;
  layout: "NCHW" | "NHWC";
  channel_order: ChannelOrder;
  rescale_factor: number;
  mean: number[];
  std: number[];
  /**
   * crop: the picture's short side to `resize_short`, then the centre; stretch: both sides to
   * `resize_short` and the input's proportions, then the centre; letterbox: all of it, padded.
   */
  resize: "crop" | "stretch" | "letterbox";
  resize_short: number;
  interpolation: "nearest" | "bilinear" | "bicubic" | "lanczos";
  /** Whether shrinking averages what it covers, as PIL does; OpenCV and TensorFlow do not. */
  antialias: boolean;
  /** Where a letterbox puts the picture, and the R, G, B (0 to 255) around it. */
  align: "centre" | "top-left";
  pad_value: number[];
  /** Where the settings came from, for a person: file names, or "assumed: ...". */
  from: string;
  /** Where each was found; what is not here was assumed. */
  sources: Partial<Record<Setting, Source>>;
}
export type Setting = Exclude<keyof Preprocessing, "layout" | "from" | "sources">;

/** `<model>.glassbox.json`: what a person says of a model, all of it optional. */
export type Sidecar = Partial<Pick<Preprocessing, Setting>> & {
  labels?: string[];
  /** Id of the reader that is to read the outputs, whatever it would recognise by itself. */
  outputs?: string;
};

/** A place that says something of a model: a file and line, or the model itself. */
export interface Source {
  /** Absolute path; absent for the model file's own graph and metadata. */
  file?: string;
  /** 1-based. */
  line?: number;
  /** What stands there, for a person. */
  text: string;
}

export interface ModelInfo {
  /** Absolute path of the .onnx file. */
  path: string;
  /** Other files that hold its weights: their paths in its folder. */
  weights: string[];
  producer: string;
  opset: number;
  input: { name: string; shape: (number | null)[]; type: string };
  preprocessing: Preprocessing;
  classes: number;
  labels: string[];
  /** Where the labels came from, for a person. */
  labelsFrom: string;
  /** What the channels are called of an output that is a map over the picture. */
  mapLabels?: string[];
  /** Whether boxes are read from its outputs: what methods that need them can be used on. */
  boxes?: boolean;
  layers: Layer[];
  /** `name` of the layer that class activation maps take when none is given; absent if none fits. */
  defaultLayer?: string;
  /** Why gradient methods are not available, if they are not. */
  noGradient?: { message: string; remedies: Remedy[] };
  /** What a person should know before trusting the result. */
  notes: string[];
}

/** What a finite difference said of the gradient that Glassbox appended to a model. */
export interface GradientCheck {
  /** |finite difference - gradient| / |gradient| along the gradient; NaN if that is as good as zero. */
  relativeError: number;
  passed: boolean;
}

/** The scalar being explained, always before the softmax: a class, or a class against another. */
export type Target =
  | { kind: "top" }
  | { kind: "class"; index: number }
  | { kind: "contrast"; index: number; against: number }
  | Pointed;

/** A scalar of a network that names no single class: somebody points at it. */
export type Pointed =
  /** What was read from the outputs, by its `Thing.id`. */
  | { kind: "thing"; id: string }
  /** One element of an output: its indices, without the batch. */
  | { kind: "element"; output: string; at: number[] }
  /** One channel of a map-like output (a class of a semantic map) at a point of the picture. */
  | { kind: "pixel"; channel: number; x: number; y: number }
  /** Its mean over a rectangle of the picture, in picture pixels; of all channels if none is named. */
  | { kind: "region"; x: number; y: number; width: number; height: number; channel?: number }
  /** Likeness to another picture: the cosine of the two at a layer, by default the last vector. */
  | { kind: "like"; picture: string; layer?: string };

/** What an input besides the picture is given; numbers: one for each element, or one for all. */
export type InputValue =
  | { seed: number }
  | { value: number[] }
  /** Absolute paths. */
  | { picture: string }
  | { tensor: string };

export interface Job {
  /** Absolute path of the .onnx file. */
  model: string;
  /** Of a model with several inputs, by name; else noise of seed 0, or 0 where whole numbers go in. */
  inputs?: Record<string, InputValue>;
  /** The input that is explained, if it is not the picture: any input of floats. */
  wrt?: string;
  /** Absolute path of a picture, or of a float32 .npy with the network's own input. */
  image: { file: string } | { tensor: string };
  target: Target;
  method: string;
  /** A layer's name, node or tensor; the default layer if absent. */
  layer?: string;
  parameters: Record<string, ParamValue>;
  device: Device;
  /**
   * Absolute path of the folder beyond which no file is read for the model's settings; the model's
   * git repository, or its own folder, if not given.
   */
  workspace?: string;
}

export interface PredictJob
  extends Pick<Job, "model" | "image" | "device" | "workspace" | "inputs" | "wrt"> {
  /** How many classes, best first; 5 if not given. */
  top?: number;
}

export interface Prediction {
  index: number;
  label: string;
  /** Logit (before softmax or sigmoid). */
  score: number;
  /** 0 to 1. */
  probability: number;
}

/** A two-dimensional map over the network's input rectangle, row by row. */
export interface HeatMap {
  width: number;
  height: number;
  values: Float32Array;
  /** `positive`: what is below zero is not shown unless asked; `signed`: zero is the middle. */
  view: "positive" | "signed";
  /** What one unit of the values is: "logit", "logit per input unit", ... */
  unit: string;
  /** Upper percentile (of absolute values) at which the display is clipped; 100 is not at all. */
  clip: number;
}

/** The rectangle of the upright picture that the network saw, in picture pixels (may overhang). */
export interface Placement {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface PictureInfo {
  /** Size in pixels, after EXIF rotation. */
  width: number;
  height: number;
  placement: Placement;
  /** Whether a browser shows the same pixels for the file itself. */
  displayable: boolean;
}

/** Something in a network's outputs that can be pointed at and explained. */
export interface Thing {
  /** "box:3": what `Pointed.id` and the terminal's `--target` take. */
  id: string;
  /** What the scalar is, in full: "person of box 3, before the sigmoid". */
  label: string;
  /** What it is called in lists: "person". */
  name: string;
  /** The value that is explained. */
  score: number;
  /** 0 to 1, where the network says so. */
  probability?: number;
  /** Further scalars of it, such as a coordinate: ids as `id`. */
  parts?: { id: string; label: string }[];
  /** In pixels of the upright picture. */
  box?: Placement;
  points?: { x: number; y: number }[];
  /** Where it is, over the network's input: values above zero belong to it. */
  mask?: { width: number; height: number; values: Float32Array };
}

/** A network's outputs, read by the first reader that knows them. */
export interface Reading {
  /** Id of the reader. */
  reader: string;
  /** "Boxes of a detector". */
  title: string;
  things: Thing[];
  /** A picture that the network made, as PNG. */
  picture?: Uint8Array;
}

export interface Predicted {
  model: string;
  /** Absent when a tensor was given instead of a picture. */
  picture?: PictureInfo;
  predictions: Prediction[];
  /** Where the outputs are no list of classes. */
  reading?: Reading;
  /**
   * The class that the picture's folder is named after (`from`), as in ImageFolder data sets; case,
   * spaces, "_" and "-" do not count. Absent where no class is called so.
   */
  expected?: { index: number; label: string; from: string };
  notes: string[];
  /** The device that was used. */
  device: string;
  /** Devices that `auto` would rather have taken, and why it did not. */
  notUsed?: { device: string; why: string }[];
  timings: Record<string, number>;
}

export interface Explanation extends Predicted {
  kind: "map";
  method: string;
  target: Target & Partial<Prediction>;
  layer?: string;
  parameters: Record<string, ParamValue>;
  /** As docs/methods.md defines it: the input's shape, (h, w) of the layer, or (H, W) of the input. */
  raw: { dims: number[]; data: Float32Array };
  /** Minimum and maximum of `raw`. */
  range: [number, number];
  /** Numbers that the method found on the way, such as `completenessError`. */
  figures: Record<string, number>;
  map: HeatMap;
  versions: Record<string, string>;
}

export interface Progress {
  /** 0 to 1. */
  fraction: number;
  /** What is being done, for a person: "occluding 32 of 169 windows". */
  message: string;
  /** Forward passes done and to be done, where they are counted. */
  passes?: { done: number; total: number };
  /** Milliseconds until the end, by the pace so far. */
  remaining?: number;
  /** The best map so far, where the method is progressive. */
  partial?: HeatMap;
  /** The pictures so far, where pictures are made. */
  pictures?: Inside.Pixels[];
  /** `filmstrip`: the layers' maps so far, those deleted so far with their areas. */
  layers?: LayerMap[];
  /** Where the points of a map have moved to, [N, 2]. */
  positions?: Float32Array;
}

/** One frame of the filmstrip: a layer's class activation map. */
export interface LayerMap {
  layer: string;
  map: HeatMap;
  /** -sum p log2 p, in bits, p being the map's positive part over its sum; NaN if there is none. */
  entropy: number;
  /**
   * Area under the deletion curve (see `TrustFigure`) and that of a random map of the same resolution,
   * where they were computed: fine maps have small areas, random ones too.
   */
  deletion?: { value: number; random: number };
}

export interface LayerMaps {
  method: string;
  target: Target & Partial<Prediction>;
  /** From the picture to the scores. */
  layers: LayerMap[];
  /** The layer with the smallest `value / random` of those computed; `reason` gives the numbers. */
  recommended?: { layer: string; reason: string };
}

/**
 * How far one map can be trusted. Areas are under a curve of the class's probability (of p(class) /
 * (p(class) + p(other)) for a contrast; of the logistic function of a score that is no class's) while
 * 1/20 of the pixels after 1/20, the highest first, are deleted to the training mean (0) or inserted
 * into a blurred copy (Petsiuk et al. 2018): 0 to 1.
 * - `deletion`, `insertion`: `against` has the areas of a random map of the same resolution and of
 *   a centred Gaussian. `good` if better than both, else `doubt`.
 * - `randomised`: Spearman's correlation of the map as shown (its positive part, or the size of
 *   signed values) with that of the same network with its weights drawn at random (Adebayo et al.
 *   2018). `good` to 0.5, above that `doubt`.
 * - `second-class`: the same with the map of the next best class. `good` to 0.9, else `doubt`.
 * - `completeness`: |sum - difference of the scores| / |difference|. `good` to 0.05, else `doubt`.
 * `none`: the figure is not defined here (NaN), such as for a map that is the same everywhere.
 */
export interface TrustFigure {
  id: "deletion" | "insertion" | "randomised" | "second-class" | "completeness";
  value: number;
  against?: { random: number; gaussian: number };
  verdict: "good" | "doubt" | "none";
  /** `deletion`, `insertion`: the probability after 0, 1/20, ... 20/20 of the pixels. */
  curve?: number[];
  /** `second-class`: the class whose map was compared. */
  other?: Prediction;
}

export interface Trust {
  figures: TrustFigure[];
  /** Forward passes in each curve. */
  steps: number;
}

export interface OccludeJob extends Pick<Job, "model" | "image" | "target" | "device"> {
  /** What is covered, in pixels of the upright picture (of the input, for a tensor). */
  region: Placement;
  /** What covers it, in the network's own input values; 0, the training mean, if not given. */
  fill?: number;
}

export interface Occluded {
  /** The class of the target (of a contrast the first) before and after. */
  before: Prediction;
  after: Prediction;
  /** Score before - after; for a contrast the difference of the two scores. */
  drop: number;
  probabilityDrop: number;
  /** The best classes of the covered picture. */
  predictions: Prediction[];
}

/** What an explanation can be written as; `explain.json` alone can be reopened. */
export const exportFormats = ["png", "npy", "json", "explain.json", "html", "py"] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface ExportJob {
  job: Job;
  format: ExportFormat;
  /** Absolute path it will be written to: model and picture are named relative to its folder. */
  to?: string;
  /** Shown in the report and kept in `explain.json`, if given. */
  trust?: Trust;
}

export interface Reopened {
  /** As it was stored. */
  explanation: Explanation;
  /** Computes it again, where model and picture are still there. */
  job: Job;
  trust?: Trust;
  /** What is not as it was when the map was made; empty if all is. */
  changed: { what: "model" | "picture" | "versions" | "device"; words: string }[];
}

export interface VerifyJob extends ModelJob {
  /** Absolute path of a folder of pictures; best with one folder in it for each class. */
  folder: string;
  /** How many pictures at most, spread over the classes; 36 if not given. */
  most?: number;
}

/** What the network said of all pictures when they were fed to it in one way. */
export interface Trial {
  /** "recovered", "0 to 1, BGR", "letterbox". */
  name: string;
  /** What differs from the recovered settings, as a sidecar would say it. */
  settings: Sidecar;
  /** How many of the pictures whose class is known were named rightly. */
  right: number;
  /** Mean log probability of the true class; absent if no class is known. */
  likelihood?: number;
  /** Mean probability of the best class, and mean entropy in nats: a hint, never a proof. */
  confidence: number;
  entropy: number;
  /** One-sided exact McNemar test against the recovered settings, times the number of trials. */
  p?: number;
}

export interface Verification {
  pictures: number;
  /** Of how many the folder's name tells the class. */
  labelled: number;
  /** `better`: another setting is clearly right and these are not; `unverified`: no class is known. */
  verdict: "confirmed" | "better" | "unverified" | "undecided";
  /** One sentence for a person. */
  summary: string;
  /** Best first. */
  trials: Trial[];
  /** What to write into the sidecar; there if the verdict is `better`. */
  offer?: Sidecar;
}

/** Settings for the sidecar: what is null is taken out of it. */
export interface SettingsJob {
  model: string;
  settings: { [K in keyof Sidecar]: Sidecar[K] | null };
}

/** What a network is given for a picture. */
export interface NetworkInput {
  /** Its pixels, with the normalisation taken back, as PNG. */
  image: Uint8Array;
  /** Minimum and maximum of its values. */
  range: [number, number];
}

/** Passed along with a call; never crosses a process by value. */
export interface Control {
  signal: AbortSignal;
  progress(p: Progress): void;
}

/** An explanation as a small drawing: what a hover shows. */
export interface Thumbnail {
  explanation: Omit<Explanation, "raw" | "map">;
  /** The upright picture with its map, as WebP. */
  image: Uint8Array;
}

/** The strongest channels of a layer for a picture, by their mean activation. */
export interface Strip {
  layer: Layer;
  /** Channel numbers, strongest first; as many as were asked for, or as there are. */
  channels: number[];
  /** One square for each channel, left to right, as WebP: the picture under its activation. */
  image: Uint8Array;
}

/** A model on a device. */
export type ModelJob = Pick<Job, "model" | "device" | "workspace">;

/** A call: plain data in and out. Rejects with a Refusal for what is expected to go wrong. */
export type Call<In, Out> = (job: In, control: Control) => Promise<Out>;

/** Whether a device can be used on this machine. */
export interface DeviceState {
  device: Exclude<Device, "auto">;
  usable: boolean;
  why: string;
  /** What would help, if something would. */
  install?: string;
}
/** The machine, as the engine sees it. */
export interface Environment {
  platform: string;
  versions: Record<string, string>;
  /** The ones that this platform can have, best first. */
  devices: DeviceState[];
}

/** What a method takes with these parameters, before it is run. */
export interface Cost {
  /** How often the network runs. */
  passes: number;
  /** Expected, from a pass that was measured on this device. */
  milliseconds: number;
}
export type CostJob = Pick<Job, "model" | "device" | "method" | "parameters" | "layer">;

/** All that the engine does. */
export interface EngineApi {
  methods: Call<Record<string, never>, MethodInfo[]>;
  open: Call<ModelJob, ModelInfo>;
  /**
   * Checks the model's gradient once by a finite difference; gradient methods are refused from then
   * on if it fails. Rejects with `no-gradient` where there is none.
   */
  check: Call<ModelJob, GradientCheck>;
  predict: Call<PredictJob, Predicted>;
  explain: Call<Job, Explanation>;
  /** Explains, and draws the result at `side` pixels of the longer side. */
  thumbnail: Call<Job & { side: number }, Thumbnail>;
  /** Rejects with `no-such-layer` where the layer has no spatial activation. */
  strip: Call<
    Pick<Job, "model" | "image" | "device" | "layer"> & { side: number; count: number },
    Strip
  >;
  /** Every layer's map by one backward pass: any method that needs gradients and a layer. */
  filmstrip: Call<Job, LayerMaps>;
  /** Dozens of passes; kept for the same job. */
  trust: Call<Job, Trust>;
  occlude: Call<OccludeJob, Occluded>;
  /** The bytes of a file. What was just explained is not computed again. */
  exportAs: Call<ExportJob, Uint8Array>;
  /** Reads an `*.explain.json`. Rejects with `export-unreadable`. */
  reopen: Call<{ file: string } & Pick<Job, "device">, Reopened>;
  /** Two networks' maps of one picture for the same class, and their difference. */
  versus: Call<VersusJob, Versus>;
  /** Which of many pictures two networks name differently. */
  flips: Call<FlipsJob, Flips>;
  /** Tries other preprocessing on pictures whose class is known. Rejects with `no-pictures`. */
  verify: Call<VerifyJob, Verification>;
  /** Merges settings into the model's sidecar, the only file it writes, and gives its path. */
  saveSettings: Call<SettingsJob, string>;
  /** Computes and keeps features of pictures: only of those that are new or have changed. */
  index: Call<Pictures.PicturesJob, Pictures.Indexed>;
  /** The features as the bytes of a .npy file, [N, D], each row of length 1, and whose they are. */
  features: Call<Pictures.PicturesJob, { files: string[]; npy: Uint8Array }>;
  /** The indexed pictures nearest to a picture. Rejects with `not-indexed` if there are none. */
  neighbours: Call<Pictures.NeighboursJob, Pictures.Neighbours>;
  map: Call<Pictures.MapJob, Pictures.PictureMap>;
  review: Call<Pictures.PicturesJob, Pictures.Review>;
  /** A map as the bytes of a file: `.csv`, `.parquet`, `.json` or `.html`. */
  tabulate: Call<{ map: Pictures.PictureMap; format: string }, Uint8Array>;
  /** Deletes all features under a folder. */
  forget: Call<Pick<Pictures.Storage, "folder">, void>;
  cost: Call<CostJob, Cost>;
  environment: Call<Record<string, never>, Environment>;
  /** The picture as the network is given it. */
  input: Call<Pick<Job, "model" | "image" | "device" | "workspace">, NetworkInput>;
  /** The decoded, upright picture as PNG bytes, its longer side at most `side` pixels. */
  picture: Call<{ file: string; side: number }, Uint8Array>;
  /** A layer's activation for a picture: figures of all channels, the values of some. */
  activations: Call<Inside.ActivationsJob, Inside.Activations>;
  /** The scores when part of a layer is switched off. */
  mask: Call<Inside.MaskJob, Inside.Masked>;
  /** All channels of a layer by how far the score drops without each. */
  rankChannels: Call<Inside.RankJob, Inside.Ranked>;
  /** A channel's strongest unit, back in pixels. */
  project: Call<Inside.ProjectJob, Inside.Projected>;
  /** Pictures that a class or a channel responds to most, by gradient ascent. */
  visualize: Call<Inside.VisualizeJob, Inside.Visualized>;
  /** A Conv's weights. */
  filters: Call<Inside.FiltersJob, Inside.Filters>;
  /** The crops of many pictures that excite each channel of a layer most. */
  patches: Call<Inside.PatchesJob, Inside.Patches>;
  /** A patch of an upright picture as a square of `side` pixels; black where it overhangs. */
  crop: Call<{ file: string; area: Placement; side: number }, Inside.Pixels>;
}
