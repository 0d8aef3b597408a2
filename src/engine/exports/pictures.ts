// The map as a picture: over the file it explains, or alone where there is only a tensor.
import { paint, scaleOf } from "../../draw/overlay";
import { upsample } from "../../draw/resample";
import type { HeatMap } from "../api";
import { drawn } from "../drawing";
import { Refusal } from "../refusal";
import { encodePng } from "../run/picture";
import type { Exported } from "./exported";

/** @throws Refusal `picture-unreadable` where a tensor was explained */
export function overlayOf({ explanation, job }: Exported, side = Number.POSITIVE_INFINITY) {
  const { map, picture } = explanation;
  if (!picture || !("file" in job.image))
    throw new Refusal("picture-unreadable", "An overlay needs a picture: a tensor has none.");
  const own = Math.max(picture.width, picture.height);
  return drawn(job.image.file, picture, map, { side: Math.min(side, own) });
}

/** Over the whole of the network's input, at its size. */
export function mapAlone(map: HeatMap, { width, height }: { width: number; height: number }) {
  const look = { opacity: 1, view: map.view, alone: true };
  const rgba = paint(upsample(map, width, height), scaleOf(map, map.view), look);
  return encodePng({ width, height, rgba });
}
