// What a device lacks or computes wrongly, written with the operators that it has.
import { gradients, type Rules } from "../grad";
import { Graph, Node, type Value } from "../graph/graph";
import { opsOn } from "../graph/ops";
import { needed } from "../graph/query";
import { activation } from "./activation";
import { fused } from "./fused";
import type { Lowerings } from "./lowering";
import { normalization } from "./normalization";
import { pool } from "./pool";
import { quantization } from "./quantization";
import { lowered } from "./rules";
import { shape } from "./shape";
import { window } from "./window";

export { lowered };

export const lowerings: Lowerings = {
  ...activation,
  ...fused,
  ...normalization,
  ...pool,
  ...quantization,
  ...shape,
  ...window,
};

/** The graph with those nodes replaced; its values stay the same objects. */
export function lower(graph: Graph): Graph {
  const nodes = graph.nodes.flatMap(replaced);
  return new Graph(graph.inputs, graph.outputs, needed(nodes, graph.outputs), graph.origin);
}

/** The node itself, or what is run instead; a replacement may have to be replaced in turn. */
function replaced(node: Node): Node[] {
  const nodes: Node[] = [];
  const { inputs, outputs } = node;
  const x = inputs as Value[];
  const found = lowerings[node.key]?.({ op: opsOn(nodes), node, x, y: outputs as Value[] });
  if (!found) return [node];
  const results = Array.isArray(found) ? found : [found];
  const { name } = node.about;
  const last = results.map((v, i) => new Node("Identity", [v], [outputs[i]], {}, { name }));
  // A graph of its own: elsewhere the values are still what the network's node made.
  for (const y of outputs) if (y) y.producer = node;
  return [...nodes.flatMap(replaced), ...last];
}

/** The graph in the form that a device can run. */
export const fitted = (graph: Graph, device: string) =>
  device === "webgpu" ? lower(graph) : graph;

/** The rules in the forms that a device can run. */
export const rulesOn = (device: string, rules: Rules = gradients): Rules =>
  device === "webgpu" ? { ...rules, ...lowered } : rules;
