// A picture with a map over it, drawn at any size.
import { overlay } from "../draw/overlay";
import type { HeatMap, PictureInfo } from "./api";
import { composite } from "./run/picture";

const opacity = 0.6;

/**
 * The upright picture with the map over it, as PNG.
 * @param size `side` is the longer side in pixels; `square` shows the middle of the picture alone
 */
export async function drawn(
  file: string,
  picture: PictureInfo,
  map: HeatMap,
  size: { side: number; square?: boolean },
): Promise<Uint8Array> {
  const { width: w, height: h, placement: p } = picture;
  const zoom = size.side / (size.square ? Math.min(w, h) : Math.max(w, h));
  const width = Math.max(1, Math.round(w * zoom));
  const height = Math.max(1, Math.round(h * zoom));
  const placement = {
    x: p.x * zoom,
    y: p.y * zoom,
    width: p.width * zoom,
    height: p.height * zoom,
  };
  const rgba = overlay(map, placement, { width, height }, { opacity, view: map.view });
  return composite(file, { width, height, rgba }, size.square ? size.side : undefined);
}
