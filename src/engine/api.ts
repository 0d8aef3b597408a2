// The contract between the engine and everything that calls it: plain data and one interface.
// The extension, the page and the terminal import this file for its types, nothing deeper.
import type { Remedy } from "./refusal";

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
  needs: readonly ("gradients" | "layer")[];
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
  /** crop: short side to `resize_short`, then the centre; stretch: both sides; letterbox: padded. */
  resize: "crop" | "stretch" | "letterbox";
  resize_short: number;
  interpolation: "nearest" | "bilinear" | "bicubic" | "lanczos";
  /** Where each number came from, for a person: a file name, or "assumed: ...". */
  from: string;
}

export interface ModelInfo {
  /** Absolute path of the .onnx file. */
  path: string;
  producer: string;
  opset: number;
  input: { name: string; shape: (number | null)[]; type: string };
  preprocessing: Preprocessing;
  classes: number;
  labels: string[];
  /** Where the labels came from, for a person. */
  labelsFrom: string;
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
  | { kind: "contrast"; index: number; against: number };

export interface Job {
  /** Absolute path of the .onnx file. */
  model: string;
  /** Absolute path of a picture, or of a float32 .npy with the network's own input. */
  image: { file: string } | { tensor: string };
  target: Target;
  method: string;
  /** A layer's name, node or tensor; the default layer if absent. */
  layer?: string;
  parameters: Record<string, ParamValue>;
  device: Device;
}

export interface PredictJob extends Pick<Job, "model" | "image" | "device"> {
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

export interface Predicted {
  model: string;
  /** Absent when a tensor was given instead of a picture. */
  picture?: PictureInfo;
  predictions: Prediction[];
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
}

/** Passed along with a call; never crosses a process by value. */
export interface Control {
  signal: AbortSignal;
  progress(p: Progress): void;
}

/** A model on a device. */
export type ModelJob = Pick<Job, "model" | "device">;

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
  cost: Call<CostJob, Cost>;
  environment: Call<Record<string, never>, Environment>;
  /** The decoded, upright picture as PNG bytes, its longer side at most `side` pixels. */
  picture: Call<{ file: string; side: number }, Uint8Array>;
}
