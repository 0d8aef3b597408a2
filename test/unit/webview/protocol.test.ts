import { expect, test } from "vitest";
import { asChoice, asToHost, asToPage } from "../../../src/webview/protocol";
import { choice, method, model, predicted, shown } from "./samples";

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
  { kind: "save", bytes: "aGVsbG8=" },
])("the panel takes nothing else: %j", (m) => expect(asToHost(m)).toBeUndefined());

test.each([
  { kind: "ready" },
  { kind: "explained", shown: { ...shown, map: { ...shown.map, values: [1, 2] } } },
  { kind: "pixels", picture: "/a.png", bytes: "…", type: "image/png" },
  { kind: "no-model", why: "because" },
])("the page takes nothing else: %j", (m) => expect(asToPage(m)).toBeUndefined());

test("only a whole choice is restored", () => {
  expect(asChoice({ ...choice, display: {} })).toBeDefined();
  expect(asChoice({ ...choice, target: undefined })).toBeUndefined();
  expect(asChoice(undefined)).toBeUndefined();
});
