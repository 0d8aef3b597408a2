// Channels to one number per pixel, whichever way round the layout is.
import type { HeatMap } from "../api";
import type { Lab, NdFloats } from "./method";

/** Largest absolute value over the channels, as Simonyan et al. 2013 show a gradient. */
export function largestAbs(lab: Lab, { data }: NdFloats): Float32Array {
  const values = new Float32Array(lab.preprocessing.width * lab.preprocessing.height);
  forEachChannel(lab, data, (v, p) => {
    values[p] = Math.max(values[p], Math.abs(v));
  });
  return values;
}

/** Sum over the channels: what is for the class and what is against it cancel. */
export function channelSum(lab: Lab, { data }: NdFloats): Float32Array {
  const values = new Float32Array(lab.preprocessing.width * lab.preprocessing.height);
  forEachChannel(lab, data, (v, p) => {
    values[p] += v;
  });
  return values;
}

function forEachChannel(lab: Lab, data: Float32Array, each: (v: number, pixel: number) => void) {
  const { width, height, layout } = lab.preprocessing;
  const plane = width * height;
  const channels = data.length / plane;
  data.forEach((v, i) => {
    each(v, layout === "NCHW" ? i % plane : Math.floor(i / channels));
  });
}

/** A map of pixels over the network's input. */
export const pixelMap = (
  lab: Lab,
  values: Float32Array,
  about: Pick<HeatMap, "view" | "unit"> & { clip?: number },
): HeatMap => {
  const { width, height } = lab.preprocessing;
  return { width, height, values, clip: 99, ...about };
};
