import type { HeatMap, Placement } from "../engine/api";
import { resample } from "./resample";

/** A map and the part of the picture that it covers. */
export interface Placed {
  map: HeatMap;
  placement: Placement;
}

/**
 * `after - before` over the area of `before`, at the finer of the two resolutions; NaN where `after`
 * covers nothing.
 */
export function difference(before: Placed, after: Placed): HeatMap {
  const [a, b] = [before.map, after.map];
  const width = Math.max(a.width, b.width);
  const height = Math.max(a.height, b.height);
  const old = resample(a, { width, height }, { x: 0, y: 0, width, height });
  const area = within(after.placement, before.placement, { width, height });
  const values = resample(b, { width, height }, area);
  for (let p = 0; p < values.length; p++) {
    const x = (p % width) + 0.5 - area.x;
    const y = Math.floor(p / width) + 0.5 - area.y;
    const covered = x >= 0 && x <= area.width && y >= 0 && y <= area.height;
    values[p] = covered ? values[p] - old[p] : Number.NaN;
  }
  return { width, height, values, view: "signed", unit: a.unit, clip: Math.max(a.clip, b.clip) };
}

/** A rectangle of the picture in cells of a grid that covers `frame`. */
const within = (r: Placement, frame: Placement, size: { width: number; height: number }) => ({
  x: ((r.x - frame.x) / frame.width) * size.width,
  y: ((r.y - frame.y) / frame.height) * size.height,
  width: (r.width / frame.width) * size.width,
  height: (r.height / frame.height) * size.height,
});
