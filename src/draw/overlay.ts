// A map as colours over its picture: what the panel and the terminal both draw.
import type { HeatMap, Placement } from "../engine/api";
import { colorAt, type Scheme } from "./colors";
import { sample } from "./resample";

export interface Look {
  /** 0 to 1. */
  opacity: number;
  view: HeatMap["view"];
  /** inferno for a positive view and blue-red for a signed one, if not given. */
  scheme?: Scheme;
}

/** What the ends of the colour scale stand for, in the map's unit. */
export interface Scale {
  low: number;
  high: number;
}

/** From zero up (positive), or the same both ways (signed); clipped at the map's percentile. */
export function scaleOf({ values, clip }: HeatMap, view: HeatMap["view"]): Scale {
  const sizes = view === "signed" ? values.map(Math.abs) : values.map((v) => Math.max(v, 0));
  const high = percentile(sizes, clip);
  return { low: view === "signed" ? -high : 0, high };
}

export const schemeFor = ({ view, scheme }: Pick<Look, "view" | "scheme">): Scheme =>
  scheme ?? (view === "signed" ? "blue-red" : "inferno");

/**
 * Straight-alpha RGBA of the picture's size, to be laid over it: the map where the network looked,
 * hatching where it never saw.
 */
export function overlay(
  map: HeatMap,
  placement: Placement,
  size: { width: number; height: number },
  look: Look,
): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(size.width * size.height * 4);
  const { low, high } = scaleOf(map, look.view);
  const scheme = schemeFor(look);
  const span = high - low || 1;
  for (let y = 0; y < size.height; y++)
    for (let x = 0; x < size.width; x++) {
      const u = (x + 0.5 - placement.x) / placement.width;
      const v = (y + 0.5 - placement.y) / placement.height;
      const at = (y * size.width + x) * 4;
      if (u < 0 || u > 1 || v < 0 || v > 1) {
        rgba.set(hatch(x, y), at);
        continue;
      }
      const t = (sample(map, u, v) - low) / span;
      // Nothing for and nothing against leaves the picture as it is.
      const strength = look.view === "signed" ? Math.min(1, Math.abs(2 * t - 1) * 1.5) : 1;
      rgba.set(colorAt(scheme, t), at);
      rgba[at + 3] = Number.isNaN(t) ? 0 : 255 * look.opacity * strength;
    }
  return rgba;
}

const hatch = (x: number, y: number) =>
  (x + y) % 8 < 2 ? [128, 128, 128, 200] : [128, 128, 128, 90];

function percentile(sizes: Float32Array, percent: number): number {
  const finite = sizes.filter(Number.isFinite).sort();
  if (!finite.length) return 0;
  const largest = finite[finite.length - 1];
  const clipped = finite[Math.ceil((percent / 100) * finite.length) - 1];
  // A map of a few bright pixels would be clipped to nothing.
  return clipped > 0 ? clipped : largest;
}
