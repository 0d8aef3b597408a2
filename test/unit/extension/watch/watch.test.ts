// What is kept of a model's exports, and when a file counts as written.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Copies } from "../../../../src/extension/watch/copies";
import { sidecarOf } from "../../../../src/extension/watch/sidecar";
import { settled, stampOf } from "../../../../src/extension/watch/stamp";
import { Timeline } from "../../../../src/extension/watch/timeline";
import { scratch } from "../../engine/fixtures";
import { choice, model, shown } from "../../webview/samples";

test("a stamp changes with any of the files, and there is none without the first", async () => {
  const folder = scratch();
  const files = [join(folder, "a.onnx"), join(folder, "a.onnx.data")];
  expect(await stampOf(files)).toBeUndefined();
  writeFileSync(files[0], "");
  expect(await stampOf(files)).toBeUndefined();
  writeFileSync(files[0], "graph");
  const alone = await stampOf(files);
  expect(alone).toBeDefined();
  writeFileSync(files[1], "weights");
  expect(await stampOf(files)).not.toBe(alone);
});

test("a file that still grows is waited for", async () => {
  const file = join(scratch(), "a.onnx");
  writeFileSync(file, "x");
  let written = 0;
  const writing = setInterval(() => {
    writeFileSync(file, "x".repeat(++written + 1));
    if (written === 5) clearInterval(writing);
  }, 150);
  const stamp = await settled([file], new AbortController().signal);
  expect(written).toBe(5);
  expect(stamp).toBe(await stampOf([file]));
});

test("who gives up waits no longer", async () => {
  const missing = [join(scratch(), "none.onnx")];
  expect(await settled(missing, AbortSignal.abort())).toBeUndefined();
});

test("a question's exports are kept in their order, one for each stamp, the newest twelve", () => {
  const timeline = new Timeline();
  for (let i = 0; i < 14; i++)
    timeline.record(choice, { stamp: `${i}`, shown, copy: `/copy/${i}` });
  timeline.record(choice, { stamp: "13", shown: { ...shown, device: "webgpu" }, copy: "/copy/13" });
  const entries = timeline.entries(choice, (copy) => copy === "/copy/13");
  expect(entries).toHaveLength(12);
  expect(entries.at(-1)).toMatchObject({ id: 13, kept: true, shown: { device: "webgpu" } });
  expect(entries[0]).toMatchObject({ id: 2, kept: false });
  const other = { ...choice, target: { kind: "class", index: 1 } as const };
  expect(timeline.of(other)).toEqual([]);
});

test("a timeline outlives the window, and what is none is left alone", () => {
  const timeline = new Timeline();
  timeline.record(choice, { stamp: "1", shown });
  const next = new Timeline();
  next.restore(new Uint8Array([1, 2, 3]));
  expect(next.of(choice)).toEqual([]);
  next.restore(timeline.toBytes());
  expect(next.of(choice)).toEqual(timeline.of(choice));
  next.record(choice, { stamp: "2", shown });
  expect(next.of(choice).map((e) => e.id)).toEqual([0, 1]);
});

test("an export is copied with its weights and all its settings; the oldest copies go", async () => {
  const folder = scratch();
  mkdirSync(join(folder, "weights"));
  writeFileSync(join(folder, "a.onnx"), "graph");
  writeFileSync(join(folder, "weights/w.bin"), "weights");
  const info = { ...model, path: join(folder, "a.onnx"), weights: ["weights/w.bin"] };
  const root = join(folder, "copies");
  // A window that ended without clearing: no process has this number.
  mkdirSync(join(root, "4194999", "0"), { recursive: true });
  const copies = new Copies(root);
  const made: string[] = [];
  for (let i = 0; i < 7; i++) made.push((await copies.keep(info))!);
  expect(copies.has(made[0])).toBe(false);
  expect(existsSync(made[0])).toBe(false);
  const last = made[6];
  expect(copies.has(last)).toBe(true);
  expect(readFileSync(join(last, "../weights/w.bin"), "utf8")).toBe("weights");
  const settings = JSON.parse(readFileSync(sidecarOf(last), "utf8"));
  expect(settings).toMatchObject({ mean: [0, 0, 0], labels: model.labels, resize: "stretch" });
  expect(settings).not.toHaveProperty("layout");
  expect(readdirSync(root)).toEqual([String(process.pid)]);
  copies.clear();
  expect(readdirSync(root)).toEqual([]);
  expect(await new Copies(undefined).keep(info)).toBeUndefined();
});
