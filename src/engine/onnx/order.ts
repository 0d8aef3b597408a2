// Execution order: a value is made before it is used.
import type { Graph, Node } from "../graph/graph";
import { operands } from "../graph/query";
import { Refusal } from "../refusal";

/**
 * The graph's nodes, moved only where one stands before what it needs.
 * @throws Refusal `model-unreadable` if nodes wait for each other
 */
export function inOrder({ nodes }: Graph): readonly Node[] {
  const makers = new Map(nodes.flatMap((n) => n.outputs.map((y) => [y, n] as const)));
  const waits = new Map(nodes.map((n) => [n, makersOf(n, makers)]));
  const at = new Map(nodes.map((n, i) => [n, i]));
  if (nodes.every((n, i) => waits.get(n)!.every((m) => at.get(m)! < i))) return nodes;
  const sorted: Node[] = [];
  const left = new Map(nodes.map((n) => [n, waits.get(n)!.length]));
  const users = new Map<Node, Node[]>(nodes.map((n) => [n, []]));
  for (const [n, all] of waits) for (const m of all) users.get(m)!.push(n);
  const ready = nodes.filter((n) => left.get(n) === 0);
  for (const node of ready) {
    sorted.push(node);
    for (const user of users.get(node)!) {
      left.set(user, left.get(user)! - 1);
      if (left.get(user) === 0) ready.push(user);
    }
  }
  const stuck = nodes.find((n) => left.get(n)! > 0);
  if (stuck)
    throw new Refusal(
      "model-unreadable",
      `This model cannot be read: ${stuck} needs its own result, directly or through other nodes.`,
    );
  return sorted;
}

const makersOf = (node: Node, makers: ReadonlyMap<unknown, Node>) => [
  ...new Set(operands(node).flatMap((x) => makers.get(x) ?? [])),
];
