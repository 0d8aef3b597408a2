import { resample } from "../../draw/resample";
import type { HeatMap, PictureInfo } from "../api";

/** x, y, width, height: in pixels of the upright picture, or all of them within 0 to 1 as shares. */
export type Box = readonly [number, number, number, number];

/** How much of what speaks for the class (the map's positive part) lies in the box: 0 to 1. */
export function shareInside(map: HeatMap, picture: PictureInfo, box: Box): number {
  const { width, height, placement } = picture;
  const relative = box.every((v) => v >= 0 && v <= 1);
  const [x0, y0, w, h] = relative
    ? [box[0] * width, box[1] * height, box[2] * width, box[3] * height]
    : box;
  const values = resample(map, picture, placement);
  const within = (v: number, from: number, length: number) => v >= from && v < from + length;
  let inside = 0;
  let all = 0;
  for (const [p, value] of values.entries()) {
    const x = (p % width) + 0.5;
    const y = Math.floor(p / width) + 0.5;
    const seen =
      within(x, placement.x, placement.width) && within(y, placement.y, placement.height);
    if (!seen || !(value > 0)) continue;
    all += value;
    if (within(x, x0, w) && within(y, y0, h)) inside += value;
  }
  return all > 0 ? inside / all : 0;
}
