// The page's words and choices: pure functions, one line of data each.
import { expect, test } from "vitest";
import { searchClasses } from "../../../src/webview/classes";
import { asDisplay, lookOf, plain, viewOf } from "../../../src/webview/display";
import { milestones } from "../../../src/webview/layers";
import { acrossRows } from "../../../src/webview/views/parts";
import {
  brief,
  duration,
  figure,
  ninths,
  peakOf,
  percent,
  resizing,
  shapeOf,
  targetWords,
  toNetwork,
} from "../../../src/webview/words";
import { layer, model, shown } from "./samples";

test.each([
  [0.397, "39.7 %"],
  [1, "100 %"],
  [0.9999, "100 %"],
  [0.0004, "< 0.1 %"],
  [0, "0.0 %"],
])("percent %d", (p, text) => expect(percent(p)).toBe(text));

test.each([
  [0.0410234, "0.041"],
  [-2.71499, "−2.71"],
  [0, "0"],
  [12345, "12300"],
  [0.00012, "1.2e-4"],
  [Number.NaN, "NaN"],
  [Number.NEGATIVE_INFINITY, "−∞"],
])("figure %d", (v, text) => expect(figure(v)).toBe(text));

test("an area in two digits", () => expect(brief(0.0611)).toBe("0.061"));

test.each([
  [0.2, "1 ms"],
  [7.4, "7 ms"],
  [2400, "2.4 s"],
])("duration %d", (ms, text) => expect(duration(ms)).toBe(text));

test("shapes and targets in words", () => {
  expect(shapeOf(layer("a", 27))).toBe("8 × 27²");
  expect(shapeOf({ ...layer("a", 27), shape: [1, 8, 3, 4] })).toBe("8 × 3 × 4");
  expect(targetWords({ kind: "class", index: 1 }, model.labels)).toBe("tiger cat");
  const contrast = { kind: "contrast", index: 0, against: 1 } as const;
  expect(targetWords(contrast, model.labels)).toBe("Egyptian cat, not tiger cat");
  expect(resizing({ ...model.preprocessing, resize: "crop", resize_short: 5 })).toBe(
    "short side to 5, centre 4 × 4",
  );
});

test("where a map is strongest, and its nine parts", () => {
  expect(peakOf(shown.map)).toEqual({ u: 0.75, v: 0.75, value: 2, words: "lower right" });
  const values = Float32Array.from({ length: 36 }, (_, p) => p);
  const parts = ninths({ ...shown.map, width: 6, height: 6, values });
  expect(parts[0].means[0]).toBe((0 + 1 + 6 + 7) / 4);
  expect(parts[2].means[2]).toBe((28 + 29 + 34 + 35) / 4);
});

test("a point of the picture in the network's input", () => {
  const seen = { x: 10, y: 20, width: 8, height: 8 };
  expect(toNetwork({ x: 14, y: 20 }, seen, model.preprocessing)).toEqual({ x: 2, y: 0 });
});

test("classes are found by index and by parts of the label, beginnings first", () => {
  expect(searchClasses(model.labels, "cat", 8)).toEqual([2, 0, 1]);
  expect(searchClasses(model.labels, "1", 8)).toEqual([1]);
  expect(searchClasses(model.labels, "CAT", 1)).toEqual([2]);
  expect(searchClasses(model.labels, " ", 8)).toEqual([]);
});

test("few layers stand for all: where modules end, with the default and the chosen one", () => {
  const blocks = [1, 2, 3, 4].flatMap((b) => [
    layer(`block.${b}.conv`, 32),
    layer(`block.${b}.relu`, 32),
    layer(`block.${b}`, 32),
  ]);
  const names = (most: number, ...always: string[]) =>
    milestones(blocks, always, most).map((l) => l.name);
  expect(names(9)).toEqual(["block.1", "block.2", "block.3", "block.4"]);
  expect(names(3, "block.2.conv")).toEqual(["block.1", "block.2.conv", "block.4"]);
  const plainNet = [layer("a", 32), layer("b", 32), layer("c", 16), layer("d", 8)];
  expect(milestones(plainNet, [], 9).map((l) => l.name)).toEqual(["b", "c", "d"]);
});

test("a contrast is shown signed unless the person says otherwise", () => {
  expect(viewOf(plain, shown.map, false)).toBe("positive");
  expect(viewOf(plain, shown.map, true)).toBe("signed");
  expect(viewOf({ ...plain, view: "positive" }, shown.map, true)).toBe("positive");
  expect(lookOf({ ...plain, locked: 5 }, shown.map, true, false).scale).toEqual({
    low: -5,
    high: 5,
  });
});

test("of what a reload left only what makes sense is taken", () => {
  expect(asDisplay(undefined)).toEqual(plain);
  expect(asDisplay({ mode: "split", opacity: "full", scheme: "jet" })).toEqual({
    ...plain,
    mode: "split",
  });
});

test("arrows lead along the rows of a grid, and along a single row", () => {
  const at = (offsetLeft: number, offsetTop: number) => ({ offsetLeft, offsetTop });
  const grid = [at(0, 0), at(1, 0), at(2, 0), at(0, 1), at(1, 1)];
  expect([0, 1, 2, 3].map((now) => acrossRows(grid, now, 1))).toEqual([3, 4, 2, 3]);
  expect([1, 3, 4].map((now) => acrossRows(grid, now, -1))).toEqual([1, 0, 1]);
  expect(acrossRows(grid.slice(0, 3), 1, 1)).toBe(2);
  const column = [at(0, 0), at(0, 1), at(0, 2)];
  expect([acrossRows(column, 1, 1), acrossRows(column, 1, -1)]).toEqual([2, 0]);
});
