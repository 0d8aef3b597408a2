// The convolution behind a layer, and what the network does with its filters at once.
import { Graph, type Node, type Value } from "./graph/graph";
import { descendants, needed } from "./graph/query";
import { anyLayer } from "./lookup";
import type { Network } from "./network";
import type { Programs } from "./programs";
import { Refusal } from "./refusal";

/** They keep channels apart: the Conv before them is that of the layer. */
const perChannel = new Set(
  "Relu Clip LeakyRelu PRelu Sigmoid HardSwish BatchNormalization".split(" "),
);

export interface Convolution {
  name: string;
  node: Node;
}

/**
 * The Conv that a layer is, or that it follows; the first one if none is named.
 * @throws Refusal `no-such-layer`, `method-not-applicable`
 */
export function convolutionAt(network: Network, wanted: string | undefined): Convolution {
  const all = network.layers.filter(({ value }) => value.producer?.op === "Conv");
  if (!all.length)
    throw new Refusal(
      "method-not-applicable",
      "The model has no convolution, so it has no filters.",
    );
  const layer = wanted === undefined ? all[0] : anyLayer(network, wanted);
  let node = layer.value.producer;
  while (node && perChannel.has(node.op)) node = node.inputs[0]?.producer;
  const found = all.find(({ value }) => value.producer === node);
  if (found) return { name: found.info.name, node: node! };
  throw new Refusal(
    "method-not-applicable",
    `The layer "${layer.info.name}" (${layer.info.op}) has no filters of its own. ` +
      `Choose a convolution, such as "${all[0].info.name}".`,
    [{ title: `Use ${all[0].info.name}`, action: { kind: "layer", layer: all[0].info.name } }],
  );
}

/**
 * The numbers of a value that does not depend on the picture: written in the file, or computed from
 * what is (dequantised, converted).
 * @throws Refusal `method-not-applicable`
 */
export async function constantOf(programs: Programs, value: Value) {
  const { model, input } = programs.network;
  if (value.data) return { dims: value.data.dims, data: Float32Array.from(value.data.numbers()) };
  if (descendants(model.graph, [input]).has(value))
    throw new Refusal(
      "method-not-applicable",
      `The weights "${value.name}" are computed from the picture: they are no filters.`,
    );
  const { session } = await programs.made(`constant ${value.name}`, () => ({
    graph: new Graph([], [value], needed(model.graph.nodes, [value])),
  }));
  const [{ dims, data }] = await session.run(new Map(), [value]);
  return { dims, data: Float32Array.from(data as Float32Array) };
}

/** The node that alone reads a value. */
function only({ model }: Network, value: Value | undefined): Node | undefined {
  const readers = model.graph.nodes.filter((n) => n.inputs.includes(value));
  return readers.length === 1 ? readers[0] : undefined;
}

/** What the BatchNormalization right behind a Conv multiplies each filter by, if there is one. */
export async function gainsOf(programs: Programs, { node }: Convolution) {
  const next = only(programs.network, node.outputs[0]);
  if (next?.op !== "BatchNormalization") return undefined;
  const [scale, variance] = [
    await constantOf(programs, next.inputs[1]!),
    await constantOf(programs, next.inputs[4]!),
  ];
  const epsilon = next.float("epsilon", 1e-5);
  return Array.from(scale.data, (s, i) => s / Math.sqrt(variance.data[i] + epsilon));
}

/** The ReLU behind a Conv (and its normalisation): what a filter must get through to be active. */
export function rectified(network: Network, { node }: Convolution): Value | undefined {
  const next = only(network, node.outputs[0]);
  const last = next?.op === "BatchNormalization" ? only(network, next.outputs[0]) : next;
  const cuts =
    last?.op === "Relu" || (last?.op === "Clip" && last.inputs[1]?.data?.numbers()[0] === 0);
  return cuts ? last?.outputs[0] : undefined;
}
