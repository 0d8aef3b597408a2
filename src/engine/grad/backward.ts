// Reverse mode: walks the graph from the scores back to what is asked for, one rule per node.
import type { Graph, Node, Value } from "../graph/graph";
import { opsOn } from "../graph/ops";
import { descendants } from "../graph/query";
import { Refusal } from "../refusal";
import type { Rules } from "./rule";

/** Their outputs do not change when their inputs change a little: no gradient passes. */
const stops = new Set(
  `Shape Size ArgMax ArgMin NonZero Equal Greater GreaterOrEqual Less LessOrEqual And Or Not Xor
  IsNaN IsInf Sign Floor Ceil Round OneHot NonMaxSuppression TopKIndices`.split(/\s+/),
);

export interface Backward {
  /** The nodes to append to the graph. */
  nodes: Node[];
  /** d(score)/d(value) for each value asked for, of the value's shape. */
  gradients: ReadonlyMap<Value, Value>;
}

/**
 * Gradients of sum(seed * of) with respect to each of `wrt`. Only what lies between them is walked.
 * @param seed of the shape of `of`
 * @throws Refusal `no-gradient` naming the node that no gradient can pass, or that nothing connects
 */
export function backward(
  graph: Graph,
  of: Value,
  seed: Value,
  wrt: readonly Value[],
  rules: Rules,
): Backward {
  const differentiable = (n: Node) => !stops.has(n.key);
  const onPath = descendants(graph, wrt, differentiable);
  const lost = wrt.find((v) => !descendants(graph, [v], differentiable).has(of));
  if (lost) throw notConnected(graph, of, lost);
  const nodes: Node[] = [];
  const op = opsOn(nodes);
  const gradients = new Map<Value, Value>([[of, seed]]);
  const targets = new Set(wrt);
  for (const node of graph.nodes.toReversed()) {
    const wanted = node.inputs.map((x) => x !== undefined && onPath.has(x) && !x.data);
    if (!differentiable(node) || !wanted.some(Boolean)) continue;
    const dy = node.outputs.map((y) => (y ? gradients.get(y) : undefined) as Value);
    if (!dy.some(Boolean)) continue;
    const rule = rules[node.key];
    if (!rule) throw noRule(node);
    const dx = rule({
      op,
      node,
      x: node.inputs as Value[],
      y: node.outputs as Value[],
      dy,
      wanted,
    });
    node.inputs.forEach((x, i) => {
      const d = dx[i];
      if (!x || !wanted[i] || !d) return;
      const before = gradients.get(x);
      gradients.set(x, before ? op.Add(before, d) : d);
    });
    // Once a gradient that nobody asked for is handed on, nothing reads it again.
    for (const y of node.outputs) if (y && !targets.has(y)) gradients.delete(y);
  }
  return { nodes, gradients };
}

const noRule = (node: Node) =>
  new Refusal(
    "no-gradient",
    `The gradient cannot pass ${node}: there is no rule for ${node.key}. ` +
      "Methods that need no gradient still work.",
  );

function notConnected(graph: Graph, of: Value, from: Value) {
  const reached = descendants(graph, [from]);
  const barrier = reached.has(of)
    ? graph.nodes.find((n) => stops.has(n.key) && n.inputs.some((x) => x && reached.has(x)))
    : undefined;
  const why = barrier
    ? `${barrier} stands between: its output does not change when its input changes a little`
    : "nothing leads from one to the other";
  return new Refusal(
    "no-gradient",
    `The score "${of.name}" has no gradient with respect to "${from.name}": ${why}.`,
  );
}
