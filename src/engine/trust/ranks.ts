// Rank correlation of maps.
import type { HeatMap } from "../api";

/** What a person sees of it: the positive part, or the size of what is signed. */
export const shown = ({ values, view }: HeatMap) =>
  values.map((v) => (view === "signed" ? Math.abs(v) : Math.max(v, 0)));

/** Spearman's, -1 to 1; NaN if either is the same everywhere. */
export function rankCorrelation(a: Float32Array, b: Float32Array): number {
  const [x, y] = [ranks(a), ranks(b)];
  const mean = (a.length - 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [u, v] = [x[i] - mean, y[i] - mean];
    xy += u * v;
    xx += u * u;
    yy += v * v;
  }
  return xy / Math.sqrt(xx * yy);
}

/** From 0; equal values share the mean of their ranks. */
function ranks(values: Float32Array): Float64Array {
  const order = Uint32Array.from(values, (_, i) => i).sort((a, b) => values[a] - values[b]);
  const found = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]] === values[order[start]]) end++;
    for (let i = start; i < end; i++) found[order[i]] = (start + end - 1) / 2;
    start = end;
  }
  return found;
}
