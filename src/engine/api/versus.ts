// Two networks on the same pictures: part of the contract in `api.ts`.
import type { Explanation, HeatMap, Job, Predicted, Prediction } from "../api";

/** The job of `Job` with two networks: their absolute paths. */
export interface VersusJob extends Omit<Job, "model"> {
  before: string;
  after: string;
}

/** The same question put to two networks. */
export interface Versus {
  /** Without its raw values. */
  before: Omit<Explanation, "raw">;
  after: Omit<Explanation, "raw">;
  /**
   * After - before, over the input rectangle of `before` at the finer of the two resolutions; NaN
   * where `after` did not see the picture.
   */
  difference: HeatMap;
  /** What a person should know before reading the difference. */
  notes: string[];
}

export interface FlipsJob extends Pick<Job, "device"> {
  before: string;
  after: string;
  /** Absolute paths of pictures. */
  files: string[];
}

/** A picture that two networks name differently. */
export interface Flip {
  file: string;
  before: Prediction;
  after: Prediction;
  /** The class its folder is named after, if there is one. */
  expected?: Predicted["expected"];
}

export interface Flips {
  /** How many pictures both networks could read. */
  pictures: number;
  flips: Flip[];
  /** Of the pictures whose folder names a class (`of`): how many each network names rightly. */
  right?: { of: number; before: number; after: number };
  unreadable: { file: string; why: string }[];
}
