// If, Loop and Scan whose course the graph fixes become the nodes that they run. The others stay: the
// runtime runs them, and no gradient passes.
import { type Attr, Graph, Node, Value } from "../graph/graph";
import { constant, int64, type Ops, opsOn } from "../graph/ops";
import { Tensor } from "../graph/tensor";

/** A Loop or Scan of more rounds stays as it is. */
const mostRounds = 64;

/** The graph without its fixed control flow; itself if there is none. Shapes must be known. */
export function foldControl(graph: Graph): Graph {
  const nodes: Node[] = [];
  const op = opsOn(nodes);
  let folded = false;
  for (const node of graph.nodes) {
    const results = folds[node.key]?.(node, nodes, op);
    if (results)
      node.outputs.forEach((y, i) => {
        if (y) nodes.push(new Node("Identity", [results[i]], [y], {}, { name: node.about.name }));
      });
    else nodes.push(node);
    folded ||= results !== undefined;
  }
  return folded ? new Graph(graph.inputs, graph.outputs, nodes, graph.origin) : graph;
}

/** Appends what a node runs and gives its outputs; nothing if its course is not fixed. */
type Fold = (node: Node, nodes: Node[], op: Ops) => (Value | undefined)[] | undefined;

const folds: Record<string, Fold> = {
  If: (node, nodes) => {
    const taken = numberIn(node.inputs[0]);
    const branch =
      taken === undefined ? undefined : body(node, taken ? "then_branch" : "else_branch");
    return branch && inlined(branch, [], nodes, node);
  },

  Loop: (node, nodes, op) => {
    const [count, condition, ...initial] = node.inputs;
    const inner = body(node, "body");
    const rounds = numberIn(count);
    const goesOn = !condition || numberIn(condition) === 1;
    if (!inner || !goesOn || !isFew(rounds) || !keepsOn(inner)) return undefined;
    let state = initial;
    const rows: (Value | undefined)[][] = [];
    for (let i = 0; i < rounds; i++) {
      const given = [constant(Tensor.of("int64", [], [i])), yes(), ...state];
      const results = inlined(inner, given, nodes, node).slice(1);
      state = results.slice(0, initial.length);
      rows.push(results.slice(initial.length));
    }
    return [
      ...state,
      ...rows[0].map((_, k) =>
        stacked(
          op,
          rows.map((r) => r[k]!),
          0,
        ),
      ),
    ];
  },

  Scan: (node, nodes, op) => {
    const inner = body(node, "body");
    const scanned = node.int("num_scan_inputs", 0);
    const states = node.inputs.length - scanned;
    const list = (name: string, n: number) => node.ints(name, Array(n).fill(0));
    const sequences = node.inputs.slice(states);
    const inAxes = list("scan_input_axes", scanned);
    const rounds = sequences[0]?.shape?.at(inAxes[0]) ?? undefined;
    if (!inner || !isFew(rounds)) return undefined;
    const backwards = list("scan_input_directions", scanned);
    const part = (s: Value | undefined, k: number, i: number) => {
      const at = backwards[k] ? rounds - 1 - i : i;
      const axis = [inAxes[k]];
      return op.Squeeze(op.Slice(s, [at], [at + 1], axis), axis);
    };
    let state = node.inputs.slice(0, states);
    const rows: (Value | undefined)[][] = [];
    for (let i = 0; i < rounds; i++) {
      const parts = sequences.map((s, k) => part(s, k, i));
      const results = inlined(inner, [...state, ...parts], nodes, node);
      state = results.slice(0, states);
      rows.push(results.slice(states));
    }
    const outAxes = list("scan_output_axes", rows[0].length);
    const reversed = list("scan_output_directions", rows[0].length);
    const column = (k: number) => rows.map((r) => r[k]!);
    const stack = (k: number) =>
      stacked(op, reversed[k] ? column(k).reverse() : column(k), outAxes[k]);
    return [...state, ...rows[0].map((_, k) => stack(k))];
  },
};

const isFew = (n: number | undefined): n is number => n !== undefined && n >= 1 && n <= mostRounds;
const yes = () => constant(Tensor.of("bool", [], [1]));

function body(node: Node, name: string) {
  const a = node.attrs[name];
  return a?.type === "graph" ? a.value : undefined;
}

/** The one number of a constant. */
const numberIn = (v: Value | undefined) => (v?.data?.size === 1 ? v.data.numbers()[0] : undefined);

/** Whether a Loop's body never ends it: its condition is true, or handed on as it was. */
function keepsOn({ inputs, outputs: [condition] }: Graph) {
  let value: Value | undefined = condition;
  while (value?.producer?.op === "Identity") [value] = value.producer.inputs;
  return value === inputs[1] || numberIn(value) === 1;
}

function stacked(op: Ops, parts: Value[], axis: number) {
  const apart = parts.map((p) => op.Unsqueeze(p, int64([axis])));
  return op.Concat(...apart, { axis });
}

/** Appends a copy of the graph's nodes with `given` for its inputs, and gives its outputs. */
function inlined(graph: Graph, given: (Value | undefined)[], nodes: Node[], call: Node) {
  const copies = new Map(graph.inputs.map((x, i) => [x, given[i]]));
  for (const node of copied(graph.nodes, copies, call)) nodes.push(node);
  return graph.outputs.map((y) => (copies.has(y) ? copies.get(y) : y));
}

/** The nodes with values of their own; what comes from outside them stays. */
function copied(nodes: readonly Node[], copies: Map<Value, Value | undefined>, call: Node): Node[] {
  const from = (x: Value | undefined) => (x && copies.has(x) ? copies.get(x) : x);
  const prefix = call.about.name ? `${call.about.name}/` : "";
  return nodes.map((n) => {
    const outputs = n.outputs.map((y) => {
      const copy = y && new Value(y.name, { type: y.type });
      if (y) copies.set(y, copy);
      return copy;
    });
    const attrs = Object.entries(n.attrs).map(([k, a]): [string, Attr] => [
      k,
      a.type === "graph" ? { type: "graph", value: copiedGraph(a.value, copies, call) } : a,
    ]);
    const name = `${prefix}${n.about.name || n.op}`;
    const inputs = n.inputs.map(from);
    return new Node(n.op, inputs, outputs, Object.fromEntries(attrs), {
      ...n.about,
      name,
      origin: undefined,
    });
  });
}

function copiedGraph(graph: Graph, around: Map<Value, Value | undefined>, call: Node): Graph {
  const copies = new Map(around);
  const inputs = graph.inputs.map((x) => {
    const copy = new Value(x.name, { type: x.type, shape: x.shape });
    copies.set(x, copy);
    return copy;
  });
  const nodes = copied(graph.nodes, copies, call);
  const outputs = graph.outputs.map((y) => copies.get(y) ?? y);
  return new Graph(inputs, outputs, nodes, graph.origin);
}
