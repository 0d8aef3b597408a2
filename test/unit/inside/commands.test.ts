// The terminal's commands on the sample: what they print as JSON, and the pictures they write.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import sharp from "sharp";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { commands } from "../../../src/engine/commands";
import { Usage } from "../../../src/engine/commands/command";
import { createEngine } from "../../../src/engine/engine";
import { decodeNpy } from "../../../src/engine/run/npy";
import { scratch } from "../engine/fixtures";

const engine = createEngine();
afterAll(() => engine.release());
afterEach(() => vi.restoreAllMocks());
const examples = resolve(import.meta.dirname, "../../../examples");
const model = join(examples, "model.onnx");
const bee = join(examples, "images/bee/bee-1.png");
const out = join(scratch(), "out.png");

async function run(name: string, values: object, operand?: string) {
  let text = "";
  vi.spyOn(process.stdout, "write").mockImplementation((s) => {
    text += s;
    return true;
  });
  await commands[name].run({ engine, values: values as never, operand, operands: [] });
  return text;
}
const asJson = async (...args: Parameters<typeof run>) =>
  JSON.parse(await run(args[0], { ...args[1], json: true }, args[2]));
const sizeOf = async (file: string) => {
  const { width, height } = await sharp(file).metadata();
  return [width, height];
};

test("activations: figures, a grid, and the numbers", async () => {
  const found = await asJson("activations", { model, top: "4", out }, bee);
  expect(found).toMatchObject({ layer: "layer3", sort: "mean", width: 12, height: 12 });
  expect(found.channels).toHaveLength(64);
  expect(found.data).toBeUndefined();
  // Two rows of two, each cell five pixels, two pixels between and around.
  expect(await sizeOf(out)).toEqual([2 * 60 + 6, 2 * 60 + 6]);
  const npy = out.replace("png", "npy");
  await run("activations", { model, top: "4", out: npy }, bee);
  expect(decodeNpy(readFileSync(npy)).dims).toEqual([1, 4, 12, 12]);
});

test("filters: as many tiles as were asked for", async () => {
  const found = await asJson("filters", { top: "6", out }, model);
  expect(found).toMatchObject({ layer: "stem.1", colour: true });
  expect(found.shown).toHaveLength(6);
  expect(await sizeOf(out)).toEqual([3 * 37 + 2, 2 * 37 + 2]);
});

test("mask: channels and a region of the layer", async () => {
  const off = { model, layer: "layer3", off: "3,5" };
  expect(await asJson("mask", off, bee)).toMatchObject({ off: 2 * 144, of: 64 * 144 });
  const region = await asJson("mask", { ...off, region: "10,0,2,3" }, bee);
  expect(region).toMatchObject({ off: 2 * 6 });
  expect(await run("mask", { ...off, rank: true, off: undefined }, bee)).toContain("of bee loses");
  await expect(run("mask", { ...off, region: "11,0,2,3" }, bee)).rejects.toThrow(/12 x 12 cells/);
  await expect(run("mask", { ...off, only: "1" }, bee)).rejects.toBeInstanceOf(Usage);
  await expect(run("mask", { ...off, off: "3;5" }, bee)).rejects.toThrow(/commas/);
});

test("project: the projections beside each other", async () => {
  const found = await asJson("project", { model, layer: "layer1", channel: "3", out }, bee);
  expect(found.field).toMatchObject({ width: 23, height: 23 });
  expect(await sizeOf(out)).toEqual([2 * 98 + 2, 100]);
});

test("patches: a folder's pictures by name", async () => {
  const values = { model, layer: "layer1", channel: "3", count: "4", out };
  const found = await asJson("patches", values, join(examples, "images"));
  expect(found.patches).toHaveLength(4);
  expect(found.patches[0].file).toMatch(/\.png$/);
  expect(await sizeOf(out)).toEqual([2 * 98 + 2, 2 * 98 + 2]);
  await expect(run("patches", values, join(examples, "none"))).rejects.toThrow(/cannot be read/);
});

test("visualize: seeds side by side", async () => {
  const values = { model, class: "Bee", steps: "3", seeds: "2", out };
  const found = await asJson("visualize", values);
  expect(found).toMatchObject({ of: "bee", steps: 3, unit: "logit" });
  expect(found.pictures[0].trajectory).toHaveLength(4);
  expect(await sizeOf(out)).toEqual([2 * 98 + 2, 100]);
  await expect(run("visualize", { model })).rejects.toThrow(/--class or --channel/);
  await expect(run("visualize", { ...values, class: "cow" })).rejects.toThrow(/called "cow"/);
});
