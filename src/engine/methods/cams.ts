// What the class activation maps have in common: (C, h, w) of a layer becomes one (h, w).
import type { MethodResult } from "./method";

/** sum over k of weights[k] * A[k]. */
export function weightedSum(activation: Float32Array, weights: Float64Array, area: number) {
  const sums = new Float64Array(area);
  weights.forEach((w, k) => {
    for (let p = 0; p < area; p++) sums[p] += w * activation[k * area + p];
  });
  return Float32Array.from(sums);
}

/** Raw is before the ReLU, at the layer's resolution; what is below zero is hidden when shown. */
export function camMap(dims: readonly number[], data: Float32Array, unit: string): MethodResult {
  const [, , height, width] = dims;
  return {
    raw: { dims: [height, width], data },
    map: { width, height, values: data, view: "positive", unit, clip: 100 },
  };
}
