// Questions about a graph.
import type { Graph, Node, Value } from "./graph";

/** Every value that the graph computes from `sources`, except what `through` turns away. */
export function descendants(
  graph: Graph,
  sources: Iterable<Value>,
  through: (node: Node, output: Value, reached: ReadonlySet<Value>) => boolean = () => true,
) {
  const reached = new Set(sources);
  for (const node of graph.nodes)
    if (operands(node).some((x) => reached.has(x)))
      for (const y of node.outputs) if (y && through(node, y, reached)) reached.add(y);
  return reached;
}

/** The nodes without which `outputs` cannot be computed, in order. Constants need none. */
export function needed(nodes: readonly Node[], outputs: Iterable<Value>): Node[] {
  const wanted = new Set<Value>(outputs);
  return nodes
    .toReversed()
    .filter((node) => {
      const used = node.outputs.some((y) => y && !y.data && wanted.has(y));
      if (used) for (const x of operands(node)) wanted.add(x);
      return used;
    })
    .reverse();
}

/** All values a node reads, those that its subgraphs capture included. */
export function operands(node: Node): Value[] {
  const own = node.inputs.filter((x) => x !== undefined);
  const inner = Object.values(node.attrs).flatMap((a) =>
    a.type === "graph" ? captured(a.value) : [],
  );
  return inner.length ? [...own, ...inner] : own;
}

function captured(graph: Graph): Value[] {
  const inside = new Set<Value>(graph.inputs);
  for (const n of graph.nodes) for (const y of n.outputs) if (y) inside.add(y);
  const read = [...graph.nodes.flatMap(operands), ...graph.outputs];
  return read.filter((v) => !inside.has(v) && !v.data);
}
