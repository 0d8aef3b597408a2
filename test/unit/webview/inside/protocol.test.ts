// What the panel and the page inside the network may say to each other.
import { expect, test } from "vitest";
import type { Visualized } from "../../../../src/engine/api";
import { asToHost, asToPage } from "../../../../src/webview/protocol";
import { type Answers, entrance, type Part } from "../../../../src/webview/protocol/inside";
import { asSpot } from "../../../../src/webview/protocol/inside-checks";
import { activations, masked, ranked } from "./samples";

const pixels = { width: 1, height: 1, rgb: new Uint8Array(3) };
const values: { [P in Part]: Answers[P] } = {
  activations,
  channel: activations,
  filters: {
    model: "",
    layer: "conv",
    shape: [1, 1, 1, 1],
    groups: 1,
    colour: false,
    filters: [],
    shown: [0],
    inputs: { first: 0, count: 1 },
    data: new Float32Array(1),
    notes: [],
  },
  masked: { mask: { off: [1], cells: [0] }, result: masked },
  ranked,
  projected: {
    ...masked,
    channel: 1,
    unit: { x: 0, y: 0, activation: 1 },
    field: { x: 0, y: 0, width: 1, height: 1 },
    projections: {
      deconvnet: { dims: [1], data: new Float32Array(1) },
      guided: { dims: [1], data: new Float32Array(1) },
    },
  },
  patches: {
    channel: 1,
    pictures: 1,
    patches: [{ file: "/a", activation: 1, pixels }],
    unreadable: [],
  },
  drawn: { of: "bee", unit: "logit", pictures: [pixels], notes: [] } as unknown as Visualized,
};
const answers = (Object.keys(values) as Part[]).map((part) => ({
  kind: "answer",
  part,
  of: "[]",
  answer: { kind: "known", value: values[part] },
}));
const progress = { fraction: 0.5, message: "step 1", pictures: [pixels] };

test.each(answers)("the page takes what is known of $part", (m) => expect(asToPage(m)).toBe(m));

test.each([
  { kind: "inside", spot: entrance },
  { kind: "answer", part: "drawn", of: "", answer: { kind: "working", progress } },
  { kind: "answer", part: "drawn", of: "", answer: { kind: "stopped", progress } },
  { kind: "answer", part: "filters", of: "", answer: { kind: "failed", message: "No." } },
])("the page takes $kind", (m) => expect(asToPage(m)).toBe(m));

test.each([
  { kind: "inside", spot: {} },
  { kind: "answer", part: "secrets", of: "", answer: { kind: "failed", message: "" } },
  { kind: "answer", part: "drawn", of: "", answer: { kind: "known", value: activations } },
  {
    kind: "answer",
    part: "activations",
    of: "",
    answer: { kind: "known", value: { ...activations, data: [1, 2] } },
  },
  { kind: "answer", part: "drawn", of: "", answer: { kind: "working", progress: {} } },
])("the page takes nothing else: %j", (m) => expect(asToPage(m)).toBeUndefined());

test.each([
  { kind: "inside", spot: { place: "channel", channel: 3 } },
  { kind: "inside", spot: {} },
  { kind: "look", part: "ranked" },
  { kind: "mask", mask: { off: [], cells: [1] } },
  { kind: "stop", what: "inside" },
])("the panel takes %j", (m) => expect(asToHost(m)).toBe(m));

test.each([
  { kind: "inside", spot: { place: "elsewhere" } },
  { kind: "inside", spot: { channel: -1 } },
  { kind: "inside", spot: { seeds: 1000 } },
  { kind: "inside", spot: { steps: 0.5 } },
  { kind: "look", part: "everything" },
  { kind: "mask", mask: { off: ["1"], cells: [] } },
])("the panel takes nothing else: %j", (m) => expect(asToHost(m)).toBeUndefined());

test("only a whole spot is restored", () => {
  expect(asSpot({ spot: entrance })).toBe(entrance);
  expect(asSpot({ spot: { ...entrance, place: "nowhere" } })).toBeUndefined();
  expect(asSpot({})).toBeUndefined();
});
