// What a source says of a model's preprocessing: some settings, each with the place that says it.
import type { Preprocessing, Setting, Source } from "../api";
import type { Model } from "../onnx/model";

export type Settings = Pick<Preprocessing, Setting>;
export type Finding = { [K in Setting]?: { value: Settings[K]; source: Source } };

/** The network's input as far as its graph tells. */
export interface InputLayout {
  layout: "NCHW" | "NHWC";
  channels: number;
  /** Null where the graph takes any size. */
  height: number | null;
  width: number | null;
  /** Whether it takes the pixels themselves, 0 to 255. */
  bytes?: boolean;
}

/** What a source may look at. */
export interface Subject {
  /** Absolute path of the .onnx file. */
  path: string;
  model: Model;
  input: InputLayout;
  /** Absolute path of the folder beyond which nothing is read. */
  workspace: string;
}

/** Settings that one place says together. */
export const findingOf = (values: Partial<Settings>, source: Source): Finding =>
  Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, { value, source }]),
  );

export const pixelUnit = 1 / 255;
export const imagenet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
