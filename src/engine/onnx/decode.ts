// ONNX bytes to a Graph. Weights are not copied: a Tensor's bytes are a view into the file's.
import { fromBinary } from "@bufbuild/protobuf";
import { type Attr, Graph, Node, Value } from "../graph/graph";
import { dataTypes } from "../graph/tensor";
import { Refusal } from "../refusal";
import {
  type AttributeProto,
  type GraphProto,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  type ValueInfoProto,
} from "./gen/onnx_pb";
import type { Model } from "./model";
import { decodeTensor, entries, noExternal, type ReadExternal, unreadable } from "./tensors";

/**
 * Reads an .onnx file.
 * @throws Refusal `model-unreadable` if the bytes are no ONNX model or a damaged one.
 */
export function decode(bytes: Uint8Array, readExternal = noExternal): Model {
  const origin = parse(bytes);
  if (!origin.graph?.node.length)
    throw unreadable("it has no graph with operators in it: the file is empty or no ONNX model");
  const imports = new Map(origin.opsetImport.map((o) => [o.domain, Number(o.version)]));
  const domains = new Map([...imports].filter(([d]) => d !== "" && d !== "ai.onnx"));
  return {
    graph: decodeGraph(origin.graph, new Scope(), readExternal),
    opset: imports.get("") ?? imports.get("ai.onnx") ?? 1,
    domains,
    irVersion: Number(origin.irVersion),
    producer: `${origin.producerName} ${origin.producerVersion}`.trim(),
    metadata: entries(origin.metadataProps),
    functions: origin.functions,
    origin,
  };
}

function parse(bytes: Uint8Array): ModelProto {
  if (!bytes.length) throw unreadable("the file is empty");
  const start = new TextDecoder("latin1").decode(bytes.subarray(0, 64));
  if (start.startsWith("version https://git-lfs"))
    throw unreadable('it is a Git LFS pointer, not the model itself: run "git lfs pull"');
  try {
    return fromBinary(ModelProtoSchema, bytes);
  } catch {
    throw unreadable("it is no ONNX model, or it is cut off (a download that did not finish?)");
  }
}

/** Subgraphs within subgraphs: exporters write three or four. */
const deepest = 32;

/** Names of one graph; a subgraph also sees those around it. */
class Scope {
  private readonly own = new Map<string, Value>();
  private readonly depth: number;
  constructor(private readonly outer?: Scope) {
    this.depth = outer ? outer.depth + 1 : 0;
    if (this.depth > deepest) throw unreadable("its graphs lie too deep within each other");
  }

  private find(name: string): Value | undefined {
    return this.own.get(name) ?? this.outer?.find(name);
  }
  declare(name: string) {
    const known = this.own.get(name);
    if (known) return known;
    const value = new Value(name);
    this.own.set(name, value);
    return value;
  }
  bind(name: string, value: Value) {
    this.own.set(name, value);
  }
  use = (name: string) => (name ? (this.find(name) ?? this.declare(name)) : undefined);
}

function decodeGraph(proto: GraphProto, scope: Scope, external: ReadExternal): Graph {
  const [sparse] = proto.sparseInitializer;
  if (sparse)
    throw new Refusal(
      "model-unsupported",
      `The weight "${sparse.values?.name}" is stored as a sparse tensor, which is not supported. ` +
        "Export the model with dense weights.",
    );
  for (const t of proto.initializer) {
    const value = scope.declare(t.name);
    value.data = decodeTensor(t, external);
    value.shape = value.data.dims;
    value.type = value.data.type;
  }
  // Up to IR version 3 weights are listed as inputs too.
  const inputs = proto.input.map((i) => scope.declare(i.name)).filter((v) => !v.data);
  for (const info of [...proto.valueInfo, ...proto.input]) describe(scope.declare(info.name), info);
  const nodes = proto.node.map((n) => decodeNode(n, scope, external));
  const outputs = proto.output.map((o) => {
    const value = scope.use(o.name);
    if (!value) throw unreadable("one of its outputs has no name");
    describe(value, o);
    return value;
  });
  return new Graph(inputs, outputs, nodes, proto);
}

function describe(value: Value, info: ValueInfoProto) {
  const tensor = info.type?.tensorType;
  if (!tensor || value.data) return;
  value.type = dataTypes[tensor.elemType - 1];
  value.shape = tensor.shape?.dim.map((d) => (d.dimValue > 0n ? Number(d.dimValue) : null));
}

function decodeNode(proto: NodeProto, scope: Scope, external: ReadExternal): Node {
  const { name, domain } = proto;
  const inputs = proto.input.map(scope.use);
  const outputs = proto.output.map((y) => (y ? scope.declare(y) : undefined));
  const attrs = Object.fromEntries(
    proto.attribute.map((a) => [a.name, decodeAttr(a, scope, external)]),
  );
  const metadata = entries(proto.metadataProps);
  return new Node(proto.opType, inputs, outputs, attrs, { name, domain, metadata, origin: proto });
}

/** The nodes of a function's body, some of its names standing for values that there are already. */
export function decodeNodes(
  protos: readonly NodeProto[],
  ...known: (readonly (readonly [name: string, value: Value | undefined])[])[]
): Node[] {
  const scope = new Scope();
  const absent = new Set<string>();
  for (const [name, value] of known.flat())
    if (value) scope.bind(name, value);
    else absent.add(name);
  const nodes = protos.map((n) => decodeNode(n, scope, noExternal));
  const given = (x: Value | undefined) => (x && absent.has(x.name) && !x.producer ? undefined : x);
  return nodes.map((n) => new Node(n.op, n.inputs.map(given), n.outputs, n.attrs, n.about));
}

export const decodeAttribute = (a: AttributeProto) => decodeAttr(a, new Scope(), noExternal);

const text = new TextDecoder();

/** Indexed by AttributeProto.AttributeType. */
const attributeReaders: Record<
  number,
  (a: AttributeProto, scope: Scope, external: ReadExternal) => Attr
> = {
  1: (a) => ({ type: "float", value: a.f }),
  2: (a) => ({ type: "int", value: a.i }),
  3: (a) => ({ type: "string", value: text.decode(a.s) }),
  4: (a, _, external) =>
    a.t ? { type: "tensor", value: decodeTensor(a.t, external) } : { type: "opaque", value: a },
  5: (a, scope, external) =>
    a.g
      ? { type: "graph", value: decodeGraph(a.g, new Scope(scope), external) }
      : { type: "opaque", value: a },
  6: (a) => ({ type: "floats", value: a.floats }),
  7: (a) => ({ type: "ints", value: a.ints }),
  8: (a) => ({ type: "strings", value: a.strings.map((s) => text.decode(s)) }),
};

function decodeAttr(a: AttributeProto, scope: Scope, external: ReadExternal): Attr {
  const reader = a.refAttrName ? undefined : attributeReaders[a.type || guessType(a)];
  return reader ? { ...reader(a, scope, external), origin: a } : { type: "opaque", value: a };
}

/** Before IR version 3 writers left `type` out. */
function guessType(a: AttributeProto) {
  if (a.ints.length) return 7;
  if (a.floats.length) return 6;
  if (a.s.length) return 3;
  if (a.t) return 4;
  return a.f !== 0 ? 1 : 2;
}
