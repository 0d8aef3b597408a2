// A quantized network with the rounding left out and the cutting off kept: what the straight-through
// gradient is the gradient of. Of the network itself, a staircase, no finite difference says anything.
import { Graph, Node, Value } from "./graph/graph";
import { constant } from "./graph/ops";
import { descendants } from "./graph/query";
import { Tensor } from "./graph/tensor";
import type { Network } from "./network";

const levels: Partial<Record<string, [number, number]>> = {
  uint8: [0, 255],
  int8: [-128, 127],
  uint16: [0, 65535],
  int16: [-32768, 32767],
};

/** The network without rounding; undefined if it has none on the way from its picture. */
export function unrounded(network: Network): Network | undefined {
  const { graph } = network.model;
  const onWay = descendants(graph, [network.input]);
  const rounds = (n: Node) => n.op === "QuantizeLinear" && onWay.has(n.outputs[0]!);
  if (!graph.nodes.some(rounds)) return undefined;
  const copies = new Map<Value, Value>();
  const copy = (x: Value | undefined) => (x ? (copies.get(x) ?? x) : undefined);
  const nodes = graph.nodes.map((n) => {
    const outputs = n.outputs.map((y) => y && smooth(y, onWay));
    const inputs = n.inputs.map(copy);
    n.outputs.forEach((y, i) => {
      if (y) copies.set(y, outputs[i]!);
    });
    if (rounds(n)) return new Node("Clip", [inputs[0], ...bounds(n)], outputs);
    const restores = n.op === "DequantizeLinear" && onWay.has(n.inputs[0]!);
    return restores
      ? new Node("Identity", [inputs[0]], outputs)
      : new Node(n.op, inputs, outputs, n.attrs, n.about);
  });
  const scores = copy(network.scores)!;
  const model = { ...network.model, graph: new Graph(graph.inputs, [scores], nodes) };
  const layers = network.layers.map((l) => ({ ...l, value: copy(l.value)! }));
  return { ...network, model, scores, layers };
}

/** Between quantizing and dequantizing the numbers are floats here. */
function smooth(y: Value, onWay: ReadonlySet<Value>) {
  const type = onWay.has(y) && y.type && y.type in levels ? "float" : y.type;
  return new Value(y.name, { shape: y.shape, type, data: y.data });
}

/** The least and the greatest number that a node's levels stand for, as scalars. */
function bounds({ inputs: [, scale, zero], outputs: [y] }: Node): Value[] {
  const step = scale!.data!.numbers()[0];
  const offset = zero?.data?.numbers()[0] ?? 0;
  const range = levels[y!.type ?? "uint8"] ?? [0, 255];
  return range.map((level) => constant(Tensor.of("float", [], [(level - offset) * step])));
}
