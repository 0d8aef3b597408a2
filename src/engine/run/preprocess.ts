// From a picture to the network's input, and where in the picture that input lies.
import { basename } from "node:path";
import type { ChannelOrder, Placement, Preprocessing } from "../api";
import { Refusal } from "../refusal";
import { openPicture, type Picture, pixels } from "./picture";
import type { NdArray } from "./session";

/** Whole pixels: the picture is resized to `scaled`, then `input` is cut from it or put around it. */
interface Plan {
  scaled: { width: number; height: number };
  /** Upper left corner of the input within the resized picture; negative where it is padded. */
  left: number;
  top: number;
}

export interface Prepared {
  picture: Picture;
  placement: Placement;
  /** [1, C, H, W] or [1, H, W, C]. */
  input: NdArray & { data: Float32Array };
}

/** @throws Refusal `picture-unreadable`, `picture-too-large` */
export async function preprocess(path: string, how: Preprocessing): Promise<Prepared> {
  const picture = await openPicture(path);
  const plan = planFor(picture, how);
  const rgb = await cut(path, picture, plan, how);
  return { picture, placement: placementOf(picture, plan, how), input: normalise(rgb, how) };
}

/** torchvision's Resize and CenterCrop, rounding included. */
function planFor({ width, height }: Picture, how: Preprocessing): Plan {
  const target = { width: how.width, height: how.height };
  if (how.resize === "stretch") return { scaled: target, left: 0, top: 0 };
  const fit = Math.min(target.width / width, target.height / height);
  const fill = how.resize_short / Math.min(width, height);
  const factor = how.resize === "letterbox" ? fit : fill;
  const scaled = {
    width: Math.max(1, Math.trunc(width * factor + 1e-9)),
    height: Math.max(1, Math.trunc(height * factor + 1e-9)),
  };
  return {
    scaled,
    left: half(scaled.width - target.width),
    top: half(scaled.height - target.height),
  };
}

/** Python's round() of a half goes to the even neighbour, and CenterCrop uses it. */
function half(n: number) {
  const down = Math.floor(n / 2);
  return n % 2 && down % 2 ? down + 1 : down;
}

/** The network's input rectangle in pixels of the upright picture. */
function placementOf({ width, height }: Picture, plan: Plan, how: Preprocessing): Placement {
  const across = width / plan.scaled.width;
  const down = height / plan.scaled.height;
  return {
    x: plan.left * across,
    y: plan.top * down,
    width: how.width * across,
    height: how.height * down,
  };
}

const kernels = {
  nearest: "nearest",
  bilinear: "linear",
  bicubic: "cubic",
  lanczos: "lanczos3",
} as const;

async function cut(path: string, picture: Picture, plan: Plan, how: Preprocessing) {
  const { width, height } = how;
  const { scaled, left, top } = plan;
  const resized = picture.open().resize(scaled.width, scaled.height, {
    fit: "fill",
    kernel: kernels[how.interpolation],
    // Decoding a JPEG at a fraction of its size is faster and gives other pixels.
    fastShrinkOnLoad: false,
  });
  if (scaled.width * scaled.height > mostScaled) throw tooNarrow(path, picture, scaled);
  const { data } = await pixels(path, resized);
  const out = new Uint8Array(width * height * 3);
  for (let y = Math.max(0, -top); y < Math.min(height, scaled.height - top); y++) {
    const from = Math.max(0, left);
    const to = Math.min(scaled.width, left + width);
    const row = (y + top) * scaled.width;
    out.set(data.subarray((row + from) * 3, (row + to) * 3), (y * width + from - left) * 3);
  }
  return out;
}

const mostScaled = 2 ** 27;
const tooNarrow = (path: string, p: Picture, scaled: Plan["scaled"]) =>
  new Refusal(
    "picture-too-large",
    `The picture "${basename(path)}" (${p.width} x ${p.height}) is too narrow: resized as the network ` +
      `wants it would be ${scaled.width} x ${scaled.height} pixels. Crop it and explain that.`,
  );

/** Which of R, G and B each channel of the input is; grey is all three by ITU-R 601. */
export const channelSource: Record<ChannelOrder, number[]> = {
  RGB: [0, 1, 2],
  BGR: [2, 1, 0],
  grey: [-1],
};

/** input = (pixel * rescale_factor - mean) / std */
function normalise(rgb: Uint8Array, how: Preprocessing): Prepared["input"] {
  const { width, height, layout, rescale_factor, mean, std } = how;
  const order = channelSource[how.channel_order];
  const plane = width * height;
  const data = new Float32Array(order.length * plane);
  const nchw = layout === "NCHW";
  order.forEach((from, c) => {
    for (let p = 0; p < plane; p++) {
      const pixel = from < 0 ? luma(rgb, 3 * p) : rgb[3 * p + from];
      data[nchw ? c * plane + p : p * order.length + c] =
        (pixel * rescale_factor - mean[c]) / std[c];
    }
  });
  const dims = nchw ? [1, order.length, height, width] : [1, height, width, order.length];
  return { dims, data };
}

/** As PIL's convert("L"). */
const luma = (rgb: Uint8Array, i: number) =>
  (rgb[i] * 19595 + rgb[i + 1] * 38470 + rgb[i + 2] * 7471 + 0x8000) >> 16;
