import { expect, test } from "vitest";
import { cut, opaque, sheet } from "../../../src/draw/grid";
import { activationTiles, filterTiles, projectionTiles } from "../../../src/draw/tiles";
import type { Activations, Filters } from "../../../src/engine/api";

const pixel = (t: { width: number; rgba: Uint8ClampedArray }, x: number, y: number) => [
  ...t.rgba.slice(4 * (y * t.width + x), 4 * (y * t.width + x) + 3),
];

test("a sheet repeats pixels and leaves a gap between tiles", () => {
  const red = opaque({ width: 1, height: 1, rgb: new Uint8Array([255, 0, 0]) });
  const blue = opaque({ width: 1, height: 1, rgb: new Uint8Array([0, 0, 255]) });
  const all = sheet([red, blue, red], 3);
  expect([all.width, all.height]).toEqual([12, 12]);
  expect(pixel(all, 2, 2)).toEqual([255, 0, 0]);
  expect(pixel(all, 4, 4)).toEqual([255, 0, 0]);
  expect(pixel(all, 5, 5)).toEqual([0, 0, 0]);
  expect(pixel(all, 9, 4)).toEqual([0, 0, 255]);
  expect(pixel(all, 2, 9)).toEqual([255, 0, 0]);
});

test("a part of a tile, to whole pixels", () => {
  const rgb = Uint8Array.from({ length: 3 * 6 }, (_, i) => Math.floor(i / 3));
  const part = cut(opaque({ width: 3, height: 2, rgb }), { x: 1.2, y: 0, width: 2, height: 2 });
  expect([part.width, part.height]).toEqual([2, 2]);
  expect([0, 1].map((y) => [0, 1].map((x) => pixel(part, x, y)[0]))).toEqual([
    [1, 2],
    [4, 5],
  ]);
});

test("on the layer's scale a weaker channel is darker, on its own it is not", () => {
  const found = {
    width: 1,
    height: 1,
    shown: [0, 1],
    data: new Float32Array([4, 1]),
    range: [0, 4],
  } as unknown as Activations;
  const [strong, weak] = activationTiles(found, "layer");
  expect(pixel(weak, 0, 0)).not.toEqual(pixel(strong, 0, 0));
  const own = activationTiles(found, "channel");
  expect(pixel(own[1], 0, 0)).toEqual(pixel(strong, 0, 0));
});

test("a colour filter is one tile of its own range; others are a tile for each input", () => {
  const found = {
    shape: [1, 3, 1, 2],
    shown: [0],
    inputs: { first: 0, count: 3 },
    colour: true,
    data: new Float32Array([-1, 1, 0, 0, 1, -1]),
  } as unknown as Filters;
  const [[tile]] = filterTiles(found);
  expect(pixel(tile, 0, 0)).toEqual([0, 128, 255]);
  expect(pixel(tile, 1, 0)).toEqual([255, 128, 0]);
  const [pairs] = filterTiles({ ...found, colour: false });
  expect(pairs.map((p) => pixel(p, 0, 0)[0])).toEqual([0, 128, 255]);
});

test("a projection is the same picture whichever way round its input lies", () => {
  const nchw = { dims: [1, 3, 2, 2], data: Float32Array.from({ length: 12 }, (_, i) => i - 6) };
  const nhwc = {
    dims: [1, 2, 2, 3],
    data: Float32Array.from({ length: 12 }, (_, i) => (i % 3) * 4 + Math.floor(i / 3) - 6),
  };
  const { deconvnet, guided } = projectionTiles({ projections: { deconvnet: nchw, guided: nhwc } });
  expect(guided).toEqual(deconvnet);
  expect(pixel(deconvnet, 0, 0)[0]).toBe(0);
});
