// Boxes: from the network's input to the picture, how much they overlap, which of them stay.
import type { Placement } from "../api";
import type { Geometry } from "./reader";

/** Corners in pixels of the network's input: left, top, right, bottom. */
export type Box = readonly [number, number, number, number];

export const around = (cx: number, cy: number, width: number, height: number): Box => [
  cx - width / 2,
  cy - height / 2,
  cx + width / 2,
  cy + height / 2,
];

/** A point of the network's input in pixels of the picture. */
export const pointIn = ({ width, height, placement: p }: Geometry, x: number, y: number) => ({
  x: p.x + (x / width) * p.width,
  y: p.y + (y / height) * p.height,
});

/** A rectangle of the network's input in pixels of the picture. */
export function boxIn(geometry: Geometry, [x0, y0, x1, y1]: Box): Placement {
  const from = pointIn(geometry, x0, y0);
  const to = pointIn(geometry, x1, y1);
  return { ...from, width: to.x - from.x, height: to.y - from.y };
}

export interface Scored {
  box: Box;
  score: number;
  class: number;
}

/** Greedy non-maximum suppression, class by class: the best of what overlaps stays. */
export function suppressed<C extends Scored>(
  candidates: readonly C[],
  overlap: number,
  most: number,
): C[] {
  const kept: C[] = [];
  for (const c of candidates.toSorted((a, b) => b.score - a.score)) {
    if (kept.length === most) break;
    if (!kept.some((k) => k.class === c.class && overlapOf(k.box, c.box) > overlap)) kept.push(c);
  }
  return kept;
}

/** Intersection over union. */
export function overlapOf(a: Box, b: Box): number {
  const side = (lo: number, hi: number) =>
    Math.max(0, Math.min(a[hi], b[hi]) - Math.max(a[lo], b[lo]));
  const both = side(0, 2) * side(1, 3);
  const area = (r: Box) => (r[2] - r[0]) * (r[3] - r[1]);
  return both / (area(a) + area(b) - both || 1);
}
