import { expect, test } from "vitest";
import { asChoice, asStoredFile, asToHost, asToPage } from "../../../src/webview/protocol";
import { choice, method, model, predicted, shown, strip, trust } from "./samples";

const png = new Uint8Array([1]);
const region = { x: 0, y: 0, width: 1, height: 1 };
const forThePage = [
  { kind: "subject", choice },
  { kind: "pixels", picture: "/a.png", bytes: new Uint8Array(3), type: "image/png" },
  { kind: "no-model", why: "untrusted" },
  { kind: "model", model, methods: [method], choice },
  { kind: "predicted", predicted },
  { kind: "working", choice, progress: { fraction: 0.1, message: "" } },
  { kind: "working", choice, progress: { fraction: 0.1, message: "", partial: shown.map } },
  { kind: "explained", shown },
  { kind: "checked", check: { relativeError: 1e-5, passed: true } },
  { kind: "glimpsed", glimpse: { method: "saliency" } },
  { kind: "refused", refusal: { code: "cancelled", message: "", remedies: [] } },
  { kind: "filmstrip", glimpse: { method: "grad-cam", layers: true }, strip, done: false },
  { kind: "trust", trust: { kind: "known", trust } },
  { kind: "trust", trust: { kind: "checking", progress: { fraction: 0, message: "" } } },
  { kind: "covered", region, result: { before: {}, after: {}, drop: 1 } },
  { kind: "covered", region, message: "No." },
  { kind: "alike", picture: "/a.png", region, message: "comparing" },
  {
    kind: "alike",
    picture: "/a.png",
    found: {
      neighbours: [{ file: "/b.png", name: "b", label: "bee", similarity: 1, bytes: png }],
      labels: [{ label: "bee", count: 1 }],
    },
  },
  { kind: "compare", grid: { pictures: ["/a.png"], methods: ["cam"], targets: [choice.target] } },
  { kind: "cell", cell: { picture: "/a.png", method: "cam", target: { kind: "top" } }, shown },
  { kind: "compared" },
  { kind: "costs", costs: { occlusion: { passes: 169, milliseconds: 500 } } },
  { kind: "back" },
  { kind: "stored", choice, methods: [method], stored: { file: "/a.json", shown, changed: [] } },
  { kind: "save" },
];
const forTheHost = [
  { kind: "ready" },
  { kind: "choose", choice: {} },
  { kind: "choose", choice: { target: { kind: "contrast", index: 1, against: 0 } } },
  { kind: "choose", choice: { parameters: { occlusion: { window: 8, fill: null } } } },
  { kind: "cancel" },
  { kind: "retry" },
  { kind: "command", command: "pickLayer" },
  { kind: "glimpse", wanted: [{ method: "grad-cam", layer: "x" }] },
  { kind: "trust" },
  { kind: "alike", region },
  { kind: "cover", region },
  { kind: "compare", grid: { targets: [{ kind: "top" }] } },
  { kind: "stop", what: "compare" },
  { kind: "back" },
  { kind: "save", bytes: new Uint8Array(1) },
  { kind: "broken", message: "x is undefined" },
];

test.each(forThePage)("the page takes $kind", (m) => expect(asToPage(m)).toBe(m));
test.each(forTheHost)("the panel takes $kind", (m) => expect(asToHost(m)).toBe(m));

test.each([
  null,
  "ready",
  {},
  { kind: "constructor" },
  { kind: "explain" },
  { kind: "choose" },
  { kind: "choose", choice: { target: { kind: "class", index: -1 } } },
  { kind: "choose", choice: { target: { kind: "class", index: "1" } } },
  { kind: "choose", choice: { method: 3 } },
  { kind: "choose", choice: { parameters: { occlusion: { window: {} } } } },
  { kind: "command", command: "workbench.action.quit" },
  { kind: "glimpse", wanted: [{}] },
  { kind: "cover", region: { x: 0, y: 0, width: Number.NaN, height: 1 } },
  { kind: "compare", grid: { methods: [1] } },
  { kind: "stop", what: "everything" },
  { kind: "save", bytes: "aGVsbG8=" },
])("the panel takes nothing else: %j", (m) => expect(asToHost(m)).toBeUndefined());

test.each([
  { kind: "ready" },
  { kind: "explained", shown: { ...shown, map: { ...shown.map, values: [1, 2] } } },
  { kind: "pixels", picture: "/a.png", bytes: "…", type: "image/png" },
  { kind: "no-model", why: "because" },
  { kind: "trust", trust: { kind: "sure" } },
  { kind: "filmstrip", glimpse: { method: "cam" }, strip: { layers: [{}] }, done: true },
])("the page takes nothing else: %j", (m) => expect(asToPage(m)).toBeUndefined());

test("only a whole choice is restored", () => {
  expect(asChoice({ ...choice, display: {} })).toBeDefined();
  expect(asChoice({ ...choice, target: undefined })).toBeUndefined();
  expect(asChoice(undefined)).toBeUndefined();
  expect(asStoredFile({ ...choice, stored: "/a.explain.json" })).toBe("/a.explain.json");
  expect(asStoredFile(choice)).toBeUndefined();
});
