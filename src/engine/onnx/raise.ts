// Models of older opsets are rewritten to the one that the gradient rules write. Attributes became
// inputs over the years; a row says how. Nodes keep their names, values stay the same objects.
import { type Attrs, Graph, Node, type Value } from "../graph/graph";
import { constant, float, int64, type Ops, opsOn, toAttrs } from "../graph/ops";
import { Tensor } from "../graph/tensor";
import { Refusal } from "../refusal";
import type { Model } from "./model";

/** What the rules write. Operators they use have not changed their form since, so newer is kept. */
export const opset = 18;
const oldest = 7;
/** The newest that onnxruntime 1.30 runs. */
const newest = 25;

interface At {
  node: Node;
  /** The opset that the file was written in. */
  from: number;
  /** Appends nodes before the one being raised. */
  op: Ops;
}
type Raise = (at: At) => Node | undefined;

interface Change {
  op?: string;
  inputs?: readonly (Value | undefined)[];
  outputs?: readonly (Value | undefined)[];
  attrs?: Attrs;
}
const again = (n: Node, to: Change) =>
  new Node(
    to.op ?? n.op,
    to.inputs ?? n.inputs,
    to.outputs ?? n.outputs,
    to.attrs ?? n.attrs,
    n.about,
  );

const without = (attrs: Attrs, ...names: string[]): Attrs =>
  Object.fromEntries(Object.entries(attrs).filter(([k]) => !names.includes(k)));

/** `axes` (or `split`, `k`) was an attribute: an int64 input now. */
const toInput =
  (name: string, until: number, also?: (n: Node) => Attrs): Raise =>
  ({ node, from }) => {
    if (from >= until) return;
    const list = node.ints(name);
    const inputs = list ? [node.inputs[0], int64(list)] : node.inputs;
    return again(node, { inputs, attrs: { ...without(node.attrs, name), ...also?.(node) } });
  };

/** Until 13 these flattened to 2-D at `axis` (1 if not given) and worked on the second half. */
const softmax: Raise = ({ node, from, op }) => {
  if (from >= 13) return;
  const [x] = node.inputs;
  const axis = node.int("axis", 1);
  if (axis === -1) return;
  const flat = op.Flatten(x, { axis });
  const [y] = op.node(node.op, 1, [flat], { axis: -1 });
  return again(node, { op: "Reshape", inputs: [y, op.Shape(x)], attrs: {} });
};

const floatConstant = (v: number) => constant(Tensor.of("float", [], [v]));

/** Indexed by operator; gives the node to stand in its place, or nothing if it may stay. */
const rows: Record<string, Raise> = {
  Softmax: softmax,
  LogSoftmax: softmax,
  Hardmax: softmax,
  Squeeze: toInput("axes", 13),
  Unsqueeze: toInput("axes", 13),
  ReduceSum: toInput("axes", 13),
  ...Object.fromEntries(
    "Mean Max Min Prod L1 L2 LogSum LogSumExp SumSquare"
      .split(" ")
      .map((r) => [`Reduce${r}`, toInput("axes", 18)]),
  ),
  Split: ({ node, from }) => {
    if (from >= 18) return;
    const [x, given] = node.inputs;
    const list = node.ints("split");
    const split = list ? int64(list) : given;
    const attrs = without(node.attrs, "split");
    const count = toAttrs({ num_outputs: node.outputs.length });
    return again(node, split ? { inputs: [x, split], attrs } : { attrs: { ...attrs, ...count } });
  },
  TopK: ({ node, from }) => {
    if (from >= 10) return;
    const inputs = [node.inputs[0], int64([node.int("k", 1)])];
    return again(node, { inputs, attrs: without(node.attrs, "k") });
  },
  Slice: ({ node, from }) => {
    if (from >= 10) return;
    // Ends of INT64_MAX ("to the end") do not survive as JavaScript numbers.
    const bigs = (name: string) => {
      const a = node.attrs[name];
      if (a?.type !== "ints") return undefined;
      const data = BigInt64Array.from(a.value);
      return constant(new Tensor("int64", [data.length], new Uint8Array(data.buffer)));
    };
    const inputs = [node.inputs[0], bigs("starts"), bigs("ends"), bigs("axes")];
    return again(node, { inputs, attrs: {} });
  },
  Pad: ({ node, from }) => {
    if (from >= 11) return;
    const pads = int64(node.ints("pads") ?? node.ints("paddings", []));
    const inputs = [node.inputs[0], pads, floatConstant(node.float("value", 0))];
    return again(node, { inputs, attrs: without(node.attrs, "pads", "paddings", "value") });
  },
  Clip: ({ node, from }) => {
    if (from >= 11) return;
    const bound = (name: string) =>
      node.attrs[name] ? floatConstant(node.float(name, 0)) : undefined;
    return again(node, { inputs: [node.inputs[0], bound("min"), bound("max")], attrs: {} });
  },
  // Outside training Dropout does nothing, and nobody reads its mask.
  Dropout: ({ node }) =>
    again(node, {
      op: "Identity",
      inputs: node.inputs.slice(0, 1),
      outputs: node.outputs.slice(0, 1),
      attrs: {},
    }),
  BatchNormalization: ({ node, from }) =>
    from >= 14
      ? undefined
      : again(node, {
          outputs: node.outputs.slice(0, 1),
          attrs: toAttrs({ epsilon: float(node.float("epsilon", 1e-5)) }),
        }),
  Upsample: ({ node }) => {
    const scales = node.attrs.scales;
    const given =
      scales?.type === "floats"
        ? constant(Tensor.of("float", [scales.value.length], scales.value))
        : node.inputs[1];
    return resizeOf(node, given, node.string("mode", "nearest"));
  },
  Resize: ({ node, from }) =>
    from >= 11 ? undefined : resizeOf(node, node.inputs[1], node.string("mode", "nearest")),
  Scatter: ({ node }) => again(node, { op: "ScatterElements" }),
  RoiAlign: ({ node, from }) =>
    from >= 16
      ? undefined
      : again(node, {
          attrs: {
            ...node.attrs,
            ...toAttrs({ coordinate_transformation_mode: "output_half_pixel" }),
          },
        }),
};

function resizeOf(node: Node, scales: Value | undefined, mode: string) {
  const attrs = toAttrs({
    mode: mode === "bilinear" ? "linear" : mode,
    coordinate_transformation_mode: "asymmetric",
    nearest_mode: "floor",
  });
  return again(node, { op: "Resize", inputs: [node.inputs[0], undefined, scales], attrs });
}

/**
 * The same model in opset 18 or newer, its Constant nodes made into constants.
 * @throws Refusal `model-unsupported` for an opset before 7 or one that the runtime does not know
 */
export function raise(model: Model): Model {
  if (model.opset < oldest || model.opset > newest)
    throw new Refusal(
      "model-unsupported",
      `The model is written in ONNX opset ${model.opset}; opsets ${oldest} to ${newest} can be ` +
        `explained. Export it again with opset_version=${opset}.`,
      [{ title: "Choose another model", action: { kind: "pick-model" } }],
    );
  return {
    ...model,
    graph: raiseGraph(model.graph, model.opset),
    opset: Math.max(model.opset, opset),
    irVersion: Math.max(model.irVersion, 8),
  };
}

function raiseGraph(graph: Graph, from: number): Graph {
  const nodes: Node[] = [];
  const op = opsOn(nodes);
  for (const node of graph.nodes) {
    if (constantOf(node)) continue;
    const inner = { ...node.attrs };
    for (const [k, a] of Object.entries(node.attrs))
      if (a.type === "graph") inner[k] = { type: "graph", value: raiseGraph(a.value, from) };
    const whole = Object.values(inner).some((a) => a.type === "graph")
      ? again(node, { attrs: inner })
      : node;
    nodes.push(rows[whole.key]?.({ node: whole, from, op }) ?? whole);
  }
  return new Graph(graph.inputs, graph.outputs, nodes, graph.origin);
}

/** Turns the output of a Constant node into a constant. */
function constantOf(node: Node): boolean {
  const [y] = node.outputs;
  const data = node.op === "Constant" && y ? constantData(node) : undefined;
  if (!data || !y) return false;
  y.data = data;
  y.producer = undefined;
  y.shape = data.dims;
  y.type = data.type;
  return true;
}

function constantData(node: Node): Tensor | undefined {
  const { value, value_float, value_floats, value_int, value_ints } = node.attrs;
  if (value?.type === "tensor") return value.value;
  if (value_float?.type === "float") return Tensor.of("float", [], [value_float.value]);
  if (value_floats?.type === "floats")
    return Tensor.of("float", [value_floats.value.length], value_floats.value);
  if (value_int?.type === "int") return Tensor.of("int64", [], [Number(value_int.value)]);
  if (value_ints?.type === "ints")
    return Tensor.of("int64", [value_ints.value.length], value_ints.value.map(Number));
  return undefined;
}
