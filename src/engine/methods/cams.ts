// What the class activation maps have in common: (C, h, w) of a layer becomes one (h, w).
import type { MethodInfo } from "../api";
import { defineMethod, type Method, type MethodResult } from "./method";

/** A layer's activation A and the gradient g of the score with respect to it, channel after channel. */
export interface LayerGradient {
  A: Float32Array;
  g: Float32Array;
  channels: number;
  /** Cells of one channel, h * w. */
  area: number;
}

type CamInfo = Pick<
  MethodInfo,
  "id" | "title" | "about" | "paper" | "recommended" | "wholeChannels"
>;

/** A method that makes a layer's activation and gradient into one map. */
export const cam = (info: CamInfo, combine: (l: LayerGradient) => Float32Array): Method =>
  defineMethod({
    ...info,
    group: "regions",
    needs: ["gradients", "layer"],
    params: {},
    async explain(lab) {
      const { value, gradient } = await lab.gradient({ wrt: "layer" });
      return camMap(value.dims, combine(layerGradient(value, gradient)));
    },
  });

export function layerGradient(
  value: { dims: readonly number[]; data: Float32Array },
  gradient: { data: Float32Array },
): LayerGradient {
  const [, channels, height, width] = value.dims;
  return { A: value.data, g: gradient.data, channels, area: height * width };
}

/** sum over k of w_k A_k, with w_k made of channel k's own cells. */
export function weighted(
  { A, g, channels, area }: LayerGradient,
  weight: (A: Float32Array, g: Float32Array) => number,
): Float32Array {
  const sums = new Float64Array(area);
  for (let k = 0; k < channels; k++) {
    const [from, to] = [k * area, (k + 1) * area];
    const w = weight(A.subarray(from, to), g.subarray(from, to));
    for (let p = 0; p < area; p++) sums[p] += w * A[from + p];
  }
  return Float32Array.from(sums);
}

/** sum over k of f(A_k, g_k), cell by cell. */
export function cellwise(
  { A, g, channels, area }: LayerGradient,
  f: (A: number, g: number) => number,
): Float32Array {
  const sums = new Float64Array(area);
  for (let i = 0; i < channels * area; i++) sums[i % area] += f(A[i], g[i]);
  return Float32Array.from(sums);
}

export const sum = (values: Float32Array) => values.reduce((a, b) => a + b, 0);

/** Raw is before the ReLU, at the layer's resolution; what is below zero is hidden when shown. */
export function camMap(dims: readonly number[], data: Float32Array): MethodResult {
  const [, , height, width] = dims;
  return {
    raw: { dims: [height, width], data },
    map: { width, height, values: data, view: "positive", unit: "logit", clip: 100 },
  };
}
