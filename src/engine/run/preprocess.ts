// From a picture to the network's input, and where in the picture that input lies.
import type { ChannelOrder, Placement, Preprocessing } from "../api";
import { openPicture, type Picture, pixels } from "./picture";
import { resize } from "./resize";
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
  const plan = plans[how.resize](picture, how);
  const rgb = await cut(path, picture, plan, how);
  return { picture, placement: placementOf(picture, plan, how), input: normalise(rgb, how) };
}

interface Size {
  width: number;
  height: number;
}

/** What the whole picture is resized to, and where in the input it lies. */
const plans: Record<Preprocessing["resize"], (picture: Size, how: Preprocessing) => Plan> = {
  /** torchvision's Resize and CenterCrop, rounding included. */
  crop({ width, height }, how) {
    const factor = how.resize_short / Math.min(width, height);
    const side = (v: number) => Math.max(1, Math.trunc(v * factor + 1e-9));
    return centred({ width: side(width), height: side(height) }, how);
  },
  stretch(_, how) {
    const factor = how.resize_short / Math.min(how.width, how.height);
    const side = (v: number) => Math.max(1, Math.round(v * factor));
    return centred({ width: side(how.width), height: side(how.height) }, how);
  },
  /** Ultralytics' LetterBox: rounded sizes, an odd row of padding goes below. */
  letterbox({ width, height }, how) {
    const factor = Math.min(how.width / width, how.height / height);
    const side = (v: number) => Math.max(1, Math.round(v * factor));
    const scaled = { width: side(width), height: side(height) };
    if (how.align === "top-left") return { scaled, left: 0, top: 0 };
    const before = (space: number) => 0 - Math.floor(space / 2);
    return {
      scaled,
      left: before(how.width - scaled.width),
      top: before(how.height - scaled.height),
    };
  },
};

const centred = (scaled: Size, { width, height }: Size): Plan => ({
  scaled,
  left: half(scaled.width - width),
  top: half(scaled.height - height),
});

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

async function cut(path: string, picture: Picture, plan: Plan, how: Preprocessing) {
  const { width, height } = how;
  const { scaled, left, top } = plan;
  const source = await pixels(path, bounded(picture));
  const seen = {
    left: Math.max(0, left),
    top: Math.max(0, top),
    right: Math.min(scaled.width, left + width),
    bottom: Math.min(scaled.height, top + height),
  };
  const part = resize(source, scaled, seen, how);
  const out = new Uint8Array(width * height * 3);
  if (part.width < width || part.height < height)
    for (let i = 0; i < out.length; i++) out[i] = how.pad_value[i % 3];
  for (let y = 0; y < part.height; y++) {
    const row = part.data.subarray(y * part.width * 3, (y + 1) * part.width * 3);
    out.set(row, ((y + seen.top - top) * width + seen.left - left) * 3);
  }
  return out;
}

/** Larger pictures are halved while they are decoded, so that a gigapixel does not fill the memory. */
const mostDecoded = 2 ** 26;

function bounded(picture: Picture) {
  const { width, height } = picture;
  const times = Math.ceil(Math.log2(Math.max(1, (width * height) / mostDecoded)) / 2);
  if (times === 0) return picture.open();
  const side = (v: number) => Math.max(1, Math.round(v / 2 ** times));
  return picture.open().resize(side(width), side(height), { fit: "fill", kernel: "linear" });
}

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
