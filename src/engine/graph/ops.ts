// Appends nodes by writing formulas: `op.Mul(dy, op.Sub(1, y))` appends a Sub and a Mul and gives
// the result. A number is a float scalar, a number[] an int64 vector (axes, shapes). Attributes come
// last: a number or number[] there is an int, `float(0.1)` is a float.
import { type Attr, type Attrs, Node, type NodeSink, Value } from "./graph";
import { type DataType, dataTypes, Tensor } from "./tensor";

export type Input = Value | number | readonly number[] | undefined;
export type AttrInput = Attr | number | readonly number[] | string | undefined;
export type AttrInputs = Readonly<Record<string, AttrInput>>;

/** The operators that rules and rewrites are written with; the names are ONNX's. */
// biome-ignore format: a list
export type OpName =
  | "Abs" | "Add" | "And" | "ArgMax" | "Atan" | "AveragePool" | "Cast" | "Clip" | "Concat"
  | "ConstantOfShape" | "Conv" | "ConvTranspose" | "Cos" | "CumSum" | "DepthToSpace" | "Div"
  | "Einsum" | "Elu" | "Equal" | "Erf" | "Exp" | "Expand" | "Flatten" | "Floor" | "Gather"
  | "GatherElements" | "GatherND" | "Gelu" | "Gemm" | "GlobalAveragePool" | "GlobalMaxPool"
  | "Greater" | "GreaterOrEqual" | "GridSample" | "HardSigmoid" | "HardSwish" | "Identity"
  | "InstanceNormalization" | "LayerNormalization" | "LeakyRelu" | "Less" | "LessOrEqual" | "Log"
  | "MatMul" | "Max" | "MaxPool" | "Min" | "Mish" | "Mul" | "Neg" | "Not" | "Or" | "PRelu" | "Pad"
  | "Pow" | "Range" | "Reciprocal" | "ReduceL1" | "ReduceL2" | "ReduceMax" | "ReduceMean"
  | "ReduceMin" | "ReduceProd" | "ReduceSum" | "Relu" | "Reshape" | "Resize" | "ReverseSequence"
  | "RoiAlign" | "ScatterElements" | "ScatterND" | "Shape" | "Sigmoid" | "Sin" | "Size" | "Slice"
  | "Softmax" | "Softplus" | "SpaceToDepth" | "Split" | "Sqrt" | "Squeeze" | "Sub" | "Tan" | "Tanh"
  | "Tile" | "TopK" | "Transpose" | "Trilu" | "Unsqueeze" | "Where" | "Xor";

export type Ops = {
  readonly [K in OpName]: (...args: (Input | AttrInputs)[]) => Value;
} & {
  /** A node with several outputs. */
  many(name: OpName, outputs: number, inputs: Input[], attrs?: AttrInputs): Value[];
  /** A node that may be of any operator and domain. */
  node(
    name: string,
    outputs: number,
    inputs: Input[],
    attrs?: AttrInputs,
    domain?: string,
  ): Value[];
};

export const float = (value: number): Attr => ({ type: "float", value });
export const constant = (data: Tensor) => new Value("", { data });
export const int64 = (values: readonly number[]) =>
  constant(Tensor.of("int64", [values.length], values));

const booleans = new Set("Equal Greater GreaterOrEqual Less LessOrEqual And Or Not Xor".split(" "));
const integers = new Set("Shape Size ArgMax ArgMin NonZero NonMaxSuppression".split(" "));

/** The element type of a node's output, by the operator's specification. */
export function resultType(
  op: string,
  inputs: readonly (Value | undefined)[],
  attrs: Attrs,
  output = 0,
): DataType | undefined {
  const inner = attrs.then_branch ?? attrs.body;
  if (inner?.type === "graph") return inner.value.outputs[output + (op === "Loop" ? 1 : 0)]?.type;
  if (output === 1 && (op === "MaxPool" || op === "TopK")) return "int64";
  if (output === 1 && op === "Dropout") return "bool";
  if (booleans.has(op) || op === "IsNaN" || op === "IsInf") return "bool";
  if (integers.has(op)) return "int64";
  if (op === "Cast" && attrs.to?.type === "int") return dataTypes[Number(attrs.to.value) - 1];
  if (op === "ConstantOfShape")
    return attrs.value?.type === "tensor" ? attrs.value.value.type : "float";
  if (op === "Constant") return attrs.value?.type === "tensor" ? attrs.value.value.type : undefined;
  if (op === "DequantizeLinear") return inputs[1]?.type;
  if (op === "CastLike") return inputs[1]?.type;
  if (op === "QuantizeLinear") return inputs[2]?.type ?? "uint8";
  return inputs[op === "Where" ? 1 : 0]?.type;
}

export function opsOn(sink: NodeSink): Ops {
  const node: Ops["node"] = (name, count, inputs, attrInputs = {}, domain = "") => {
    const attrs = toAttrs(attrInputs);
    const scalarType = inputs.find((i) => i instanceof Value && i.type !== "bool");
    const lift = (i: Input) =>
      typeof i === "number" ? scalar(i, (scalarType as Value)?.type) : lifted(i);
    const values = inputs.map(lift);
    const outputs = Array.from(
      { length: count },
      (_, i) => new Value("", { type: resultType(name, values, attrs, i) }),
    );
    sink.push(new Node(name, values, outputs, attrs, { domain }));
    return outputs;
  };
  return new Proxy({ node, many: node } as unknown as Ops, {
    get: (own, name: OpName | "many" | "node") =>
      own[name] ??
      ((...args: (Input | AttrInputs)[]) => {
        const last = args.at(-1);
        return isAttrs(last)
          ? node(name, 1, args.slice(0, -1) as Input[], last)[0]
          : node(name, 1, args as Input[])[0];
      }),
  });
}

const isAttrs = (a: Input | AttrInputs): a is AttrInputs =>
  typeof a === "object" && !Array.isArray(a) && !(a instanceof Value);
const lifted = (i: Exclude<Input, number>) =>
  i === undefined || i instanceof Value ? i : int64(i);

const scalarTypes = ["double", "float16", "int64", "int32"] as const;

/** A scalar takes the type of what it is combined with: the runtime refuses float with double. */
function scalar(value: number, type: DataType = "float") {
  const as = scalarTypes.find((t) => t === type) ?? "float";
  return constant(Tensor.of(as, [], [value]));
}

export function toAttrs(inputs: AttrInputs): Attrs {
  const entries = Object.entries(inputs).flatMap(([k, v]) =>
    v === undefined ? [] : [[k, toAttr(v)]],
  );
  return Object.fromEntries(entries);
}

/** INT64_MAX, read as a number, is one too large. */
const toInt64 = (v: number) => (v >= 2 ** 63 ? 2n ** 63n - 1n : BigInt(v));

function toAttr(v: Exclude<AttrInput, undefined>): Attr {
  if (typeof v === "number") return { type: "int", value: toInt64(v) };
  if (typeof v === "string") return { type: "string", value: v };
  if (Array.isArray(v)) return { type: "ints", value: (v as number[]).map(toInt64) };
  return v as Attr;
}
