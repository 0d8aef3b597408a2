// Activations, masking and projection: against recorded numbers and against the network itself.
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { MaskJob, Target } from "../../../src/engine/api";
import { createEngine } from "../../../src/engine/engine";
import { encodeNpy } from "../../../src/engine/run/npy";
import { modelBytes, quiet, scratch, weights, write } from "../engine/fixtures";
import { describeReference, manifest, numbers, relativeL2 } from "../reference";

const engine = createEngine();
afterAll(() => engine.release());
const device = "cpu" as const;
const target = { kind: "top" } as const;

describeReference("recorded activations", (reference) => {
  const recorded = manifest.entries.filter((e) => e.method === "activation");
  test.each(recorded)("$file", async (e) => {
    const net = manifest.nets[e.net];
    const found = await engine.activations(
      {
        model: join(reference, net.onnx),
        image: { tensor: join(reference, "numbers", e.net, e.image!, "input.npy") },
        layer: net.layer_to_onnx_tensor[e.layer!],
        target,
        sort: "mean",
        show: Array.from({ length: e.shape[1] }, (_, c) => c),
        device,
      },
      quiet,
    );
    expect([1, found.shown.length, found.height, found.width]).toEqual(e.shape);
    expect(relativeL2(found.data, numbers(e.file).data)).toBeLessThan(1e-5);
  });
});

const folder = scratch();
const size = 12;
const image = {
  tensor: write(
    folder,
    "x.npy",
    encodeNpy(
      [1, 3, size, size],
      Float32Array.from({ length: 3 * size ** 2 }, (_, i) => Math.sin(i)),
    ),
  ),
};
const simple = write(
  folder,
  "net.onnx",
  modelBytes([null, 3, size, size], (op, x) => {
    const layer = op.Relu(op.Conv(x, weights(4, 3, 3, 3), { pads: [1, 1, 1, 1] }));
    layer.name = "masked";
    return op.Gemm(op.Flatten(op.GlobalAveragePool(layer)), weights(4, 3));
  }),
);
/** The layer is joined with what goes round it. */
const around = write(
  folder,
  "around.onnx",
  modelBytes([null, 3, size, size], (op, x) => {
    const first = op.Relu(op.Conv(x, weights(4, 3, 1, 1)));
    const layer = op.Relu(op.Conv(first, weights(4, 4, 1, 1)));
    layer.name = "masked";
    const joined = op.Concat(layer, first, x, { axis: 1 });
    return op.Gemm(op.Flatten(op.GlobalAveragePool(joined)), weights(11, 3));
  }),
);

describe("activations", () => {
  const job = { model: simple, image, target, device };
  test("contribution is the sum of gradient times activation: all of a linear head's score", async () => {
    const { channels, target: of } = await engine.activations(
      { ...job, sort: "contribution", show: [] },
      quiet,
    );
    const sum = channels.reduce((s, c) => s + c.contribution!, 0);
    expect(sum).toBeCloseTo(of!.score, 4);
    expect(channels.map((c) => c.contribution)).toEqual(
      channels.map((c) => c.contribution).sort((a, b) => b! - a!),
    );
  });
  test("what is pointed at is no class: channels are shown without what they contribute", async () => {
    const pointed: Target = { kind: "element", output: "y", at: [0, 0] };
    const found = await engine.activations(
      { ...job, target: pointed, sort: "contribution", show: [0] },
      quiet,
    );
    expect([found.target, found.sort, found.shown]).toEqual([undefined, "mean", [0]]);
    expect(found.channels[0]).not.toHaveProperty("contribution", expect.any(Number));
  });
  test("only the channels asked for are sent", async () => {
    const found = await engine.activations(
      { ...job, sort: "max", show: { first: 1, count: 2 } },
      quiet,
    );
    expect(found.shown).toEqual(found.channels.slice(1, 3).map((c) => c.channel));
    expect(found.data).toHaveLength(2 * size * size);
    expect(Math.max(...found.data)).toBeCloseTo(found.channels[1].max, 6);
  });
  test("a channel that is not there is refused by name", async () => {
    await expect(engine.activations({ ...job, sort: "max", show: [4] }, quiet)).rejects.toThrow(
      /no channel 4: it has 4, from 0 to 3/,
    );
  });
});

describe.each([
  ["alone", simple],
  ["with ways round the layer", around],
])("masking a layer %s", (_, model) => {
  const job = { model, image, target, device, layer: "masked" };
  const masked = (change: Partial<MaskJob>) => engine.mask({ ...job, ...change }, quiet);
  const scoresOf = async (change: Partial<MaskJob>) =>
    (await masked(change)).changes
      .toSorted((a, b) => a.before.index - b.before.index)
      .map((c) => c.after.score);
  test("nothing off changes nothing", async () => {
    const { changes, off } = await masked({ channels: { off: [] } });
    expect(off).toBe(0);
    for (const { before, after } of changes) expect(after.score).toBeCloseTo(before.score, 5);
  });
  test("a channel off and all others on are the same", async () => {
    const off = await scoresOf({ channels: { off: [2] } });
    expect(await scoresOf({ channels: { only: [0, 1, 3] } })).toEqual(off);
  });
  test("all cells off is the whole channel off", async () => {
    const cells = Array.from({ length: size ** 2 }, (_, i) => i);
    const whole = await scoresOf({ channels: { off: [1] } });
    expect(await scoresOf({ channels: { off: [1] }, cells })).toEqual(whole);
    expect(await scoresOf({ channels: { off: [1] }, cells: cells.slice(70) })).not.toEqual(whole);
  });
  test("the ranking is of each channel by itself", async () => {
    const { channels, target: of } = await engine.rankChannels(job, quiet);
    expect(channels).toHaveLength(4);
    for (const { channel, drop, probabilityDrop } of channels) {
      const { changes } = await masked({ channels: { off: [channel] } });
      const { before, after } = changes.find((c) => c.before.index === of.index)!;
      expect(drop).toBeCloseTo(before.score - after.score, 5);
      expect(probabilityDrop).toBeCloseTo(before.probability - after.probability, 5);
    }
  });
});

test("behind a linear head a whole layer off leaves no score", async () => {
  const { changes } = await engine.mask({ model: simple, image, target, device }, quiet);
  for (const { after } of changes) expect(after.score).toBeCloseTo(0, 6);
});

describe("projection", () => {
  const sample = resolve(import.meta.dirname, "../../../examples/model.onnx");
  const picture = resolve(import.meta.dirname, "../../../examples/images/bee/bee-1.png");

  test("nothing but the receptive field is lit", async () => {
    const found = await engine.project(
      { model: sample, image: { file: picture }, layer: "layer1", channel: 3, device },
      quiet,
    );
    const { field, patch, unit } = found;
    expect(unit.activation).toBeGreaterThan(0);
    expect(patch!.width / field.width).toBeCloseTo(found.picture!.placement.width / 96, 5);
    for (const { dims, data } of Object.values(found.projections)) {
      const [, , height, width] = dims;
      let lit = 0;
      data.forEach((v, i) => {
        const x = i % width;
        const y = Math.floor(i / width) % height;
        const inside =
          x >= field.x && x < field.x + field.width && y >= field.y && y < field.y + field.height;
        if (!inside) expect(v).toBe(0);
        else if (v) lit++;
      });
      expect(lit).toBeGreaterThan(0);
    }
  });
});
