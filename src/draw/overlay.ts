// A map as colours over its picture: what the panel and the terminal both draw.
import type { HeatMap, Placement } from "../engine/api";
import { colorAt, type Scheme } from "./colors";
import { resample } from "./resample";

export interface Look {
  /** 0 to 1. */
  opacity: number;
  view: HeatMap["view"];
  /** inferno for a positive view and blue-red for a signed one, if not given. */
  scheme?: Scheme;
  /** The map's own scale, if not given. */
  scale?: Scale;
  /** Nothing lies below the map: zero has its colour too. */
  alone?: boolean;
}

/** What the ends of the colour scale stand for, in the map's unit. */
export interface Scale {
  low: number;
  high: number;
}

interface Size {
  width: number;
  height: number;
}

/** From zero up (positive), or the same both ways (signed); clipped at the map's percentile. */
export function scaleOf({ values, clip }: HeatMap, view: HeatMap["view"]): Scale {
  const sizes = view === "signed" ? values.map(Math.abs) : values.map((v) => Math.max(v, 0));
  const high = percentile(sizes, clip);
  return { low: view === "signed" ? -high : 0, high };
}

export const schemeFor = ({ view, scheme }: Pick<Look, "view" | "scheme">): Scheme =>
  view === "signed" ? "blue-red" : (scheme ?? "inferno");

/**
 * Straight-alpha RGBA of the picture's size, to be laid over it: the map where the network looked,
 * hatching where it never saw.
 */
export function overlay(
  map: HeatMap,
  placement: Placement,
  size: Size,
  look: Look,
): Uint8ClampedArray<ArrayBuffer> {
  const rgba = paint(resample(map, size, placement), look.scale ?? scaleOf(map, look.view), look);
  hatch(rgba, size, placement);
  return rgba;
}

/** Values as colours. What is no number stays clear. */
export function paint(values: Float32Array, { low, high }: Scale, look: Look) {
  const rgba = new Uint8ClampedArray(values.length * 4);
  const scheme = schemeFor(look);
  const span = high - low || 1;
  for (let p = 0; p < values.length; p++) {
    if (Number.isNaN(values[p])) continue;
    const t = (values[p] - low) / span;
    const [r, g, b] = colorAt(scheme, t);
    rgba[4 * p] = r;
    rgba[4 * p + 1] = g;
    rgba[4 * p + 2] = b;
    rgba[4 * p + 3] = 255 * look.opacity * (look.alone ? 1 : strength(t, look.view));
  }
  return rgba;
}

/** Neither for nor against leaves the picture as it is. */
const strength = (t: number, view: Look["view"]) =>
  view === "signed" ? Math.min(1, Math.abs(2 * t - 1) * 1.5) : 1;

/** Slanted lines over what lies outside the area that the network saw. */
function hatch(rgba: Uint8ClampedArray, { width, height }: Size, seen: Placement) {
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const u = x + 0.5 - seen.x;
      const v = y + 0.5 - seen.y;
      if (u >= 0 && u <= seen.width && v >= 0 && v <= seen.height) continue;
      const line = (x + y) % 10 < 2;
      rgba.fill(line ? 200 : 0, 4 * (y * width + x), 4 * (y * width + x) + 3);
      rgba[4 * (y * width + x) + 3] = line ? 90 : 110;
    }
}

function percentile(sizes: Float32Array, percent: number): number {
  const finite = sizes.filter(Number.isFinite).sort();
  if (!finite.length) return 0;
  const largest = finite[finite.length - 1];
  const clipped = finite[Math.ceil((percent / 100) * finite.length) - 1];
  // A map of a few bright pixels would be clipped to nothing.
  return clipped > 0 ? clipped : largest;
}
