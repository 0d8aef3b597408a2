import { expect, test } from "vitest";
import { resize } from "../../../src/engine/run/resize";

const [width, height] = [13, 9];
const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
  const c = i % 3;
  const x = Math.floor(i / 3) % width;
  const y = Math.floor(i / 3 / width);
  return (x * 37 + y * 91 + c * 53 + x * y * 7) % 256;
});
const source = { width, height, data };
const whole = (w: number, h: number) => ({ left: 0, top: 0, right: w, bottom: h });

/** Pillow 13.0: Image.fromarray(data).resize((w, h), kernel): the first red values, and the sum. */
const pillow = [
  ["nearest", 4, 3, [135, 11, 187, 63, 173, 112, 116, 55, 211, 213, 45, 47], 4476],
  ["nearest", 4, 15, [37, 148, 40, 151, 37, 148, 40, 151, 135, 11, 187, 63], 22892],
  ["nearest", 20, 20, [0, 0, 37, 74, 74, 111, 148, 148, 185, 222, 222, 3], 155088],
  ["bilinear", 4, 3, [116, 125, 121, 122, 124, 143, 130, 138, 125, 130, 126, 131], 4644],
  ["bilinear", 4, 15, [53, 147, 80, 135, 89, 126, 107, 117, 144, 95, 148, 91], 23188],
  ["bilinear", 20, 20, [0, 18, 42, 66, 90, 114, 138, 162, 186, 210, 151, 8], 154304],
  ["bicubic", 4, 3, [113, 129, 119, 122, 122, 145, 131, 137, 125, 128, 126, 132], 4640],
  ["bicubic", 4, 15, [38, 163, 68, 141, 83, 132, 104, 117, 149, 91, 154, 88], 23185],
  ["bicubic", 20, 20, [0, 5, 33, 56, 79, 105, 146, 176, 198, 243, 166, 0], 154419],
  ["lanczos", 4, 3, [112, 130, 117, 121, 122, 146, 133, 137, 124, 128, 125, 131], 4638],
  ["lanczos", 4, 15, [30, 172, 62, 142, 80, 135, 101, 115, 152, 91, 151, 91], 23183],
  ["lanczos", 20, 20, [0, 5, 32, 49, 62, 94, 153, 185, 210, 255, 168, 0], 154459],
] as const;

test.each(pillow)("%s to %i x %i gives Pillow's very numbers", (interpolation, w, h, red, sum) => {
  const how = { interpolation, antialias: true };
  const found = resize(source, { width: w, height: h }, whole(w, h), how).data;
  expect(red.map((_, i) => found[3 * i])).toEqual(red);
  expect([...found].reduce((s, v) => s + v, 0)).toBe(sum);
});

test("a window is a part of the whole", () => {
  const how = { interpolation: "bicubic", antialias: true } as const;
  const to = { width: 11, height: 7 };
  const all = resize(source, to, whole(11, 7), how);
  const part = resize(source, to, { left: 3, top: 2, right: 9, bottom: 6 }, how);
  expect([part.width, part.height]).toEqual([6, 4]);
  const same = Array.from({ length: 4 }, (_, y) => [
    ...all.data.slice(((y + 2) * 11 + 3) * 3, ((y + 2) * 11 + 9) * 3),
  ]).flat();
  expect([...part.data]).toEqual(same);
});

test("without antialiasing two pixels at most are mixed along an axis", () => {
  // OpenCV and TensorFlow: the sample at (i + 0.5) * scale - 0.5, between its two neighbours.
  const line = Uint8Array.from([0, 10, 20, 90, 40, 200, 60, 70, 80, 250].flatMap((v) => [v, v, v]));
  const how = { interpolation: "bilinear", antialias: false } as const;
  const found = resize(
    { width: 10, height: 1, data: line },
    { width: 4, height: 1 },
    whole(4, 1),
    how,
  );
  expect([0, 3, 6, 9].map((i) => found.data[i])).toEqual([8, 78, 95, 123]);
});
