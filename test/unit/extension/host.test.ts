// The host's parts that need no editor: which model, what a new page is told, the page's frame.
import { expect, test } from "vitest";
import { defaultMethod } from "../../../src/extension/choices";
import { pageHtml } from "../../../src/extension/html";
import { answer, nearestFirst } from "../../../src/extension/models";
import { Transcript, withPlainBytes } from "../../../src/extension/transcript";
import { choice, method, model, predicted, shown } from "../webview/samples";

const picture = "/w/pictures/cat.png";
const a = "/w/models/a.onnx";
const b = "/w/b.onnx";

test.each([
  ["the only one", { found: [a] }, { use: a }],
  [
    "the setting before all",
    { found: [a, b], setting: "/x.onnx", remembered: b },
    { use: "/x.onnx" },
  ],
  ["the remembered one", { found: [a, b], remembered: b }, { use: b }],
  ["not one that is gone", { found: [a, b], remembered: "/gone.onnx" }, { ask: [b, a] }],
  ["several are asked for", { found: [a, b] }, { ask: [b, a] }],
  ["none", { found: [] }, { none: true }],
])("the model: %s", (_, question, expected) => {
  expect(answer({ picture, ...question })).toEqual(expected);
});

test("models near the picture come first", () => {
  const beside = "/w/pictures/z.onnx";
  const far = "/w/other/deep/c.onnx";
  expect(nearestFirst(picture, [far, a, beside, b])).toEqual([beside, b, a, far]);
});

test("the recommended method, or the first that the network allows", () => {
  const occlusion = { ...method, id: "occlusion", recommended: false, needs: [] };
  const none = { message: "no rule", remedies: [] };
  expect(defaultMethod(model, [occlusion, method])).toBe("grad-cam");
  expect(defaultMethod({ ...model, noGradient: none }, [method, occlusion])).toBe("occlusion");
  expect(defaultMethod({ ...model, defaultLayer: undefined }, [method, occlusion])).toBe(
    "occlusion",
  );
});

test("a new page is told the last of everything, in order", () => {
  const transcript = new Transcript();
  const working = { kind: "working", choice, progress: { fraction: 0, message: "" } } as const;
  transcript.record({ kind: "subject", choice });
  transcript.record(working);
  transcript.record({ kind: "model", model, methods: [method], choice });
  transcript.record({ kind: "predicted", predicted });
  transcript.record(working);
  transcript.record({ kind: "explained", shown });
  transcript.record({ kind: "save" });
  const kinds = () => transcript.messages().map((m) => m.kind);
  expect(kinds()).toEqual(["subject", "model", "predicted", "explained"]);
  transcript.record({ kind: "subject", choice });
  expect(kinds()).toEqual(["subject"]);
});

test("two networks beside one another are told again until something else is shown", () => {
  const transcript = new Transcript();
  const kinds = () => transcript.messages().map((m) => m.kind);
  transcript.record({ kind: "subject", choice });
  transcript.record({ kind: "explained", shown });
  transcript.record({ kind: "versus", before: "a", after: "b" });
  const versus = { before: shown, after: shown, difference: shown.map, notes: [] };
  transcript.record({ kind: "difference", versus });
  transcript.record({ kind: "flips", message: "" });
  expect(kinds()).toEqual(["subject", "explained", "versus", "difference", "flips"]);
  transcript.record({ kind: "versus", before: "b", after: "c" });
  expect(kinds()).toEqual(["subject", "explained", "versus"]);
  transcript.record({ kind: "back" });
  expect(kinds()).toEqual(["subject", "explained"]);
});

test("the engine's bytes reach the page as bytes", () => {
  const sent = withPlainBytes({ kind: "input", image: Buffer.from([1, 2]), range: [0, 1] });
  expect(sent).toEqual({ kind: "input", image: new Uint8Array([1, 2]), range: [0, 1] });
  expect(Buffer.isBuffer((sent as { image: unknown }).image)).toBe(false);
});

test("the page loads nothing remote and nothing inline", () => {
  const html = pageHtml({
    script: "page.js",
    style: "style.css",
    icons: "icons.css",
    source: "webview:",
    nonce: "abc",
    language: "en",
    strings: { 'say "no"': "<아니요>" },
  });
  expect(html).toContain("default-src 'none'");
  expect(html).toContain("script-src 'nonce-abc'");
  expect(html).toContain('data-strings="{&quot;say \\&quot;no\\&quot;&quot;');
  expect(html).not.toMatch(/unsafe|https?:|\sstyle=|\son\w+=/);
});

test("a new page is told a comparison in order, and nothing of one that was left", () => {
  const transcript = new Transcript();
  const kinds = () => transcript.messages().map((m) => m.kind);
  const grid = { pictures: [choice.picture], methods: ["cam"], targets: [choice.target] };
  const cell = { picture: choice.picture, method: "cam", target: choice.target };
  transcript.record({ kind: "explained", shown });
  transcript.record({ kind: "compare", grid });
  transcript.record({ kind: "cell", cell, shown });
  transcript.record({ kind: "compare", grid });
  transcript.record({ kind: "compared" });
  expect(kinds()).toEqual(["explained", "compare", "cell", "compared"]);
  transcript.record({ kind: "back" });
  expect(kinds()).toEqual(["explained"]);
});
