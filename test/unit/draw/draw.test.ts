import { expect, test } from "vitest";
import { colorAt, type Rgb, type Scheme, schemes } from "../../../src/draw/colors";
import { overlay, scaleOf } from "../../../src/draw/overlay";
import { resample, sample, upsample } from "../../../src/draw/resample";
import type { HeatMap } from "../../../src/engine/api";

const ramp = (scheme: Scheme) => Array.from({ length: 256 }, (_, i) => colorAt(scheme, i / 255));

/** CIE lightness of sRGB, 0 to 100. */
function lightness(rgb: Rgb) {
  const [r, g, b] = rgb.map((c) => {
    const s = c / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  });
  const y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return y <= 216 / 24389 ? (y * 24389) / 27 : 116 * Math.cbrt(y) - 16;
}
const rises = (values: number[]) => values.every((v, i) => i === 0 || v >= values[i - 1] - 0.3);

test.each(["inferno", "viridis"] as const)("%s gets lighter all the way", (scheme) => {
  const values = ramp(scheme).map(lightness);
  expect(rises(values)).toBe(true);
  expect(values[255] - values[0]).toBeGreaterThan(70);
});

test("blue-red is lightest in the middle and falls to both sides", () => {
  const values = ramp("blue-red").map(lightness);
  expect(rises(values.slice(0, 128))).toBe(true);
  expect(rises(values.slice(128).reverse())).toBe(true);
  expect(values[128]).toBeGreaterThan(95);
});

test.each(schemes)("%s is clamped outside 0 to 1", (scheme) => {
  expect(colorAt(scheme, -3)).toEqual(colorAt(scheme, 0));
  expect(colorAt(scheme, 3)).toEqual(colorAt(scheme, 1));
});

const grid = (width: number, ...values: number[]) => ({
  width,
  height: values.length / width,
  values: Float32Array.from(values),
});

test("upsampling has half-pixel centres", () => {
  // torch.nn.functional.interpolate([0, 1], size=4, mode="bilinear", align_corners=False)
  expect([...upsample(grid(2, 0, 1), 4, 1)]).toEqual([0, 0.25, 0.75, 1]);
  expect([...upsample(grid(2, 0, 1, 2, 3), 2, 2)]).toEqual([0, 1, 2, 3]);
});

test("a constant stays constant, and a sample agrees with the whole", () => {
  expect(new Set(upsample(grid(3, ...Array(9).fill(7)), 10, 4))).toEqual(new Set([7]));
  const cells = grid(3, 0, 5, 1, 2, 9, 4);
  const big = upsample(cells, 11, 7);
  expect(big[3 * 11 + 4]).toBeCloseTo(sample(cells, 4.5 / 11, 3.5 / 7), 5);
});

test("the map lies exactly in its rectangle, which may overhang the picture", () => {
  const inside = resample(
    grid(2, 0, 1),
    { width: 6, height: 1 },
    { x: 1, y: 0, width: 4, height: 1 },
  );
  expect([...inside]).toEqual([0, 0, 0.25, 0.75, 1, 1]);
  const beyond = resample(
    grid(2, 0, 1),
    { width: 2, height: 1 },
    { x: -1, y: 0, width: 4, height: 1 },
  );
  expect([...beyond]).toEqual([0.25, 0.75]);
});

const map = (view: HeatMap["view"], clip: number, ...values: number[]): HeatMap => ({
  ...grid(values.length, ...values),
  view,
  clip,
  unit: "logit",
});

test("scales: zero is the bottom or the middle, clipped at the percentile", () => {
  expect(scaleOf(map("positive", 100, -4, 1, 2), "positive")).toEqual({ low: 0, high: 2 });
  expect(scaleOf(map("positive", 100, -4, 1, 2), "signed")).toEqual({ low: -4, high: 4 });
  const many = map("positive", 99, ...Array(99).fill(1), 100);
  expect(scaleOf(many, "positive").high).toBe(1);
  expect(scaleOf(map("positive", 99, Number.NaN, 0, 3), "positive").high).toBe(3);
  expect(scaleOf(map("positive", 99, 0, 0), "positive").high).toBe(0);
});

test("what the network never saw is hatched, what is no number stays clear", () => {
  const look = { opacity: 0.5, view: "positive" } as const;
  const seen = { x: 2, y: 0, width: 3, height: 1 };
  const rgba = overlay(map("positive", 100, 1, 1, Number.NaN), seen, { width: 5, height: 1 }, look);
  const alpha = [0, 1, 2, 3, 4].map((p) => rgba[4 * p + 3]);
  expect(alpha).toEqual([90, 90, 128, 0, 0]);
});

test("a signed map leaves the picture as it is at zero", () => {
  const look = { opacity: 1, view: "signed" } as const;
  const all = { x: 0, y: 0, width: 3, height: 1 };
  const rgba = overlay(map("signed", 100, -2, 0, 2), all, { width: 3, height: 1 }, look);
  expect([rgba[3], rgba[7], rgba[11]]).toEqual([255, 0, 255]);
  expect(rgba[2]).toBeGreaterThan(rgba[0]);
  expect(rgba[8]).toBeGreaterThan(rgba[10]);
});
