// Orders in which pixels of the input are deleted or inserted: the most important first.
import { upsample } from "../../draw/resample";
import type { HeatMap } from "../api";
import { uniform } from "../methods/random";

interface Size {
  width: number;
  height: number;
}

/** By the map, the highest first; equal values in the order of reading. */
export const byMap = (map: HeatMap, { width, height }: Size) =>
  descending(upsample(map, width, height));

/** From the centre outwards: as a Gaussian there would order them. */
export const byCentre = ({ width, height }: Size) =>
  descending(
    Float32Array.from({ length: width * height }, (_, p) => {
      const x = ((p % width) + 0.5) / width - 0.5;
      const y = (Math.floor(p / width) + 0.5) / height - 0.5;
      return Math.exp(-(x * x + y * y));
    }),
  );

/**
 * By a map of the same resolution that is random, always the same: single pixels deleted here and
 * there are noise, which harms more than the patches that a coarse map would delete.
 */
export function atRandom(map: HeatMap, size: Size) {
  const random = uniform(1);
  return byMap({ ...map, values: map.values.map(random) }, size);
}

function descending(values: Float32Array): Uint32Array {
  const order = Uint32Array.from(values, (_, p) => p);
  return order.sort((a, b) => values[b] - values[a] || a - b);
}
