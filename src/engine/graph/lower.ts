// Operators that WebGPU lacks or computes wrongly, written with those that it has.
import { Graph, Node, type Value } from "./graph";
import { float, int64, type Ops, opsOn } from "./ops";

type Lowering = (op: Ops, node: Node, x: readonly Value[]) => Value | undefined;

/** By operator; undefined where the node is right as it is. */
const lowerings: Record<string, Lowering> = {
  // Where each group has more than 4 outputs and no multiple of 4, its numbers are wrong.
  Conv: (op, node, [x, w, b]) => {
    const groups = node.int("group", 1);
    const each = (w.shape?.[0] ?? 0) / groups;
    if (groups === 1 || each <= 4 || each % 4 === 0) return undefined;
    const parts = (v: Value, axis: number) =>
      op.many("Split", groups, [v], { axis, num_outputs: groups });
    const [xs, ws, bs] = [parts(x, 1), parts(w, 0), b && parts(b, 0)];
    const attrs = { ...node.attrs, group: 1 };
    return op.Concat(...xs.map((v, g) => op.Conv(v, ws[g], bs?.[g], attrs)), { axis: 1 });
  },
  Celu: (op, node, [x]) => {
    const alpha = node.float("alpha", 1);
    return op.Mul(op.Elu(op.Div(x, alpha)), alpha);
  },
  Selu: (op, node, [x]) => {
    const alpha = node.float("alpha", 1.6732632);
    return op.Mul(op.Elu(x, { alpha: float(alpha) }), node.float("gamma", 1.050701));
  },
  Softsign: (op, _, [x]) => op.Div(x, op.Add(op.Abs(x), 1)),
  Sign: (op, _, [x]) =>
    op.Sub(op.Cast(op.Greater(x, 0), { to: 1 }), op.Cast(op.Less(x, 0), { to: 1 })),
  Sum: (op, _, xs) => xs.reduce((a, b) => op.Add(a, b)),
  Mean: (op, _, xs) =>
    op.Div(
      xs.reduce((a, b) => op.Add(a, b)),
      xs.length,
    ),
  LogSoftmax: (op, node, [x]) => {
    const axis = [node.int("axis", -1)];
    const shifted = op.Sub(x, op.ReduceMax(x, axis, { keepdims: 1 }));
    return op.Sub(shifted, op.Log(op.ReduceSum(op.Exp(shifted), axis, { keepdims: 1 })));
  },
  // A mean of the squares over neighbouring channels, which lie along an axis of their own.
  LRN: (op, node, [x]) => {
    const size = node.int("size", 1);
    const row = op.Reshape(op.Mul(x, x), int64([0, 1, x.shape![1]!, -1]));
    const mean = op.AveragePool(row, {
      kernel_shape: [size, 1],
      pads: [(size - 1) / 2, 0, (size - 1) / 2, 0],
      count_include_pad: 1,
    });
    const scaled = op.Mul(mean, node.float("alpha", 1e-4));
    const power = op.Pow(op.Add(scaled, node.float("bias", 1)), node.float("beta", 0.75));
    return op.Div(x, op.Reshape(power, op.Shape(x)));
  },
};

/** The graph with those nodes replaced; its values stay the same objects. */
export function lower(graph: Graph): Graph {
  const nodes: Node[] = [];
  const op = opsOn(nodes);
  for (const node of graph.nodes) {
    const [y] = node.outputs;
    const given = node.inputs.filter((x) => x !== undefined);
    const found = node.key === node.op && y ? lowerings[node.op]?.(op, node, given) : undefined;
    if (!found) {
      nodes.push(node);
      continue;
    }
    nodes.push(new Node("Identity", [found], [y], {}, { name: node.about.name }));
    // A graph of its own: elsewhere the value is still what the network's node made.
    y!.producer = node;
  }
  return new Graph(graph.inputs, graph.outputs, nodes, graph.origin);
}

export const loweredOperators = Object.keys(lowerings);
