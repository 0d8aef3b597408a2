// Where the channels of a network's values lie. tf2onnx and Keras leave them last in parts of a
// network, between Transposes; layers are shown and explained with the channels first.
import { Graph, Node, Value } from "./graph/graph";
import { toAttrs } from "./graph/ops";

export type Layout = "NCHW" | "NHWC";

/** Operators whose output has its channels on axis 1, and those that keep the axes of their input. */
const spatialOps =
  /^(Conv|ConvTranspose|MaxPool|AveragePool|LpPool|BatchNormalization|.*\.FusedConv)$/;
const notElementwise = new Set("Reshape Transpose MatMul Gemm Flatten Einsum".split(" "));

/** The orders of axes that move the channels. */
export const toLast = "0,2,3,1";
const toFirst = "0,3,1,2";

/** Of 4-D values: convolutions say it, Transposes change it, elementwise operators keep it. */
export function layoutsOf(graph: Graph): ReadonlyMap<Value, Layout> {
  const found = new Map<Value, Layout>();
  for (const node of graph.nodes) {
    const [y] = node.outputs;
    const layout = y?.shape?.length === 4 ? layoutAfter(node, found) : undefined;
    if (y && layout) found.set(y, layout);
  }
  return found;
}

function layoutAfter(node: Node, found: ReadonlyMap<Value, Layout>): Layout | undefined {
  if (spatialOps.test(node.key)) return "NCHW";
  const before = node.inputs.flatMap((x) => (x && found.get(x)) ?? [])[0];
  if (node.op === "Transpose") {
    const perm = `${node.ints("perm")}`;
    if (before === "NCHW" && perm === toLast) return "NHWC";
    return before === "NHWC" && perm === toFirst ? "NCHW" : undefined;
  }
  return notElementwise.has(node.op) ? undefined : before;
}

export interface Views {
  graph: Graph;
  /** For each value that `wanted` names and that has its channels last, the same with them first. */
  views: ReadonlyMap<Value, Value>;
}

/**
 * The graph with two Transposes behind each such value: what lies between is on the way to the
 * scores, so that it has a gradient. Where nobody asks for it, the runtime takes both out again.
 */
export function withChannelsFirst(graph: Graph, wanted: (node: Node) => boolean): Views {
  const layouts = layoutsOf(graph);
  const views = new Map<Value, Value>();
  const behind = new Map<Value, Value>();
  const nodes: Node[] = [];
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((x) => x && (behind.get(x) ?? x));
    const changed = inputs.some((x, i) => x !== node.inputs[i]);
    const { op, outputs, attrs, about } = node;
    nodes.push(changed ? new Node(op, inputs, outputs, attrs, about) : node);
    const [y] = outputs;
    if (!y || layouts.get(y) !== "NHWC" || !wanted(node)) continue;
    const view = transposed(nodes, y, toFirst);
    views.set(y, view);
    behind.set(y, transposed(nodes, view, toLast));
  }
  if (!views.size) return { graph, views };
  return { graph: new Graph(graph.inputs, graph.outputs, nodes, graph.origin), views };
}

function transposed(nodes: Node[], v: Value, order: string): Value {
  const perm = order.split(",").map(Number);
  const shape = perm.map((axis) => v.shape![axis]);
  const y = new Value(v.name, { type: v.type, shape });
  nodes.push(new Node("Transpose", [v], [y], toAttrs({ perm })));
  return y;
}
