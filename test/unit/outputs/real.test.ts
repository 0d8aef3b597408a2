// Real networks on photographs: what is pointed at is where the map is.
import { copyFileSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Explanation, HeatMap, Job, Placement, Target, Thing } from "../../../src/engine/api";
import { createEngine } from "../../../src/engine/engine";
import { openNetwork } from "../../../src/engine/network";
import { readers } from "../../../src/engine/outputs/readers";
import { encodeNpy } from "../../../src/engine/run/npy";
import { preprocess } from "../../../src/engine/run/preprocess";
import { quiet, scratch, write } from "../engine/fixtures";
import { describeReference } from "../reference";

const engine = createEngine();
afterAll(() => engine.release());

/** Every other network is a classifier and stays one. */
const read: Record<string, string> = {
  fastestdet: "grid",
  ultraface_rfb320: "anchors",
  deeplab_mnv2_dm05_portrait: "semantic",
  super_resolution_x3: "image",
  style_mosaic_winml: "image",
};

/** How each wants its pixels, as the reference's inventory says. */
const sidecars: Record<string, object> = {
  fastestdet: { channel_order: "BGR", mean: [0, 0, 0], std: [1, 1, 1], resize: "stretch" },
  ultraface_rfb320: {
    rescale_factor: 1,
    mean: [127, 127, 127],
    std: [128, 128, 128],
    resize: "stretch",
    labels: ["background", "face"],
  },
  deeplab_mnv2_dm05_portrait: {
    rescale_factor: 1 / 127.5,
    mean: [1, 1, 1],
    std: [1, 1, 1],
    resize: "stretch",
    labels: ["background", "person"],
  },
  style_mosaic_winml: { rescale_factor: 1, mean: [0, 0, 0], std: [1, 1, 1] },
  super_resolution_x3: {},
};

/** Share of a map's positive part that lies in a rectangle of the picture. */
function shareIn(e: Explanation, box: Placement) {
  const { x, y, width, height } = e.picture!.placement;
  let inside = 0;
  let all = 0;
  e.map.values.forEach((v, p) => {
    const at = cellOf(e.map, p);
    const u = x + at.u * width - box.x;
    const w = y + at.v * height - box.y;
    if (u >= 0 && w >= 0 && u <= box.width && w <= box.height) inside += Math.max(v, 0);
    all += Math.max(v, 0);
  });
  return inside / all;
}

const cellOf = ({ width, height }: Pick<HeatMap, "width" | "height">, p: number) => ({
  u: ((p % width) + 0.5) / width,
  v: (Math.floor(p / width) + 0.5) / height,
});

describeReference("outputs of real networks", (reference) => {
  const folder = scratch();
  const photo = (name: string) => join(reference, "photos/dev", name);
  const job = (model: string, picture: string, method = "hires-cam", target?: Target): Job => {
    const path = join(folder, `${model}.onnx`);
    copyFileSync(join(reference, `models/dev/${model}.onnx`), path);
    const coco = JSON.parse(readFileSync(join(reference, "labels/coco80.json"), "utf8"));
    const labels = model === "fastestdet" ? { labels: coco } : {};
    write(folder, `${model}.glassbox.json`, JSON.stringify({ ...labels, ...sidecars[model] }));
    return {
      model: path,
      image: { file: photo(picture) },
      target: target ?? { kind: "top" },
      method,
      parameters: {},
      device: "cpu",
    };
  };
  const things = async (j: Job): Promise<Thing[]> =>
    (await engine.predict(j, quiet)).reading!.things;

  test("classifiers stay classifiers", async () => {
    const models = ["dev", "light"].flatMap((part) =>
      readdirSync(join(reference, "models", part))
        .filter((f) => f.endsWith(".onnx") && f !== "style_mosaic_winml.onnx")
        .map((f) => [f.replace(".onnx", ""), join(reference, "models", part, f)]),
    );
    expect(models.length).toBeGreaterThan(20);
    for (const [name, path] of models) {
      const network = await openNetwork(path);
      const found = readers.find((r) => r.recognise(network, false));
      expect([name, found?.id]).toEqual([name, read[name]]);
    }
  });

  test.each(["hires-cam", "layer-cam"])("FastestDet's two dogs are told apart by %s", async (m) => {
    const asked = job("fastestdet", "pets_two.jpg", m);
    const [first, second] = await things(asked);
    expect([first.name, second.name]).toEqual(["dog", "dog"]);
    for (const [own, other] of [
      [first, second],
      [second, first],
    ]) {
      const e = await engine.explain({ ...asked, target: { kind: "thing", id: own.id } }, quiet);
      expect(shareIn(e, own.box!)).toBeGreaterThan(0.8);
      expect(shareIn(e, other.box!)).toBeLessThan(0.05);
    }
  });

  test("FastestDet's dog is explained on the dog, whatever is asked of its box", async () => {
    const asked = job("fastestdet", "golden_retriever.jpg");
    const [dog] = await things(asked);
    expect(dog.name).toBe("dog");
    for (const id of [dog.id, ...dog.parts!.map((p) => p.id)]) {
      const e = await engine.explain({ ...asked, target: { kind: "thing", id } }, quiet);
      expect([id, shareIn(e, dog.box!) > 0.8]).toEqual([id, true]);
    }
  });

  test.each(["hires-cam", "grad-cam", "occlusion"])("UltraFace's face by %s", async (method) => {
    const asked = job("ultraface_rfb320", "astronaut.png", method);
    const e = await engine.explain(asked, quiet);
    const [face] = e.reading!.things;
    expect(face).toMatchObject({ name: "face", id: "box:0" });
    // The box is a fiftieth of the picture.
    expect(shareIn(e, face.box!)).toBeGreaterThan(method === "occlusion" ? 0.15 : 0.5);
  });

  test("DeepLab's person stands out against the background", async () => {
    const asked = job("deeplab_mnv2_dm05_portrait", "astronaut.png");
    const person = (await things(asked)).find((t) => t.name === "person")!;
    const { map } = await engine.explain(
      { ...asked, target: { kind: "thing", id: person.id } },
      quiet,
    );
    const { width, height, values } = person.mask!;
    const means = { inside: [0, 0], outside: [0, 0] };
    map.values.forEach((value, p) => {
      const { u, v } = cellOf(map, p);
      const cell = Math.floor(v * height) * width + Math.floor(u * width);
      const side = means[values[cell] > 0 ? "inside" : "outside"];
      side[0] += Math.max(value, 0);
      side[1]++;
    });
    const [inside, outside] = [means.inside, means.outside].map(([sum, n]) => sum / n);
    expect(inside).toBeGreaterThan(4 * outside);
  });

  /** d(score)/dt along the gradient, by the score of pictures moved by +-t. */
  async function difference(asked: Job, e: Explanation, step: number) {
    const { preprocessing } = await engine.open(asked, quiet);
    const { input } = await preprocess((asked.image as { file: string }).file, preprocessing);
    const { data } = e.raw;
    const size = Math.sqrt(data.reduce((sum, g) => sum + g * g, 0));
    const scoreAt = async (t: number) => {
      const moved = input.data.map((v, i) => v + (t * data[i]) / size);
      const tensor = write(folder, "moved.npy", Buffer.from(encodeNpy([...input.dims], moved)));
      const at = await engine.explain({ ...asked, image: { tensor }, target: element(e) }, quiet);
      return at.target.score!;
    };
    return ((await scoreAt(step)) - (await scoreAt(-step))) / (2 * step) / size;
  }
  const element = ({ target }: Explanation): Target => target as Target;

  test("super-resolution looks no further than its receptive field", async () => {
    const asked = job("super_resolution_x3", "chelsea_cat.png", "saliency");
    const { preprocessing } = await engine.open(asked, quiet);
    const { placement } = (await engine.predict(asked, quiet)).picture!;
    const [column, row] = [100, 60];
    const scale = placement.width / preprocessing.width;
    const region = {
      kind: "region" as const,
      x: placement.x + column * scale,
      y: placement.y + row * scale,
      width: 2 * scale,
      height: 2 * scale,
    };
    const e = await engine.explain({ ...asked, target: region }, quiet);
    // Convolutions of 5, 3, 3 and 3 cells: five to each side of the two.
    const field = 5;
    const far = e.raw.data.some((g, p) => {
      const [x, y] = [p % preprocessing.width, Math.floor(p / preprocessing.width)];
      const beyond = (at: number, from: number) => at < from - field || at > from + 1 + field;
      return g !== 0 && (beyond(x, column) || beyond(y, row));
    });
    expect(far).toBe(false);
    expect(e.raw.data.filter((g) => g !== 0).length).toBeGreaterThan(50);
    const output = e.raw.dims;
    expect(output).toEqual([1, 1, preprocessing.height, preprocessing.width]);
    // A tensor has no picture: its rectangle is counted in the network's own pixels.
    const inInput = { ...region, x: column, y: row, width: 2, height: 2 };
    const found = await difference({ ...asked, target: inInput }, { ...e, target: inInput }, 1e-2);
    expect(Math.abs(found - 1)).toBeLessThan(1e-2);
  });

  test("the style network's region depends on what lies around it", async () => {
    const asked = job("style_mosaic_winml", "style_input.jpg", "saliency");
    const { placement } = (await engine.predict(asked, quiet)).picture!;
    const at = (share: number, of: "x" | "y") =>
      placement[of] + share * placement[of === "x" ? "width" : "height"];
    const side = placement.width / 36;
    const region = { x: at(0.5, "x"), y: at(0.5, "y"), width: side, height: side };
    const e = await engine.explain({ ...asked, target: { kind: "region", ...region } }, quiet);
    const around = {
      x: region.x - 3 * side,
      y: region.y - 3 * side,
      width: 7 * side,
      height: 7 * side,
    };
    // Its theoretical field is the whole picture: normalisation of whole planes reaches everywhere.
    const share = shareIn(e, around);
    const area = (7 / 36) ** 2;
    const denser = share / area / ((1 - share) / (1 - area));
    expect(denser).toBeGreaterThan(5);
    const own = { kind: "region" as const, x: 360, y: 360, width: 20, height: 20 };
    const found = await difference({ ...asked, target: own }, { ...e, target: own }, 0.5);
    expect(Math.abs(found - 1)).toBeLessThan(5e-2);
  }, 300_000);
});
