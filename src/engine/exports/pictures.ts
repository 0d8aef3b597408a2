// The map as a picture: over the file it explains, or alone where there is only a tensor.
import { overlay, paint, scaleOf } from "../../draw/overlay";
import { upsample } from "../../draw/resample";
import type { HeatMap } from "../api";
import { Refusal } from "../refusal";
import { composite, encodePng } from "../run/picture";
import type { Exported } from "./exported";

const opacity = 0.6;

/** @throws Refusal `picture-unreadable` where a tensor was explained */
export function overlayOf({ explanation, job }: Exported, side = Number.POSITIVE_INFINITY) {
  const { map, picture } = explanation;
  if (!picture || !("file" in job.image))
    throw new Refusal("picture-unreadable", "An overlay needs a picture: a tensor has none.");
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const pixels = (n: number) => Math.max(1, Math.round(n * scale));
  const size = { width: pixels(picture.width), height: pixels(picture.height) };
  const { x, y, width, height } = picture.placement;
  const seen = { x: x * scale, y: y * scale, width: width * scale, height: height * scale };
  const rgba = overlay(map, seen, size, { opacity, view: map.view });
  return composite(job.image.file, { ...size, rgba });
}

/** Over the whole of the network's input, at its size. */
export function mapAlone(map: HeatMap, { width, height }: { width: number; height: number }) {
  const look = { opacity: 1, view: map.view, alone: true };
  const rgba = paint(upsample(map, width, height), scaleOf(map, map.view), look);
  return encodePng({ width, height, rgba });
}
