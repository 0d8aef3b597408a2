// The views of the network's inside: what they say, and what a click asks for.
import { isTemplateResult } from "lit/directive-helpers.js";
import { expect, test, vi } from "vitest";
import type { Activations, Filters, Masked, Patches, Visualized } from "../../../src/engine/api";
import { activationGrid } from "../../../src/webview/views/inside/activations";
import { filterGrid } from "../../../src/webview/views/inside/filters";
import { channelSwitches, maskedScores } from "../../../src/webview/views/inside/masking";
import { crop, patchStrip } from "../../../src/webview/views/inside/patches";
import { drawn } from "../../../src/webview/views/inside/visualization";
import { rove } from "../../../src/webview/views/parts";

/** All values of a template, in order, those of the templates in it too. */
function values(v: unknown): unknown[] {
  if (Array.isArray(v)) return v.flatMap(values);
  return isTemplateResult(v) ? v.values.flatMap(values) : [v];
}
const texts = (v: unknown) => values(v).filter((x) => typeof x === "string");
/** What the buttons do; the arrow keys need a document. */
const handlers = (v: unknown) => values(v).filter((x) => typeof x === "function" && x !== rove);

const activations = {
  layer: "conv",
  sort: "mean",
  channels: [
    { channel: 7, mean: 2, max: 3, min: 0, contribution: 1.5 },
    { channel: 4, mean: 1, max: 9, min: 0, contribution: -2 },
    { channel: 1, mean: 0, max: 0, min: 0 },
  ],
  width: 1,
  height: 1,
  range: [0, 9],
  shown: [7, 4],
  data: new Float32Array([2, 1]),
} as unknown as Activations;

test("a channel says its figures, a click chooses it, and the rest can be asked for", () => {
  const act = { sort: vi.fn(), scale: vi.fn(), choose: vi.fn(), more: vi.fn() };
  const view = activationGrid(activations, "layer", 4, act);
  expect(texts(view)).toContain("channel 7: mean 2, from 0 to 3, contributes 1.5 logits");
  expect(texts(view)).toContain("All on one scale, 0 to 9.");
  expect(texts(view)).toContain("1 more channels");
  expect(texts(view)).not.toContain("contribution");
  const target = { index: 0 } as Activations["target"];
  expect(texts(activationGrid({ ...activations, target }, "layer", 4, act))).toContain(
    "contribution",
  );
  for (const handle of handlers(view)) (handle as () => void)();
  expect(act.choose.mock.calls).toEqual([[7], [4]]);
  expect(act.sort.mock.calls).toEqual([["mean"], ["max"]]);
  expect(act.scale.mock.calls).toEqual([["layer"], ["channel"]]);
  expect(act.more).toHaveBeenCalledOnce();
});

test("dead and duplicate filters say so", () => {
  const found: Filters = {
    model: "",
    layer: "conv",
    shape: [2, 1, 1, 1],
    groups: 1,
    colour: false,
    filters: [
      { filter: 1, norm: 2, effectiveNorm: 3, min: -2, max: 2, duplicateOf: 0 },
      { filter: 0, norm: 1, min: 0, max: 1, dead: "not active" },
    ],
    shown: [1, 0],
    inputs: { first: 0, count: 1 },
    data: new Float32Array([2, 1]),
    notes: [],
  };
  const said = texts(filterGrid(found));
  expect(said).toContain("filter 1: norm 3, from −2 to 2, duplicate of 0");
  expect(said).toContain("filter 0: norm 1, from 0 to 1, never active on this picture");
});

test("switches: one, all but one, all", () => {
  const act = { switch: vi.fn(), rank: vi.fn() };
  const view = channelSwitches([2, 0, 1], new Set([0]), undefined, act);
  for (const handle of handlers(view)) (handle as () => void)();
  const asked = act.switch.mock.calls.map(([off]) => [...off].sort());
  expect(asked).toEqual([[], [0, 1, 2], [0, 2], [0, 1], [], [1, 2], [0, 1], [0, 2]]);
  expect(act.rank).toHaveBeenCalledOnce();
});

test("scores before and after, with the sign of the change", () => {
  const at = (score: number, probability: number) => ({
    index: 0,
    label: "bee",
    score,
    probability,
  });
  const found = {
    off: 3,
    of: 9,
    changes: [{ before: at(5, 0.9), after: at(6.5, 0.95) }],
  } as unknown as Masked;
  expect(texts(maskedScores(found))).toEqual([
    "3 of 9 numbers of the layer are off",
    ...["class", "before", "after", "change of the score"],
    "bee",
    "90.0 %",
    "95.0 %",
    "+1.5",
  ]);
});

test("a patch is cut from its picture, and opens it", () => {
  const area = { x: 10, y: -5, width: 20, height: 20 };
  const source = { url: 'blob:a"b', width: 40, height: 20 };
  expect(crop(area, source)).toBe('background: url("blob:a%22b") 50% 0% / 200% 100% no-repeat');
  expect(crop(area, undefined)).toBe("");
  const open = vi.fn();
  const found = {
    files: ["/a.png", "/b.png"],
    channels: [[{ file: 1, activation: 2, x: 0, y: 0, area }]],
    unreadable: [{ file: "c.png", why: "it is empty" }],
  } as unknown as Patches;
  const view = patchStrip(found, 0, {}, open);
  expect(texts(view)).toContain("/b.png: activation 2");
  expect(texts(view)).toContain("it is empty");
  (handlers(view)[0] as () => void)();
  expect(open).toHaveBeenCalledWith("/b.png");
});

test("what was drawn says what the network sees in it", () => {
  const found = {
    of: "bee",
    unit: "logit",
    steps: 256,
    plateau: false,
    notes: ["saturated"],
    pictures: [
      {
        width: 1,
        height: 1,
        rgb: new Uint8Array(3),
        trajectory: [0.5, 40],
        predictions: [{ label: "bee", probability: 1 }],
      },
    ],
  } as unknown as Visualized;
  expect(texts(drawn(found))).toEqual(
    expect.arrayContaining(["logit 0.5 → 40; seen as bee, 100 %", "saturated", "256 steps"]),
  );
});
