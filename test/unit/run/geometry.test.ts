// A marker goes through every way a picture becomes an input; the map of that input, drawn back over
// the upright picture, has it in its place.
import sharp from "sharp";
import { expect, test } from "vitest";
import { overlay } from "../../../src/draw/overlay";
import { resample } from "../../../src/draw/resample";
import type { HeatMap, Preprocessing } from "../../../src/engine/api";
import { preprocess } from "../../../src/engine/run/preprocess";
import { scratch, write } from "../engine/fixtures";
import { plain } from "./plain";

const folder = scratch();

/** As the file must lie for each EXIF orientation, 1 to 8: mirrored, then turned by degrees. */
const stored = [
  [false, 0],
  [true, 0],
  [false, 180],
  [true, 180],
  [true, 270],
  [false, 270],
  [true, 90],
  [false, 90],
] as const;

const sizes = [
  [64, 96],
  [97, 63],
  [80, 80],
  [81, 240],
  [301, 202],
] as const;

interface Marked {
  file: string;
  width: number;
  height: number;
  /** Centre of the marker, in pixels of the upright picture. */
  at: { x: number; y: number };
}

/** A white square in a black picture, large enough to survive shrinking, near a corner of the seen. */
function marked(width: number, height: number, orientation: number): Promise<Marked> {
  const key = `${width}x${height}-${orientation}`;
  const made = files.get(key) ?? mark(key, width, height, orientation);
  files.set(key, made);
  return made;
}
const files = new Map<string, Promise<Marked>>();

async function mark(key: string, width: number, height: number, orientation: number) {
  const side = Math.max(1, Math.round(Math.min(width, height) / 20));
  const x = Math.floor(width * 0.58);
  const y = Math.floor(height * 0.41);
  const data = Buffer.alloc(width * height * 3);
  for (let dy = 0; dy < side; dy++)
    data.fill(255, ((y + dy) * width + x) * 3, ((y + dy) * width + x + side) * 3);
  const raw = sharp(data, { raw: { width, height, channels: 3 } });
  const [mirrored, degrees] = stored[orientation - 1];
  const flat = sharp(await raw.flop(mirrored).png().toBuffer());
  const bytes = await flat.rotate(degrees).withMetadata({ orientation }).png().toBuffer();
  const file = write(folder, `${key}.png`, bytes);
  return { file, width, height, at: { x: x + side / 2, y: y + side / 2 } };
}

const ways = (["crop", "stretch", "letterbox"] as const).flatMap((resize) =>
  (["nearest", "bilinear", "bicubic", "lanczos"] as const).flatMap((interpolation) =>
    (["NCHW", "NHWC"] as const).flatMap((layout) =>
      (resize === "letterbox" ? (["centre", "top-left"] as const) : (["centre"] as const)).map(
        (align) => ({ resize, interpolation, layout, align }),
      ),
    ),
  ),
);

const inputs = [
  { width: 160, height: 160, resize_short: 192 },
  { width: 161, height: 121, resize_short: 121 },
];

test.each(ways)("$resize, $interpolation, $layout, $align", async (way) => {
  for (const [i, [w, h]] of sizes.entries())
    for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
      // Even and odd inputs by turns.
      const input = inputs[(orientation + i) % 2];
      const how: Preprocessing = { ...plain, ...input, ...way };
      const picture = await marked(w, h, orientation);
      const { x, y, placement } = await foundAt(picture, how);
      const where = `${w} x ${h}, orientation ${orientation}`;
      expect(Math.abs(x - picture.at.x), where).toBeLessThan(
        half(way.interpolation, placement.width / input.width),
      );
      expect(Math.abs(y - picture.at.y), where).toBeLessThan(
        half(way.interpolation, placement.height / input.height),
      );
    }
});

/** Half a pixel; nearest drops pixels when it shrinks, so half of what one sample stands for. */
const half = (kernel: string, scale: number) =>
  kernel === "nearest" ? Math.max(1, scale) / 2 : 0.5;

/** The centroid of the input's first channel, drawn back over the picture. */
async function foundAt(picture: Marked, how: Preprocessing) {
  const { input, placement, picture: opened } = await preprocess(picture.file, how);
  expect([opened.width, opened.height]).toEqual([picture.width, picture.height]);
  const { width, height } = how;
  const step = how.layout === "NCHW" ? 1 : 3;
  const values = Float32Array.from({ length: width * height }, (_, p) => input.data[p * step]);
  const back = resample({ width, height, values }, picture, placement);
  let [sum, x, y] = [0, 0, 0];
  for (const [p, v] of back.entries()) {
    sum += v;
    x += v * ((p % picture.width) + 0.5);
    y += v * (Math.floor(p / picture.width) + 0.5);
  }
  return { x: x / sum, y: y / sum, placement };
}

test("what lies outside the crop is hatched, what lies inside is not", async () => {
  const { file } = await marked(301, 202, 1);
  const { placement } = await preprocess(file, plain);
  const values = new Float32Array(100 * 100).fill(Number.NaN);
  const map: HeatMap = { width: 100, height: 100, values, view: "positive", unit: "", clip: 100 };
  const look = { opacity: 1, view: "positive" } as const;
  const rgba = overlay(map, placement, { width: 301, height: 202 }, look);
  const hatched = Array.from({ length: 301 }, (_, x) => rgba[4 * (100 * 301 + x) + 3] > 0);
  const first = hatched.indexOf(false);
  const last = hatched.lastIndexOf(false);
  // int(301 * 100 / 202) = 149 columns, of which torchvision cuts round(24.5) = 24: 24 / 149 * 301.
  expect([first, last - first + 1]).toEqual([48, 202]);
  expect(hatched.slice(first, last + 1)).not.toContain(true);
});

test("a letterbox is padded in its colour, and nothing of the picture is hatched", async () => {
  const { file } = await marked(80, 80, 1);
  const how: Preprocessing = {
    ...plain,
    height: 40,
    width: 60,
    layout: "NHWC",
    channel_order: "BGR",
    resize: "letterbox",
    pad_value: [1, 2, 3],
  };
  const centre = await preprocess(file, how);
  expect([...centre.input.data.slice(0, 3)]).toEqual([3, 2, 1]);
  expect(centre.input.data[3 * 10]).toBe(0);
  expect(centre.placement).toEqual({ x: -20, y: 0, width: 120, height: 80 });
  const corner = await preprocess(file, { ...how, align: "top-left" });
  expect(corner.input.data[0]).toBe(0);
  expect(corner.placement).toEqual({ x: 0, y: 0, width: 120, height: 80 });
});
