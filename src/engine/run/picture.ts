// Pictures: files to upright 8-bit RGB pixels, by sharp. The only place that decodes.
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { decode as decodeBmp } from "bmp-ts";
import sharp, { type Metadata, type Sharp } from "sharp";
import type { Placement } from "../api";
import { Refusal } from "../refusal";

export interface Picture {
  /** Size in pixels, after EXIF rotation. */
  width: number;
  height: number;
  /** Whether a browser shows the same pixels for the file itself. */
  displayable: boolean;
  /** What a person should know: what was left out on the way to 8-bit RGB. */
  notes: string[];
  /** A pipeline that ends in upright sRGB without alpha, 8 bits a channel. */
  open(): Sharp;
}

/** Larger pictures are refused before they are decoded: 16384 x 16384. */
const mostPixels = 2 ** 28;
const readable = new Set(["jpeg", "png", "webp", "gif", "tiff", "heif", "raw"]);
const shownByBrowsers = new Set(["jpeg", "png", "webp", "gif", "heif"]);

/**
 * Opens a picture file.
 * @throws Refusal `picture-unreadable`, `picture-too-large`
 */
export async function openPicture(path: string): Promise<Picture> {
  const name = basename(path);
  const bytes = await readFile(path).catch((e: NodeJS.ErrnoException) => {
    throw unreadable(name, e.code === "ENOENT" ? "there is no such file" : e.message);
  });
  if (!bytes.length) throw unreadable(name, "the file is empty");
  const source =
    bytes.toString("latin1", 0, 2) === "BM" ? bmpSource(name, bytes) : fileSource(bytes);
  const about = await source()
    .metadata()
    .catch((e: Error) => {
      throw e.message.includes("exceeds pixel limit")
        ? tooLarge(name)
        : unreadable(
            name,
            "it is no JPEG, PNG, WebP, GIF, TIFF, BMP or AVIF, whatever its name says",
          );
    });
  if (!readable.has(about.format))
    throw unreadable(name, `${about.format.toUpperCase()} is not a picture made of pixels`);
  if (about.width * about.height > mostPixels) throw tooLarge(name, about);
  const turned = (about.orientation ?? 1) >= 5;
  return {
    width: turned ? about.height : about.width,
    height: turned ? about.width : about.height,
    displayable: isDisplayable(about),
    notes: notesOn(about),
    open: () => upright(source()),
  };
}

/**
 * The pixels of a pipeline made by `open`: RGB, row by row.
 * @throws Refusal `picture-unreadable` if the file turns out to be damaged
 */
export async function pixels(path: string, pipeline: Sharp) {
  try {
    const { data, info } = await pipeline
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    return {
      width: info.width,
      height: info.height,
      data: info.channels === 1 ? threefold(data) : data,
    };
  } catch (e) {
    throw damaged(path, e);
  }
}

/** The upright picture as PNG, its longer side at most `side` pixels. */
export async function asPng(path: string, side: number): Promise<Uint8Array> {
  const picture = await openPicture(path);
  try {
    return await picture
      .open()
      .resize(side, side, { fit: "inside", withoutEnlargement: true })
      .png({ compressionLevel: 3 })
      .toBuffer();
  } catch (e) {
    throw damaged(path, e);
  }
}

export const sharpVersion = sharp.versions.sharp;

const fileSource = (bytes: Buffer) => () =>
  sharp(bytes, {
    limitInputPixels: mostPixels,
    failOn: "truncated",
    // As training code reads pictures: the numbers in the file, not what a screen makes of them.
    ignoreIcc: true,
  });

function bmpSource(name: string, bytes: Buffer) {
  const { width, height } = bmpSize(name, bytes);
  if (width * height > mostPixels) throw tooLarge(name, { width, height });
  try {
    const { data } = decodeBmp(bytes, { toRGBA: true });
    return () => sharp(data, { raw: { width, height, channels: 4 } });
  } catch {
    throw unreadable(name, "it is a BMP that is cut off or of an unusual kind");
  }
}

/** From the header, before anything is allocated. */
function bmpSize(name: string, bytes: Buffer) {
  if (bytes.length < 26) throw unreadable(name, "it is a BMP that is cut off");
  return { width: Math.abs(bytes.readInt32LE(18)), height: Math.abs(bytes.readInt32LE(22)) };
}

/** Alpha is dropped, not blended, as PIL's convert("RGB") and OpenCV's imread do. */
const upright = (source: Sharp) => source.autoOrient().removeAlpha().toColourspace("srgb");

function isDisplayable({ format, depth, hasAlpha, space, orientation }: Metadata) {
  const plain = depth === "uchar" && !hasAlpha && space !== "cmyk";
  return plain && shownByBrowsers.has(format) && ((orientation ?? 1) === 1 || format === "jpeg");
}

function notesOn({ format, hasAlpha, depth, space, pages = 1 }: Metadata): string[] {
  const notes = [
    hasAlpha && format !== "raw" && "Transparency is ignored, as training pipelines do.",
    depth === "ushort" && "16 bits a channel were reduced to 8.",
    space === "cmyk" && "CMYK colours were converted to RGB.",
    pages > 1 && `Only the first of ${pages} frames is explained.`,
  ];
  return notes.filter((n) => n !== false);
}

function threefold(grey: Buffer) {
  const rgb = Buffer.alloc(grey.length * 3);
  grey.forEach((v, i) => {
    rgb.fill(v, 3 * i, 3 * i + 3);
  });
  return rgb;
}

const unreadable = (name: string, why: string) =>
  new Refusal("picture-unreadable", `The picture "${name}" cannot be read: ${why}.`);

const tooLarge = (name: string, size?: { width: number; height: number }) =>
  new Refusal(
    "picture-too-large",
    `The picture "${name}" is too large${size ? ` (${size.width} x ${size.height} pixels)` : ""}: ` +
      `${mostPixels / 2 ** 20} megapixels are the most. Make a smaller copy and explain that.`,
  );

function damaged(path: string, e: unknown) {
  const why = e instanceof Error ? e.message.split("\n")[0] : String(e);
  return unreadable(basename(path), `it is damaged or cut off (${why})`);
}

/** Straight-alpha RGBA as PNG. */
export const encodePng = ({ width, height, rgba }: Rgba): Promise<Uint8Array> =>
  sharp(Buffer.from(rgba.buffer, rgba.byteOffset, rgba.byteLength), {
    raw: { width, height, channels: 4 },
  })
    .png()
    .toBuffer();

interface Rgba {
  width: number;
  height: number;
  rgba: Uint8ClampedArray;
}

/**
 * The upright picture, resized to that of straight-alpha RGBA, with this laid over it, as PNG.
 * @param middle side of the square to cut from its middle, in pixels
 */
export async function composite(path: string, over: Rgba, middle?: number): Promise<Uint8Array> {
  const picture = await openPicture(path);
  const { width, height, rgba } = over;
  const input = Buffer.from(rgba.buffer, rgba.byteOffset, rgba.byteLength);
  try {
    const fitting = picture.open().resize(width, height, { fit: "fill" });
    const upright = await fitting.png({ compressionLevel: 0 }).toBuffer();
    const both = sharp(upright).composite([{ input, raw: { width, height, channels: 4 } }]);
    if (middle === undefined) return await both.png().toBuffer();
    const whole = await both.png({ compressionLevel: 0 }).toBuffer();
    return await sharp(whole).resize(middle, middle, { fit: "cover" }).png().toBuffer();
  } catch (e) {
    throw damaged(path, e);
  }
}

const gap = 4;

/** Pictures of one height side by side, as WebP: small enough to stand in a text. */
export async function asWebp(pictures: Uint8Array[]): Promise<Uint8Array> {
  const buffers = pictures.map((p) => Buffer.from(p));
  const join = { across: buffers.length, shim: gap, background: "#00000000" };
  const together = buffers.length === 1 ? sharp(buffers[0]) : sharp(buffers, { join });
  return together.webp({ quality: 85 }).toBuffer();
}

/**
 * A rectangle of the upright picture, stretched to a square of `side` pixels; where it overhangs the
 * picture it is black.
 */
export async function patchOf(path: string, area: Placement, side: number) {
  const picture = await openPicture(path);
  const [left, width] = overlap(area.x, area.width, picture.width);
  const [top, height] = overlap(area.y, area.height, picture.height);
  const to = (pixels: number, of: number) => Math.max(1, Math.round((pixels * side) / of));
  const cut = picture
    .open()
    .extract({ left, top, width, height })
    .resize(to(width, area.width), to(height, area.height), { fit: "fill" });
  const { data, ...size } = await pixels(path, cut);
  const rgb = new Uint8Array(3 * side * side);
  const x0 = Math.round(((left - area.x) * side) / area.width);
  const y0 = Math.round(((top - area.y) * side) / area.height);
  for (let y = 0; y < Math.min(size.height, side - y0); y++) {
    const row = data.subarray(3 * y * size.width, 3 * (y + 1) * size.width);
    rgb.set(row.subarray(0, 3 * (side - x0)), 3 * ((y + y0) * side + x0));
  }
  return { width: side, height: side, rgb };
}

/** First pixel and number of those that lie within the picture; at least one. */
function overlap(start: number, length: number, size: number): [number, number] {
  const first = Math.min(Math.max(Math.round(start), 0), size - 1);
  return [first, Math.max(1, Math.min(Math.round(start + length), size) - first)];
}

/** Planes of one or three channels, 0 to 255, as a PNG. */
export async function planesAsPng({
  width,
  height,
  planes,
}: {
  width: number;
  height: number;
  planes: Float32Array;
}): Promise<Uint8Array> {
  const area = width * height;
  const channels = (planes.length / area) as 1 | 3;
  const pixels = new Uint8ClampedArray(planes.length);
  for (let c = 0; c < channels; c++)
    for (let p = 0; p < area; p++) pixels[p * channels + c] = planes[c * area + p];
  return sharp(pixels, { raw: { width, height, channels } }).png().toBuffer();
}
