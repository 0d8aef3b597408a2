// What leaves the engine as a file, and comes back.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ExportFormat, exportFormats, type Job } from "../../../src/engine/api";
import { reproduce } from "../../../src/engine/commands/reproduce";
import { createEngine } from "../../../src/engine/engine";
import { formatOf } from "../../../src/engine/exports";
import { methods as scripts } from "../../../src/engine/exports/python/methods";
import { methods } from "../../../src/engine/methods";
import { decodeNpy } from "../../../src/engine/run/npy";
import { openPicture } from "../../../src/engine/run/picture";
import { quiet, scratch, write } from "../engine/fixtures";

const examples = resolve(import.meta.dirname, "../../../examples");
const engine = createEngine();
afterAll(() => engine.release());

const folder = scratch();
const job: Job = {
  model: join(folder, "model.onnx"),
  image: { file: join(folder, "pictures/<b>wasp & bee.png") },
  target: { kind: "contrast", index: 7, against: 0 },
  method: "grad-cam",
  parameters: {},
  device: "cpu",
};
beforeAll(() => {
  mkdirSync(join(folder, "pictures"));
  copyFileSync(`${examples}/model.onnx`, job.model);
  copyFileSync(`${examples}/model.glassbox.json`, join(folder, "model.glassbox.json"));
  copyFileSync(`${examples}/images/wasp/wasp-1.png`, (job.image as { file: string }).file);
});

const exported = (format: ExportFormat, more: Partial<Job> = {}, to = join(folder, "out/map")) =>
  engine.exportAs({ job: { ...job, ...more }, format, to }, quiet);
const textOf = async (...args: Parameters<typeof exported>) =>
  new TextDecoder().decode(await exported(...args));

/** Writes a record, changed or not, and gives its path. */
async function saved(change: (record: Record<string, never>) => unknown = (r) => r, more = {}) {
  const file = join(scratch(), "map.explain.json");
  const record = JSON.parse(await textOf("explain.json", more, file));
  write(dirname(file), "map.explain.json", JSON.stringify(change(record)));
  return file;
}

test("formats are told by the longest ending", () => {
  for (const f of exportFormats) expect(formatOf(`/a/b.${f.toUpperCase()}`)).toBe(f);
  expect(formatOf("map.txt")).toBeUndefined();
});

test("the raw map and the facts are those of the explanation", async () => {
  const { raw, map } = await engine.explain(job, quiet);
  expect(decodeNpy(await exported("npy"))).toEqual({ dims: raw.dims, data: raw.data });
  const facts = JSON.parse(await textOf("json"));
  expect(facts).toMatchObject({
    method: "grad-cam",
    raw: { dims: raw.dims },
    map: { unit: map.unit },
  });
  expect(facts.map.values).toBeUndefined();
});

test("the overlay has the picture's size", async () => {
  const file = write(folder, "overlay.png", await exported("png"));
  const { width, height } = await openPicture((job.image as { file: string }).file);
  expect(await openPicture(file)).toMatchObject({ width, height });
});

test("a report holds everything, and nothing that a name brings in", async () => {
  const trust = await engine.trust(job, quiet);
  const bytes = await engine.exportAs({ job, format: "html", trust }, quiet);
  const html = new TextDecoder().decode(bytes);
  expect(html).not.toContain("<b>wasp");
  expect(html).toContain("&lt;b&gt;wasp &amp; bee.png");
  expect(html).not.toMatch(/<script|https?:\/\/[^\s<"]*\.(js|css|png)|javascript:/i);
  expect(html.match(/<img [^>]*src="data:image\/png;base64,/g)).toHaveLength(2);
  for (const part of [
    "7 against bee",
    "layer3",
    "pixels go",
    "SHA-256",
    "resize_short",
    "onnxruntime",
  ])
    expect(html.includes(part), part).toBe(true);
});

test("a record reopens as it was, and gives the same map again bit for bit", async () => {
  for (const method of ["grad-cam", "smoothgrad", "rise", "occlusion"]) {
    const parameters: Job["parameters"] = method === "rise" ? { masks: 20 } : {};
    const before = await engine.explain({ ...job, method, parameters }, quiet);
    const file = await saved(undefined, { method, parameters });
    const fresh = createEngine();
    const found = await fresh.reopen({ file, device: "cpu" }, quiet);
    expect(found.changed).toEqual([]);
    expect(found.explanation).toEqual({ ...before, timings: expect.anything() });
    const again = await fresh.explain(found.job, quiet);
    expect(Buffer.from(again.raw.data.buffer).equals(Buffer.from(before.raw.data.buffer))).toBe(
      true,
    );
    await fresh.release();
  }
});

test("what has changed is said, and reproducing fails with a reason", async () => {
  const file = await saved((r) => ({
    ...r,
    model: { ...(r.model as object), sha256: "0".repeat(64) },
    versions: { ...(r.versions as object), onnxruntime: "0.1" },
    parameters: {},
    target: { kind: "class", index: 3 },
  }));
  const { changed, explanation } = await engine.reopen({ file, device: "cpu" }, quiet);
  expect(changed.map((c) => c.what)).toEqual(["model", "versions"]);
  expect(changed[0].words).toBe('"model.onnx" has changed.');
  expect(explanation.range.every(Number.isFinite)).toBe(true);
  const call = { engine, values: {}, operand: file, operands: [file] };
  await expect(reproduce.run(call)).rejects.toMatchObject({
    code: "not-reproduced",
    message: expect.stringMatching(/144 of 144 values differ.*"model.onnx" has changed/),
  });
});

test("a picture that is gone does not hide the map", async () => {
  const file = await saved((r) => ({ ...r, image: { ...(r.image as object), file: "gone.png" } }));
  const { changed } = await engine.reopen({ file, device: "cpu" }, quiet);
  expect(changed).toEqual([{ what: "picture", words: '"gone.png" is not there.' }]);
});

const broken: [string, (r: never) => unknown, RegExp][] = [
  ["another kind of file", () => ({ hello: 1 }), /"glassbox" must be "explanation"/],
  ["a list", () => [], /must be an object/],
  ["a later format", (r: object) => ({ ...r, format: 2 }), /"format" must be/],
  ["a path of its own", model("/etc/passwd"), /"model.file" is no path from its own folder/],
  ["a drive", model("C:\\secret.onnx"), /"model.file" is no path/],
  ["another machine", model("\\\\server\\share\\a.onnx"), /"model.file" is no path/],
  [
    "too few values",
    (r: object) => ({ ...r, raw: { dims: [9, 9], float32: "AAAAAA==" } }),
    /"raw" has/,
  ],
  [
    "no numbers",
    (r: object) => ({ ...r, raw: { dims: [1], float32: "AAA=" } }),
    /"raw.float32" must/,
  ],
  ["endless text", (r: object) => ({ ...r, method: "x".repeat(5000) }), /"method" must be a text/],
  [
    "too many notes",
    (r: object) => ({ ...r, notes: Array(101).fill("") }),
    /"notes" must be a list/,
  ],
];
function model(file: string) {
  return (r: { model: object }) => ({ ...r, model: { ...r.model, file } });
}
test.each(broken)("a record with %s is refused by name", async (_, change, message) => {
  const file = await saved(change as never);
  await expect(engine.reopen({ file, device: "cpu" }, quiet)).rejects.toMatchObject({
    code: "export-unreadable",
    message: expect.stringMatching(message),
  });
});

test.each([
  ["no JSON", "{"],
  ["nothing", ""],
])("%s is no record", async (_, text) => {
  const file = write(scratch(), "a.explain.json", text);
  await expect(engine.reopen({ file, device: "cpu" }, quiet)).rejects.toMatchObject({
    code: "export-unreadable",
  });
});

test("every method of a class has its Python script", () => {
  const ofClasses = methods.filter((m) => !m.needs.includes("boxes"));
  expect(Object.keys(scripts).sort()).toEqual(ofClasses.map((m) => m.id).sort());
});

test("a script has this job's numbers", async () => {
  const text = await textOf("py", {
    method: "integrated-gradients",
    target: { kind: "class", index: 7 },
  });
  expect(text).toContain('Image.open("../pictures/<b>wasp & bee.png")');
  expect(text).toContain("np.float32([0.5, 0.5, 0.5])");
  expect(text).toContain("target = 7");
  expect(text).toContain("n_steps=50");
  expect(await textOf("py")).toContain("scores[:, 7] - scores[:, 0]");
});

test("what was explained a moment ago is not computed again", async () => {
  await engine.explain(job, quiet);
  const said: string[] = [];
  const control = { ...quiet, progress: (p: { message: string }) => said.push(p.message) };
  await engine.exportAs({ job, format: "json" }, control);
  expect(said).toEqual([]);
  const path = (job.image as { file: string }).file;
  writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.from("\n")]));
  await engine.exportAs({ job, format: "json" }, control);
  expect(said.length).toBeGreaterThan(0);
});
