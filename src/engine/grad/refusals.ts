// What is said where no gradient passes: which node, why, and what can be explained instead.
import type { Graph, Node, Value } from "../graph/graph";
import { descendants, operands } from "../graph/query";
import { Refusal } from "../refusal";
import { passes, stops } from "./passing";
import { isFloat } from "./rule";

export function noRule(graph: Graph, node: Node, onPath: ReadonlySet<Value>, of: Value) {
  const before = node.inputs.filter((x) => x !== undefined && onPath.has(x));
  return refusal(
    `The gradient cannot pass ${node}: there is no rule for ${node.key}`,
    instead(graph, before, onPath, of),
  );
}

export function notConnected(graph: Graph, of: Value, from: Value) {
  const reached = descendants(graph, [from], passes);
  const leads = descendants(graph, [from]).has(of);
  const said = `The score "${of.name}" has no gradient with respect to "${from.name}"`;
  const barrier = leads && barrierBefore(graph, of, reached);
  if (!barrier) return refusal(`${said}: nothing leads from one to the other`, "");
  const why = stops.has(barrier.key)
    ? "its output does not change when its input changes a little"
    : "it makes whole numbers, which no gradient passes";
  return refusal(
    `${said}: ${barrier} stands between: ${why}`,
    instead(graph, operands(barrier), reached, of),
  );
}

/** The first node towards `of` whose inputs the gradient reaches and whose outputs it does not. */
function barrierBefore(graph: Graph, of: Value, reached: ReadonlySet<Value>): Node | undefined {
  return graph.nodes.find(
    (n) =>
      operands(n).some((x) => reached.has(x)) &&
      !n.outputs.some((y) => y && reached.has(y)) &&
      descendants(
        graph,
        n.outputs.filter((y) => y !== undefined),
      ).has(of),
  );
}

/** Other outputs of the model if the gradient reaches any, else the values before the barrier. */
function instead(
  graph: Graph,
  before: readonly (Value | undefined)[],
  reached: ReadonlySet<Value>,
  of: Value,
) {
  const named = (v: Value | undefined) => v !== undefined && v.name !== "" && isFloat(v.type);
  const ok = (v: Value | undefined): v is Value => named(v) && reached.has(v!) && v !== of;
  const outputs = graph.outputs.filter(ok);
  const values = outputs.length ? outputs : before.filter((v) => ok(v) && v.producer);
  if (!values.length) return "";
  const list = [...new Set(values.map((v) => `"${v!.name}"`))].join(", ");
  return outputs.length
    ? ` The gradient does reach the model's output ${list}.`
    : ` The gradient does reach ${list} before it: a model cut off there can be explained.`;
}

const refusal = (what: string, then: string) =>
  new Refusal("no-gradient", `${what}.${then} Methods that need no gradient still work.`);
