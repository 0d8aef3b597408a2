// Two networks on the same pictures, against what each says of every picture by itself.
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import sharp from "sharp";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { difference } from "../../../src/draw/difference";
import { commands } from "../../../src/engine/commands";
import { picturesBelow } from "../../../src/engine/commands/pictures";
import { createEngine } from "../../../src/engine/engine";
import { quiet, scratch } from "./fixtures";

const engine = createEngine();
afterAll(() => engine.release());
afterEach(() => vi.restoreAllMocks());
const examples = resolve(import.meta.dirname, "../../../examples");
const folder = scratch();
const device = "cpu";

/** The sample's network under another name, with some of its sidecar changed. */
function variant(name: string, change: object) {
  const model = join(folder, `${name}.onnx`);
  copyFileSync(join(examples, "model.onnx"), model);
  const sidecar = JSON.parse(readFileSync(join(examples, "model.glassbox.json"), "utf8"));
  writeFileSync(join(folder, `${name}.glassbox.json`), JSON.stringify({ ...sidecar, ...change }));
  return model;
}
const before = variant("before", {});
const after = variant("after", { channel_order: "BGR" });
const bee = { file: join(examples, "images/bee/bee-1.png") };
const asked = { image: bee, method: "grad-cam", parameters: {}, device } as const;

test("the difference is the one map less the other, for the same class", async () => {
  const target = { kind: "class", index: 0 } as const;
  const found = await engine.versus({ ...asked, before, after, target }, quiet);
  const [a, b] = await Promise.all(
    [before, after].map((model) => engine.explain({ ...asked, model, target }, quiet)),
  );
  expect(found.difference).toMatchObject({ width: a.map.width, height: a.map.height });
  const wanted = b.map.values.map((v, p) => v - a.map.values[p]);
  found.difference.values.forEach((v, p) => {
    expect(v).toBeCloseTo(wanted[p], 5);
  });
  expect(wanted.some((v) => Math.abs(v) > 0.01)).toBe(true);
  expect(found.notes).toEqual([]);
});

test("the best class is that of the first network, by its label in the second", async () => {
  const { labels } = await engine.open({ model: before, device }, quiet);
  const turned = variant("turned", { labels: [...labels].reverse() });
  const found = await engine.versus(
    { ...asked, before, after: turned, target: { kind: "top" } },
    quiet,
  );
  expect(found.after.target.label).toBe(found.before.target.label);
  expect(found.notes).toEqual([]);
});

test("maps of other sizes and placements are compared where both saw the picture", () => {
  const map = (width: number, height: number, value: number) => ({
    width,
    height,
    values: new Float32Array(width * height).fill(value),
    view: "positive" as const,
    unit: "logit",
    clip: 99,
  });
  const whole = { x: 0, y: 0, width: 8, height: 8 };
  const left = { x: 0, y: 0, width: 4, height: 8 };
  const found = difference(
    { map: map(2, 2, 1), placement: whole },
    { map: map(4, 4, 3), placement: left },
  );
  expect(found).toMatchObject({ width: 4, height: 4, view: "signed" });
  expect([...found.values.slice(0, 4)]).toEqual([2, 2, Number.NaN, Number.NaN]);
});

test("pictures that are named differently, and how many each network names rightly", async () => {
  const files = await picturesBelow(join(examples, "images"));
  const broken = join(folder, "broken.png");
  writeFileSync(broken, "no picture");
  const found = await engine.flips({ before, after, device, files: [broken, ...files] }, quiet);
  const said = await Promise.all(
    files.map((file) =>
      Promise.all(
        [before, after].map(async (model) => {
          const { predictions, expected } = await engine.predict(
            { model, image: { file }, device },
            quiet,
          );
          return { label: predictions[0].label, right: predictions[0].label === expected?.label };
        }),
      ),
    ),
  );
  expect(found.pictures).toBe(files.length);
  expect(found.unreadable.map((u) => u.file)).toEqual(["broken.png"]);
  expect(found.flips.map((f) => [f.file, f.before.label, f.after.label])).toEqual(
    said.flatMap(([a, b], i) => (a.label === b.label ? [] : [[files[i], a.label, b.label]])),
  );
  expect(found.flips.length).toBeGreaterThan(0);
  const right = [0, 1].map((n) => said.filter((s) => s[n].right).length);
  expect(found.right).toEqual({ of: files.length, before: right[0], after: right[1] });
});

test("in the terminal: what flips is refused, unless it is allowed", async () => {
  let text = "";
  vi.spyOn(process.stdout, "write").mockImplementation((s) => {
    text += s;
    return true;
  });
  const run = (values: object, operands: string[]) =>
    commands.compare.run({ engine, values: values as never, operand: operands[0], operands });
  const values = { in: join(examples, "images"), device };
  await expect(run(values, [before, after])).rejects.toThrow(/named differently; 0 may be/);
  expect(text).toMatch(/^worse +.* -> .*\.png$/m);
  await run(values, [before, before]);
  await run({ ...values, allow: "1000" }, [before, after]);
  await expect(run(values, [before])).rejects.toThrow(/AFTER.onnx is missing/);
});

test("the network's input as a picture: cut, resized, its normalisation taken back", async () => {
  const model = variant("seen", { channel_order: "BGR", mean: [0.2, 0.4, 0.6], std: [0.5, 1, 2] });
  const { image, range } = await engine.input({ model, image: bee, device }, quiet);
  // The sample's pictures are larger squares: the input is all of one, scaled down.
  const { data, info } = await sharp(image)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([96, 96]);
  const plain = await engine.input({ model: before, image: bee, device }, quiet);
  const same = await sharp(plain.image).removeAlpha().raw().toBuffer();
  expect(data.equals(same)).toBe(true);
  // Blue is the first channel of this network.
  const [mean, std] = [
    [0.6, 0.4, 0.2],
    [2, 1, 0.5],
  ];
  const values = [...data].map((v, i) => (v / 255 - mean[i % 3]) / std[i % 3]);
  expect(range[0]).toBeCloseTo(Math.min(...values), 5);
  expect(range[1]).toBeCloseTo(Math.max(...values), 5);
  const tensor = { model, image: { tensor: "x.npy" }, device } as const;
  await expect(engine.input(tensor, quiet)).rejects.toMatchObject({ code: "picture-unreadable" });
});
