// Reverse mode: walks the graph from the scores back to what is asked for, one rule per node.
import type { Graph, Node, Value } from "../graph/graph";
import { opsOn } from "../graph/ops";
import { descendants } from "../graph/query";
import { passes } from "./passing";
import { noRule, notConnected } from "./refusals";
import { castLike, filledLike, type Rules } from "./rule";

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
  const onPath = descendants(graph, wrt, passes);
  const lost = wrt.find((v) => !descendants(graph, [v], passes).has(of));
  if (lost) throw notConnected(graph, of, lost);
  const nodes: Node[] = [];
  const op = opsOn(nodes);
  const gradients = new Map<Value, Value>([[of, castLike(op, seed, of)]]);
  const targets = new Set(wrt);
  for (const node of graph.nodes.toReversed()) {
    const wanted = node.inputs.map((x) => x !== undefined && onPath.has(x) && !x.data);
    if (!wanted.some(Boolean)) continue;
    const dy = node.outputs.map((y) => (y ? gradients.get(y) : undefined) as Value);
    if (!dy.some(Boolean)) continue;
    const rule = rules[node.key];
    if (!rule) throw noRule(graph, node, onPath, of);
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
  // A rule may know that this output does not depend on that input.
  for (const v of wrt) if (!gradients.has(v)) gradients.set(v, filledLike(op, v));
  return { nodes, gradients };
}
