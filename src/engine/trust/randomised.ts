// The same network with weights that mean nothing: a map that stays as it was did not come from what
// the network has learnt (Adebayo et al. 2018).
import { Graph, Node, Value } from "../graph/graph";
import { Tensor } from "../graph/tensor";
import { normal } from "../methods/random";
import type { Network } from "../network";

/** Operators with learnt weights, and the operand that they are. */
const weightOf: Record<string, number> = { Conv: 1, ConvTranspose: 1, Gemm: 1, MatMul: 1 };

/**
 * A copy whose convolutions and linear layers have normally distributed weights, each tensor with its
 * own mean and deviation. Biases and normalisation stay.
 * @returns undefined where there are no such weights, or nodes that hold graphs of their own
 */
export function randomised(network: Network): Network | undefined {
  const { graph } = network.model;
  const holdsGraph = (n: Node) => Object.values(n.attrs).some((a) => a.type === "graph");
  const weights = new Set(
    graph.nodes.map((n) => n.inputs[weightOf[n.op]]).filter((v) => v?.data?.type === "float"),
  );
  if (!weights.size || graph.nodes.some(holdsGraph)) return undefined;
  const random = normal(1);
  const copies = new Map<Value, Value>();
  const copy = (v: Value): Value => {
    const known = copies.get(v);
    if (known) return known;
    const data = v.data && weights.has(v) ? redrawn(v.data, random) : v.data;
    const made = new Value(v.name, { shape: v.shape, type: v.type, data });
    copies.set(v, made);
    return made;
  };
  const all = (values: readonly (Value | undefined)[]) => values.map((v) => v && copy(v));
  const nodes = graph.nodes.map(
    (n) => new Node(n.op, all(n.inputs), all(n.outputs), n.attrs, n.about),
  );
  const ends = [graph.inputs.map(copy), graph.outputs.map(copy)] as const;
  return {
    ...network,
    model: { ...network.model, graph: new Graph(...ends, nodes, graph.origin) },
    input: copy(network.input),
    scores: copy(network.scores),
    layers: network.layers.map((l) => ({ ...l, value: copy(l.value) })),
  };
}

function redrawn(tensor: Tensor, random: () => number): Tensor {
  const old = tensor.numbers() as Float32Array;
  const mean = old.reduce((s, v) => s + v, 0) / old.length;
  const deviation = Math.sqrt(old.reduce((s, v) => s + (v - mean) ** 2, 0) / old.length);
  return Tensor.of(
    "float",
    tensor.dims,
    old.map(() => mean + deviation * random()),
  );
}
