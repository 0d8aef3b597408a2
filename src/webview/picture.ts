// Pixels that come in, and the picture with its map that goes out.
import { type Display, lookOf } from "./display";
import { draw } from "./map-canvas";
import type { Shown } from "./protocol";
import type { DrawnState, Pixels } from "./state";
import { groundOf } from "./views/stage";

/** Longer side of a saved picture at most: a canvas has its limits. */
const longest = 8192;

/** The bytes as something that can be drawn at once; nothing if the browser cannot. */
export async function decoded(bytes: Uint8Array, type: string): Promise<Pixels | undefined> {
  const url = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type }));
  const image = new Image();
  image.src = url;
  try {
    await image.decode();
  } catch {
    URL.revokeObjectURL(url);
    return undefined;
  }
  return { url, width: image.naturalWidth, height: image.naturalHeight };
}

/** The picture with the map over it as a PNG file, in the picture's own size. */
export async function composed(
  state: DrawnState,
  { map }: Shown,
  display: Display,
): Promise<Uint8Array | undefined> {
  const ground = groundOf(state);
  if (!ground || !state.pixels) return undefined;
  const zoom = Math.min(1, longest / Math.max(ground.width, ground.height));
  const image = new Image();
  image.src = state.pixels.url;
  await image.decode();
  const over = new OffscreenCanvas(1, 1);
  const contrast = state.choice.target.kind === "contrast";
  draw(over, map, ground, lookOf(display, map, contrast, display.mode === "map"), zoom);
  const canvas = new OffscreenCanvas(over.width, over.height);
  const context = canvas.getContext("2d")!;
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  context.drawImage(over, 0, 0);
  return new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer());
}
