// What became of each operator's form since opset 7: attributes became inputs, names changed.
import { type Attrs, Node, type NodeSink, type Value } from "../graph/graph";
import { constant, float, int64, type Ops, toAttrs } from "../graph/ops";
import { Tensor } from "../graph/tensor";
import { Refusal } from "../refusal";

/** What the rules write. Operators they use have not changed their form since, so newer is kept. */
export const opset = 18;

export interface At {
  node: Node;
  /** The opset that the file was written in. */
  from: number;
  /** Appends nodes before the one being raised. */
  op: Ops;
  nodes: NodeSink;
}
export type Raise = (at: At) => Node | undefined;

interface Change {
  op?: string;
  inputs?: readonly (Value | undefined)[];
  outputs?: readonly (Value | undefined)[];
  attrs?: Attrs;
}
export const again = (n: Node, to: Change) =>
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

/** A scalar of the type of `x`. */
function scalarLike({ type }: Value, v: number) {
  const as = type === "float16" || type === "double" ? type : "float";
  return constant(Tensor.of(as, [], [v]));
}

/** A number written per channel of x [N, C, H, W]. */
const perChannel = (x: Value, values: readonly number[]) => {
  const as = x.type === "float16" ? x.type : "float";
  return constant(Tensor.of(as, [values.length, 1, 1], values));
};

/** Indexed by operator; gives the node to stand in its place, or nothing if it may stay. */
export const changes: Record<string, Raise> = {
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
    const x = node.inputs[0]!;
    const inputs = [x, int64(node.ints("pads", [])), scalarLike(x, node.float("value", 0))];
    return again(node, { inputs, attrs: without(node.attrs, "pads", "value") });
  },
  Clip: ({ node, from }) => {
    if (from >= 11) return;
    const x = node.inputs[0]!;
    const bound = (name: string) =>
      node.attrs[name] ? scalarLike(x, node.float(name, 0)) : undefined;
    return again(node, { inputs: [x, bound("min"), bound("max")], attrs: {} });
  },
  // Outside training Dropout does nothing and its mask, if anybody reads it, is all ones: of the type
  // of x until opset 10 said bool.
  Dropout: ({ node, from, op, nodes }) => {
    const [x] = node.inputs;
    const [y, mask] = node.outputs;
    const one = from < 10 ? scalarLike(x!, 1).data! : Tensor.of("bool", [], [1]);
    if (mask) nodes.push(filled(op, x!, mask, one));
    return again(node, { op: "Identity", inputs: [x], outputs: [y], attrs: {} });
  },
  BatchNormalization: ({ node, from }) => {
    if (from >= 14) return;
    if (node.int("spatial", 1) === 0)
      throw unsupported(node, "it normalizes each pixel by itself (spatial=0)");
    const attrs = toAttrs({ epsilon: float(node.float("epsilon", 1e-5)) });
    return again(node, { outputs: node.outputs.slice(0, 1), attrs });
  },
  Scan: ({ node, from }) => {
    if (from < 9) throw unsupported(node, "it is written as in opset 8, with a batch of its own");
    return undefined;
  },
  Upsample: ({ node }) => {
    const scales = node.attrs.scales;
    const given =
      scales?.type === "floats"
        ? constant(Tensor.of("float", [scales.value.length], scales.value))
        : node.inputs[1];
    return resizeOf(node, given, node.string("mode", "nearest"));
  },
  Resize: ({ node, from }) => {
    if (from < 11) return resizeOf(node, node.inputs[1], node.string("mode", "nearest"));
    // An operand that is not given was an empty one once.
    const inputs = node.inputs.map((x) => (x?.data?.size === 0 ? undefined : x));
    return again(node, { inputs });
  },
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

  // Never standard, but the runtime knew them up to opset 9, and Windows' exporters wrote them.
  ImageScaler: ({ node, op }) => {
    const x = node.inputs[0]!;
    const bias = node.attrs.bias?.type === "floats" ? node.attrs.bias.value : [];
    const scaled = op.Mul(x, scalarLike(x, node.float("scale", 1)));
    return again(node, { op: "Add", inputs: [scaled, perChannel(x, bias)], attrs: {} });
  },
  Crop: ({ node }) => {
    const [left, top, right, bottom] = node.ints("border", [0, 0, 0, 0]);
    const size = node.ints("scale");
    const ends = size
      ? [top + size[0], left + size[1]]
      : [bottom, right].map((b) => (b ? -b : 2 ** 31));
    const inputs = [node.inputs[0], int64([top, left]), int64(ends), int64([2, 3])];
    return again(node, { op: "Slice", inputs, attrs: {} });
  },
  Affine: ({ node, op }) => {
    const x = node.inputs[0]!;
    const scaled = op.Mul(x, scalarLike(x, node.float("alpha", 1)));
    const shift = scalarLike(x, node.float("beta", 0));
    return again(node, { op: "Add", inputs: [scaled, shift], attrs: {} });
  },
  ScaledTanh: ({ node, op }) => {
    const x = node.inputs[0]!;
    const inner = op.Tanh(op.Mul(x, scalarLike(x, node.float("beta", 1))));
    const scale = scalarLike(x, node.float("alpha", 1));
    return again(node, { op: "Mul", inputs: [inner, scale], attrs: {} });
  },
};

const unsupported = (node: Node, why: string) =>
  new Refusal(
    "model-unsupported",
    `The model cannot be explained: of ${node}, ${why}. Export it again with opset_version=${opset}.`,
  );

/** The node that makes `y` of the shape of `x`, one number everywhere. */
function filled(op: Ops, x: Value, y: Value, { type, bytes }: Tensor) {
  const value = { type: "tensor", value: new Tensor(type, [1], bytes) } as const;
  y.type = type;
  return new Node("ConstantOfShape", [op.Shape(x)], [y], { value });
}

/** Before opset 11 pixels were counted from their corners; the nearest one when shrinking is the next. */
function resizeOf(node: Node, scales: Value | undefined, mode: string) {
  const shrinks = scales?.data && Array.from(scales.data.numbers()).some((s) => s < 1);
  const attrs = toAttrs({
    mode: mode === "bilinear" ? "linear" : mode,
    coordinate_transformation_mode: "asymmetric",
    nearest_mode: shrinks ? "ceil" : "floor",
  });
  return again(node, { op: "Resize", inputs: [node.inputs[0], undefined, scales], attrs });
}
