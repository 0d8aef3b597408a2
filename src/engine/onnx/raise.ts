// Models of older opsets are rewritten to the one that the gradient rules write, and calls of the
// model's own functions to what they stand for. Nodes keep their names, values stay the same objects.
import { Graph, type Node } from "../graph/graph";
import { opsOn, resultType } from "../graph/ops";
import { Refusal } from "../refusal";
import { again, changes, opset } from "./changes";
import { constantOf } from "./constants";
import { Functions } from "./functions";
import type { Model } from "./model";
import { inOrder } from "./order";

const oldest = 7;
/** The newest that onnxruntime 1.30 runs. */
const newest = 26;

/**
 * The same model in opset 18 or newer: its Constant nodes made into constants, its functions inlined,
 * its nodes in execution order.
 * @throws Refusal `model-unsupported` for an opset before 7 or one that the runtime does not know,
 *   `model-unreadable` for nodes that wait for each other
 */
export function raise(model: Model): Model {
  if (model.opset < oldest || model.opset > newest)
    throw new Refusal(
      "model-unsupported",
      `The model is written in ONNX opset ${model.opset}; opsets ${oldest} to ${newest} can be ` +
        `explained. Export it again with opset_version=${opset}.`,
      [{ title: "Choose another model", action: { kind: "pick-model" } }],
    );
  const functions = new Functions(model);
  return {
    ...model,
    graph: raiseGraph(model.graph, model.opset, functions),
    opset: Math.max(model.opset, opset),
    domains: functions.domains,
    irVersion: Math.max(model.irVersion, 8),
    functions: [],
    origin: { ...model.origin, functions: [] },
  };
}

function raiseGraph(graph: Graph, from: number, functions: Functions): Graph {
  const nodes = raised(inOrder(graph), from, functions);
  return new Graph(graph.inputs, graph.outputs, nodes, graph.origin);
}

function raised(given: readonly Node[], from: number, functions: Functions): Node[] {
  const nodes: Node[] = [];
  const op = opsOn(nodes);
  for (const node of given) {
    if (constantOf(node)) continue;
    const call = functions.inline(node);
    if (call) {
      for (const inner of raised(call.nodes, call.opset ?? from, functions)) nodes.push(inner);
      continue;
    }
    const whole = withInner(node, (g) => raiseGraph(g, from, functions));
    whole.outputs.forEach((y, i) => {
      if (y) y.type ??= resultType(whole.op, whole.inputs, whole.attrs, i);
    });
    nodes.push(changes[whole.key]?.({ node: whole, from, op, nodes }) ?? whole);
  }
  return nodes;
}

/** The node with its subgraphs changed. */
function withInner(node: Node, change: (g: Graph) => Graph): Node {
  const attrs = { ...node.attrs };
  let changed = false;
  for (const [k, a] of Object.entries(attrs))
    if (a.type === "graph") {
      attrs[k] = { type: "graph", value: change(a.value) };
      changed = true;
    }
  return changed ? again(node, { attrs }) : node;
}
