// A method is defined once, here; menus, settings, flags, documentation and tests are made from it.
import type { HeatMap, MethodInfo, Param, Preprocessing, Progress } from "../api";
import type { Rules } from "../grad";
import type { Window } from "../incremental/window";

export interface NdFloats {
  dims: readonly number[];
  data: Float32Array;
}

/** What gradients are asked for. */
export interface GradientOf {
  wrt: "input" | "layer";
  /** Other rules than the plain ones, under a name of their own. */
  rules?: { id: string; rules: Rules };
  /** Inputs to use in place of the picture's, one after the other. */
  inputs?: Float32Array[];
}

export interface Gradient {
  /** The score of each input. */
  scores: Float32Array;
  /** The input or the layer's activation, with the batch in front. */
  value: NdFloats;
  /** d(score)/d(value), of the same dims. */
  gradient: NdFloats;
}

export type Head = { pooled: string; brokenBy?: undefined } | { brokenBy: string };

/** All that a method may do. Whatever costs time goes through here: it can be cancelled. */
export interface Lab {
  /** The network's own input: [1, C, H, W] or [1, H, W, C], as `preprocessing.layout` says. */
  readonly input: NdFloats;
  readonly preprocessing: Preprocessing;
  /** Name of the layer that is explained. */
  readonly layer?: string;
  /** Operators that the network is made of. */
  readonly operators: ReadonlySet<string>;
  /** How the network ends: in the mean of a layer and a linear map of it, or what breaks that. */
  readonly head: Head;
  /** Most inputs that one pass should take. */
  readonly batch: number;
  /** Weights of the classes' scores in the scalar that is explained: 1, and -1 for one against. */
  readonly seed: Float32Array;
  /** The scalar that is explained, for each input: a logit, or one logit minus another. */
  score(inputs: Float32Array[]): Promise<Float32Array>;
  /**
   * The score with `cover` (an input's worth of numbers) in each window, a batch at a time, the
   * windows of earlier levels first. Where the network allows it only what changes is computed.
   */
  occluded(
    levels: readonly (readonly Window[])[],
    cover: Float32Array,
  ): AsyncIterable<{ windows: readonly Window[]; scores: Float32Array }>;
  gradient(of: GradientOf): Promise<Gradient>;
  /** The layer's activation for the picture, [1, C, h, w]. */
  activation(): Promise<NdFloats>;
  /** The layer's attention for the picture, [1, slots, h, w]. */
  attention(): Promise<NdFloats>;
  /**
   * For each input the best intersection over union with the box that is explained, times the
   * probability of its class, over all boxes that are read from it. Where a box is explained.
   */
  boxLike?(inputs: Float32Array[]): Promise<Float32Array>;
  progress(p: Progress): void;
}

export interface MethodResult {
  /** As docs/methods.md defines it. */
  raw: NdFloats;
  map: HeatMap;
  notes?: string[];
  /** Numbers that the method found on the way, by name. */
  figures?: Record<string, number>;
}

export type ParamValues<P> = {
  [K in keyof P]: P[K] extends { type: "integer"; default: null }
    ? number | null
    : P[K] extends { type: "integer" | "number" }
      ? number
      : P[K] extends { type: "flag" }
        ? boolean
        : P[K] extends { options: readonly (infer O)[] }
          ? O
          : never;
};

/** What is known before a method runs. */
export interface About {
  preprocessing: Preprocessing;
  /** Channels of the layer that is explained. */
  channels: number;
}

export interface Method<P extends Record<string, Param> = Record<string, Param>>
  extends MethodInfo {
  params: P;
  explain(lab: Lab, params: ParamValues<P>): Promise<MethodResult>;
  /** How often the network runs, one if not said; or the windows that are covered, one in a pass. */
  passes?(about: About, params: ParamValues<P>): number | readonly Window[];
}

export const defineMethod = <const P extends Record<string, Param>>(m: Method<P>) =>
  m as unknown as Method;

export const infoOf = ({ explain: _, passes: __, ...info }: Method): MethodInfo => info;
