// Against the networks themselves: what lies outside the rectangle changes nothing, each of its
// edges something.
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { Value } from "../../../src/engine/graph/graph";
import { constant, type Ops } from "../../../src/engine/graph/ops";
import { Tensor } from "../../../src/engine/graph/tensor";
import { type Cell, receptiveField } from "../../../src/engine/inside/receptive-field";
import { uniform } from "../../../src/engine/methods/random";
import { type Network, openNetwork } from "../../../src/engine/network";
import { Programs } from "../../../src/engine/programs";
import { modelBytes, scratch, weights, write } from "../engine/fixtures";
import { describeReference } from "../reference";

interface Probe {
  /** Tensor of the layer, or its name. */
  layer: string;
  cell: Cell;
}

/** How much a cell changes when the pixels of the input that `which` names are drawn anew. */
async function change(programs: Programs, { layer, cell }: Probe, which: Pixels, seed: number) {
  const { network } = programs;
  const dims = network.input.shape!.map((d) => d ?? 1);
  const random = uniform(seed);
  const x = Float32Array.from({ length: dims.reduce((a, b) => a * b) }, () => 4 * random() - 2);
  const nchw = network.info.preprocessing.layout === "NCHW";
  const [height, width] = nchw ? dims.slice(2) : dims.slice(1);
  const redrawn = x.map((v, i) => {
    const p = nchw ? i % (width * height) : Math.floor(i / dims[3]);
    return which(p % width, Math.floor(p / width)) ? 4 * random() - 2 : v;
  });
  const value = layerValue(network, layer);
  const at = async (data: Float32Array) => {
    const found = await programs.activation(value, { dims, data });
    const [, channels, h, w] = found.dims;
    const chosen = cell.channel === undefined ? [...Array(channels).keys()] : [cell.channel];
    return chosen.map((c) => Number(found.data[(c * h + cell.y) * w + cell.x]));
  };
  const [before, after] = [await at(x), await at(redrawn)];
  return Math.max(...before.map((b, i) => Math.abs(b - after[i])));
}
type Pixels = (x: number, y: number) => boolean;

function layerValue({ layers }: Network, name: string): Value {
  const found = layers.find(({ info }) => info.name === name || info.tensor === name);
  if (!found) throw new Error(`no ${name} among ${layers.map((l) => l.info.name).join(", ")}`);
  return found.value;
}

async function holds(path: string, probe: Probe) {
  const network = await openNetwork(path);
  const programs = new Programs(network, "cpu");
  const { layout, width, height } = network.info.preprocessing;
  const value = layerValue(network, probe.layer);
  const r = receptiveField(network.model.graph, network.input, value, probe.cell, layout);
  const right = r.x + r.width - 1;
  const bottom = r.y + r.height - 1;
  const inside: Pixels = (x, y) => x >= r.x && x <= right && y >= r.y && y <= bottom;
  expect(await change(programs, probe, (x, y) => !inside(x, y), 1), "outside").toBeLessThan(1e-5);
  const edges: [string, Pixels, boolean][] = [
    ["left", (x, y) => x === r.x && inside(x, y), r.x >= 0],
    ["right", (x, y) => x === right && inside(x, y), right < width],
    ["top", (x, y) => y === r.y && inside(x, y), r.y >= 0],
    ["bottom", (x, y) => y === bottom && inside(x, y), bottom < height],
  ];
  const seen = edges.filter(([, , within]) => within);
  for (const [name, edge] of seen) {
    // A pixel may lose in a max-pool or behind a ReLU: some picture of three shows it.
    const changes = [1, 2, 3].map((seed) => change(programs, probe, edge, seed));
    expect(Math.max(...(await Promise.all(changes))), name).toBeGreaterThan(0);
  }
  await programs.release();
  return { rectangle: r, edges: seen.length };
}

const sample = resolve(import.meta.dirname, "../../../examples/model.onnx");

describe("the sample network", () => {
  test.each<[string, Cell, number]>([
    ["stem.2", { x: 10, y: 20 }, 5],
    ["stem.2", { x: 0, y: 47 }, 5],
    ["pool", { x: 12, y: 12 }, 7],
    ["layer1", { x: 12, y: 12 }, 23],
    ["layer2", { x: 6, y: 5 }, 47],
    ["layer3", { x: 6, y: 6 }, 79],
  ])("%s at %o sees %i pixels across", async (layer, cell, side) => {
    const { rectangle } = await holds(sample, { layer, cell });
    expect([rectangle.width, rectangle.height]).toEqual([side, side]);
  });

  test("what comes after the global mean sees all", async () => {
    const { model, input, scores } = await openNetwork(sample);
    const seen = receptiveField(model.graph, input, scores, { x: 0, y: 0, channel: 2 }, "NCHW");
    expect(seen).toEqual({ x: 0, y: 0, width: 96, height: 96 });
  });
});

describe("operators on the way", () => {
  test.each<[string, (op: Ops, x: Value) => Value, Cell]>([
    [
      "ConvTranspose",
      (op, x) => op.ConvTranspose(x, weights(3, 4, 3, 3), { strides: [2, 2] }),
      { x: 9, y: 6 },
    ],
    [
      "Resize",
      (op, x) => op.Resize(x, undefined, floats(1, 1, 2, 2), { mode: "linear" }),
      { x: 9, y: 6 },
    ],
    [
      "Pad and Slice",
      (op, x) => op.Slice(op.Pad(x, [0, 0, 2, 1, 0, 0, 0, 3]), [3], [17], [3]),
      { x: 4, y: 6 },
    ],
    [
      "DepthToSpace",
      (op, x) => op.DepthToSpace(op.Conv(x, weights(8, 3, 3, 3)), { blocksize: 2 }),
      { x: 9, y: 6 },
    ],
    ["SpaceToDepth", (op, x) => op.SpaceToDepth(x, { blocksize: 2 }), { x: 3, y: 2 }],
    [
      "a dilated window",
      (op, x) => op.Conv(x, weights(4, 3, 3, 3), { dilations: [2, 3] }),
      { x: 3, y: 2 },
    ],
    [
      "SAME padding",
      (op, x) => op.MaxPool(x, { kernel_shape: [3, 3], strides: [2, 2], auto_pad: "SAME_UPPER" }),
      { x: 3, y: 2 },
    ],
    ["a shuffle", shuffle, { x: 5, y: 6, channel: 1 }],
    [
      "a branch of a Concat",
      (op, x) => op.Concat(op.Conv(x, weights(2, 3, 3, 3), same), x, { axis: 1 }),
      { x: 5, y: 6, channel: 3 },
    ],
  ])("%s", async (_, body, cell) => {
    const path = write(
      scratch(),
      "net.onnx",
      modelBytes([null, 3, 16, 16], (op, x) => {
        const y = op.Relu(body(op, x));
        return op.Flatten(op.GlobalAveragePool(y));
      }),
    );
    const { layers } = await openNetwork(path);
    const layer = layers.find(({ info }) => info.op === "Relu")!.info.name;
    const { edges, rectangle } = await holds(path, { layer, cell });
    expect(edges).toBe(4);
    expect(rectangle.width * rectangle.height).toBeLessThan(16 * 16);
  });
});

const same = { pads: [1, 1, 1, 1] };
const floats = (...values: number[]) => constant(Tensor.of("float", [values.length], values));

/** As ShuffleNet: channels change places by way of five axes. */
function shuffle(op: Ops, x: Value) {
  const y = op.Conv(x, weights(4, 3, 3, 3));
  const apart = op.Reshape(y, [-1, 2, 2, 14, 14]);
  return op.Reshape(op.Transpose(apart, { perm: [0, 2, 1, 3, 4] }), [-1, 4, 14, 14]);
}

describeReference("receptive fields of real networks", (reference) => {
  const models = join(reference, "models/dev");
  test.each<[string, string, Cell]>([
    ["squeezenet1_1.onnx", "features.3", { x: 20, y: 30, channel: 70 }],
    ["squeezenet1_1.onnx", "features.7", { x: 12, y: 13 }],
    ["squeezenet1_1.onnx", "features.12", { x: 6, y: 12 }],
    ["mobilenet_v2_coral.onnx", "features.2.conv.4", { x: 20, y: 30 }],
    ["mobilenet_v2_coral.onnx", "features.6", { x: 14, y: 0 }],
    ["mobilenet_v2_coral_nhwc.onnx", "add_21", { x: 14, y: 14 }],
    ["resnet20_cifar10_bn.onnx", "layer2.0", { x: 7, y: 8 }],
  ])("%s, %s at %o", async (file, layer, cell) => {
    const { edges } = await holds(join(models, file), { layer, cell });
    expect(edges).toBeGreaterThan(0);
  });
});
