// An explanation as a file: the raw map, the overlay, or everything but pixels.
import { overlay } from "../draw/overlay";
import type { Explanation, Job } from "./api";
import { Refusal } from "./refusal";
import { encodeNpy } from "./run/npy";
import { composite } from "./run/picture";

type Writer = (e: Explanation, job: Job) => Uint8Array | Promise<Uint8Array>;

const opacity = 0.6;

/** By file name extension. */
export const writers: Record<string, Writer> = {
  ".npy": ({ raw }) => encodeNpy(raw.dims, raw.data),
  ".json": ({ raw, map, ...rest }, { image }) => {
    const { values: _, ...shown } = map;
    const all = { ...rest, image, raw: { dims: raw.dims }, map: shown };
    return new TextEncoder().encode(`${JSON.stringify(all, null, 2)}\n`);
  },
  ".png": ({ map, picture }, { image }) => {
    if (!picture || !("file" in image))
      throw new Refusal("picture-unreadable", "An overlay needs a picture: a tensor has none.");
    const { placement, width, height } = picture;
    const rgba = overlay(map, placement, { width, height }, { opacity, view: map.view });
    return composite(image.file, { width, height, rgba });
  },
};
