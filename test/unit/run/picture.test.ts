// The right pixels from awkward files, and the right place in the picture.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { describe, expect, test } from "vitest";
import type { Preprocessing } from "../../../src/engine/api";
import { openPicture, pixels } from "../../../src/engine/run/picture";
import { preprocess } from "../../../src/engine/run/preprocess";
import { scratch, write } from "../engine/fixtures";
import { describeReference } from "../reference";
import { plain } from "./plain";

const folder = scratch();
/** Red above left, green above right, blue below left, white below right; muted, as CMYK can. */
const quarters = Buffer.from([170, 60, 50, 90, 150, 80, 60, 80, 140, 255, 255, 255]);
const base = () =>
  sharp(quarters, { raw: { width: 2, height: 2, channels: 3 } }).resize(40, 60, {
    kernel: "nearest",
    fit: "fill",
  });

async function cornersOf(path: string) {
  const picture = await openPicture(path);
  const { data, width, height } = await pixels(path, picture.open());
  const at = (x: number, y: number) => [
    ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
  ];
  const corners = [at(3, 3), at(width - 4, 3), at(3, height - 4), at(width - 4, height - 4)];
  return { picture, width, height, corners };
}
const near = (a: number[][], b: number[][], by: number) =>
  a.flat().every((v, i) => Math.abs(v - b.flat()[i]) <= by);
const upright = [
  [170, 60, 50],
  [90, 150, 80],
  [60, 80, 140],
  [255, 255, 255],
];

/**
 * How a picture must lie in the file for each EXIF orientation to turn it upright: a mirror image
 * first, then turned by so many degrees.
 */
const stored: [mirrored: boolean, degrees: number][] = [
  [false, 0],
  [true, 0],
  [false, 180],
  [true, 180],
  [true, 270],
  [false, 270],
  [true, 90],
  [false, 90],
];

describe("EXIF orientation", () => {
  test.each(stored.map((lie, i) => [i + 1, ...lie] as const))(
    "%i",
    async (orientation, mirrored, degrees) => {
      const flat = sharp(await base().flop(mirrored).png().toBuffer());
      const laid = await flat
        .rotate(degrees)
        .jpeg({ quality: 100, chromaSubsampling: "4:4:4" })
        .withMetadata({ orientation })
        .toBuffer();
      const file = write(folder, `exif${orientation}.jpg`, laid);
      const { corners, width, height } = await cornersOf(file);
      expect([width, height]).toEqual([40, 60]);
      expect(near(corners, upright, 6)).toBe(true);
    },
  );
});

describe("kinds of pixels", () => {
  // How far each may be off: inks cannot show every colour of a screen.
  const kinds: [string, (s: Sharp) => Sharp, number, boolean][] = [
    ["plain.png", (s) => s.png(), 0, true],
    ["alpha.png", (s) => s.ensureAlpha(0.3).png(), 0, false],
    ["sixteen.png", (s) => s.toColourspace("rgb16").png(), 1, false],
    ["cmyk.jpg", (s) => s.toColourspace("cmyk").jpeg({ quality: 100 }), 32, false],
    ["plain.tif", (s) => s.tiff({ compression: "lzw" }), 0, false],
    ["lossless.webp", (s) => s.webp({ lossless: true }), 0, true],
  ];
  test.each(kinds)("%s", async (name, save, by, displayable) => {
    const bytes = await save(base()).toBuffer();
    const { corners, picture } = await cornersOf(write(folder, name, bytes));
    expect(near(corners, upright, by)).toBe(true);
    expect(picture.displayable).toBe(displayable);
  });
  test("grey.png", async () => {
    const bytes = await sharp({ create: { width: 9, height: 9, channels: 3, background: "#777" } })
      .greyscale()
      .png()
      .toBuffer();
    const { corners } = await cornersOf(write(folder, "grey.png", bytes));
    expect(near(corners, Array(4).fill([119, 119, 119]), 1)).toBe(true);
  });
});

const how: Preprocessing = {
  ...plain,
  height: 8,
  width: 8,
  resize_short: 8,
  interpolation: "nearest",
  from: "test",
};

describe("the network's input", () => {
  test("layout, order, scale, mean and std", async () => {
    const path = write(folder, "p.png", await base().png().toBuffer());
    const numbers = { rescale_factor: 0.5, mean: [1, 2, 3], std: [2, 4, 8] };
    const rgb = await preprocess(path, { ...how, ...numbers });
    expect(rgb.input.dims).toEqual([1, 3, 8, 8]);
    expect([0, 64, 128].map((i) => rgb.input.data[i])).toEqual([42, 7, 2.75]);
    const bgr = await preprocess(path, {
      ...how,
      ...numbers,
      layout: "NHWC",
      channel_order: "BGR",
    });
    expect(bgr.input.dims).toEqual([1, 8, 8, 3]);
    expect([...bgr.input.data.slice(0, 3)]).toEqual([12, 7, 10.25]);
    const grey = { ...how, channel_order: "grey" as const, mean: [0], std: [1] };
    expect((await preprocess(path, grey)).input.data[0]).toBe(
      Math.round(170 * 0.299 + 60 * 0.587 + 50 * 0.114),
    );
  });
});

describeReference("the photographs of the reference", (reference) => {
  test("one landscape, however its file is turned", async () => {
    const files = [1, 3, 6, 8].map((i) => join(reference, `photos/odd/exif_landscape_${i}.jpg`));
    const all = await Promise.all(files.map(cornersOf));
    for (const { width, height, corners } of all) {
      expect([width, height]).toEqual([all[0].width, all[0].height]);
      expect(near(corners, all[0].corners, 16)).toBe(true);
    }
  });
  const refused = /bomb|jpeg_header_only|text_renamed|truncated|vector|zero_byte|bad_crc/;
  const odd = readdirSync(join(reference, "photos/odd")).filter((f) => !refused.test(f));
  test.each(odd)("%s becomes an input", async (name) => {
    const { input } = await preprocess(join(reference, "photos/odd", name), {
      ...how,
      width: 32,
      height: 32,
      resize_short: 32,
    });
    expect(input.data.length).toBe(3 * 32 * 32);
    expect(input.data.every(Number.isFinite)).toBe(true);
  });
});
