// The views of the network's inside: what they say, and what a click asks for.
import { expect, test } from "vitest";
import type { Filters, Visualized } from "../../../../src/engine/api";
import type { Exciting } from "../../../../src/webview/protocol/inside";
import { activationGrid } from "../../../../src/webview/views/inside/activations";
import { painted, touched, veil } from "../../../../src/webview/views/inside/brush";
import { filterGrid } from "../../../../src/webview/views/inside/filters";
import { mapOf } from "../../../../src/webview/views/inside/ground";
import { inside } from "../../../../src/webview/views/inside/inside";
import {
  channelSwitches,
  maskedScores,
  maskedWords,
} from "../../../../src/webview/views/inside/masking";
import { pager } from "../../../../src/webview/views/inside/parts";
import { crop, patchStrip } from "../../../../src/webview/views/inside/patches";
import { drawings, drawn } from "../../../../src/webview/views/inside/visualization";
import { activations, masked, pageAt, press, ranked, tagsWith, texts } from "./samples";

test("a channel says its figures, and a click opens its page", () => {
  const { page, send, set } = pageAt({});
  const view = activationGrid(page, activations);
  expect(texts(view)).toContain("channel 7: mean 2, from 0 to 3, contributes 1.5 logits");
  expect(texts(view)).toContain("All on one scale, 0 to 9.");
  press(view, "channel-4");
  expect(send).toHaveBeenLastCalledWith({
    kind: "inside",
    spot: { place: "channel", channel: 4 },
  });
  press(view, "sort-max");
  expect(send).toHaveBeenLastCalledWith({ kind: "inside", spot: { sort: "max" } });
  press(view, "scale-channel");
  expect(set).toHaveBeenLastCalledWith({ channels: "channel" });
});

test("channels are sorted by contribution only where there is a gradient", () => {
  const { page } = pageAt({});
  expect(tagsWith(activationGrid(page, activations), "sort-contribution")).toEqual([]);
  const target = { kind: "class", index: 0, label: "bee", score: 1, probability: 1 } as const;
  const view = activationGrid(page, { ...activations, target, sort: "contribution" });
  expect(tagsWith(view, "sort-contribution")).toHaveLength(1);
  expect(texts(view)).toContain(
    "Under each its contribution to bee in logits: gradient × activation.",
  );
});

test("a long list has pages", () => {
  const went: number[] = [];
  const at = (first: number, of: number) =>
    pager({ first, perPage: 48, of, go: (n) => went.push(n), testid: "channels" });
  expect(texts(at(0, 48))).toEqual([]);
  expect(texts(at(48, 64))).toContain("49 to 64 of 64");
  press(at(0, 64), "channels-next");
  expect(went).toEqual([48]);
});

test("dead and duplicate filters say so, and how many there are", () => {
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
  const said = texts(filterGrid(pageAt({ place: "filters" }).page, found));
  expect(said).toContain("filter 1: norm 3, from −2 to 2, duplicate of 0");
  expect(said).toContain("filter 0: norm 1, from 0 to 1, never active on this picture");
  expect(said).toContain("1 dead, 1 duplicates");
});

test("switches: one, all, all but those", () => {
  const { page, switchOff, send } = pageAt({ place: "masking" }, {}, { off: [0], cells: [3] });
  const view = channelSwitches(page, [2, 0, 1]);
  const off = () => switchOff.mock.lastCall?.[0];
  press(view, "switch-2");
  expect(off()).toEqual({ off: [0, 2], cells: [3] });
  press(view, "switch-0");
  expect(off().off).toEqual([]);
  press(view, "all-on");
  expect(off().off).toEqual([]);
  press(view, "all-off");
  expect(off().off).toEqual([0, 1, 2]);
  press(view, "swap");
  expect(off().off).toEqual([1, 2]);
  press(view, "rank");
  expect(send).toHaveBeenCalledWith({ kind: "look", part: "ranked" });
});

test("ranked channels stand in the order of what the score loses without them", () => {
  const { page } = pageAt({ place: "masking" }, { ranked });
  const view = channelSwitches(page, [4, 7, 1]);
  const order = ["1", "7", "4"].map((c) =>
    texts(view).findIndex((x) => x.startsWith(`channel ${c},`)),
  );
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(texts(view)).toContain("channel 1, −2");
  expect(texts(view)).toContain("channel 4, +1");
});

test("scores before and after, with the sign of the change", () => {
  const said = texts(maskedScores(masked));
  expect(said).toEqual(
    expect.arrayContaining(["3 of 9 numbers of the layer are off", "90.0 %", "95.0 %", "+1.5"]),
  );
  expect(maskedWords(masked)).toBe("bee: 90.0 % → 95.0 %");
  expect(maskedWords({ ...masked, off: 0 })).toBe("");
});

test("a brush touches the cells around the pointer, and paints or erases them", () => {
  const size = { width: 24, height: 24 };
  const square = [11, 12, 13].flatMap((y) => [11, 12, 13].map((x) => y * 24 + x));
  expect(touched({ u: 0.5, v: 0.5 }, size)).toEqual(square);
  expect(touched({ u: 0, v: 0 }, size)).toEqual([0, 1, 24, 25]);
  expect(touched({ u: 0.9999, v: 0.9999 }, { width: 3, height: 2 })).toEqual([5]);
  expect(painted([5, 1], [3, 5], true)).toEqual([1, 3, 5]);
  expect(painted([5, 1], [3, 5], false)).toEqual([1]);
  const { rgba } = veil({ width: 2, height: 1 }, [1]);
  expect([rgba[3], rgba[7] > 0]).toEqual([0, true]);
});

test("the channel under the pointer lies over the picture", () => {
  expect(mapOf(activations, undefined)).toBeUndefined();
  expect(mapOf(activations, 1)).toBeUndefined();
  const over = mapOf(activations, 4);
  expect(over?.map).toMatchObject({ width: 2, height: 1, view: "positive" });
  expect([...over!.map.values]).toEqual([0, 9]);
});

test("a patch opens its picture", () => {
  const found: Exciting = {
    channel: 0,
    pictures: 12,
    patches: [
      {
        file: "/b.png",
        activation: 2,
        pixels: { width: 1, height: 1, rgb: new Uint8Array(3) },
      },
    ],
    unreadable: ["it is empty"],
  };
  const opened: string[] = [];
  const view = patchStrip(found, (file) => opened.push(file));
  expect(texts(view)).toContain("/b.png: activation 2");
  expect(texts(view)).toContain("it is empty");
  press(view, "patch");
  expect(opened).toEqual(["/b.png"]);
});

test("a patch is cut from its picture", () => {
  const area = { x: 10, y: -5, width: 20, height: 20 };
  const source = { url: 'blob:a"b', width: 40, height: 20 };
  expect(crop(area, source)).toBe('background: url("blob:a%22b") 50% 0% / 200% 100% no-repeat');
  expect(crop(area, undefined)).toBe("");
});

const visualized = {
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

test("what was drawn says what the network sees in it", () =>
  expect(texts(drawn(visualized))).toEqual(
    expect.arrayContaining(["logit 0.5 → 40", "seen as bee, 100 %", "saturated", "256 steps"]),
  ));

test("while it is drawn its pictures stand there, and it can be cancelled", () => {
  const { page, send } = pageAt({ place: "visualization", class: 0 }, { drawn: visualized });
  const pixels = { width: 1, height: 1, rgb: new Uint8Array(3) };
  const progress = { fraction: 0.5, message: "step 4 of 8", pictures: [pixels] };
  page.state.found.drawn!.answer = { kind: "working", progress };
  const view = drawings(page);
  expect(texts(view)).toContain("step 4 of 8");
  press(view, "inside-cancel");
  expect(send).toHaveBeenCalledWith({ kind: "stop", what: "inside" });
  page.state.found.drawn!.answer = { kind: "stopped", progress };
  expect(texts(drawings(page))).toContain("Draw Again");
});

test("what failed says why, and can be tried again", () => {
  const { page, send } = pageAt({ place: "filters" }, { filters: {} as Filters });
  page.state.found.filters!.answer = { kind: "failed", message: "No convolution." };
  const view = inside(page);
  expect(texts(view)).toContain("No convolution.");
  press(view, "try-again");
  expect(send).toHaveBeenCalledWith({ kind: "look", part: "filters" });
});

test("a tab looks elsewhere, and back leaves", () => {
  const { page, send } = pageAt({}, { activations });
  const view = inside(page);
  press(view, "tab-filters");
  expect(send).toHaveBeenLastCalledWith({ kind: "inside", spot: { place: "filters" } });
  press(view, "channel-7");
  expect(send).toHaveBeenLastCalledWith({ kind: "inside", spot: { place: "channel", channel: 7 } });
  press(view, "back");
  expect(send).toHaveBeenLastCalledWith({ kind: "back" });
});
