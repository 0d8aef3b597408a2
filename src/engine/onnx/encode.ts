// A Graph to ONNX bytes. Weights that lie in a file already are pointed at, not written again.
import { create, toBinary } from "@bufbuild/protobuf";
import type { Attr, Attrs, Graph, Node, Value } from "../graph/graph";
import { type DataType, dataTypes, inFloat32, type Tensor } from "../graph/tensor";
import {
  type AttributeProto,
  AttributeProtoSchema,
  type GraphProto,
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "./gen/onnx_pb";
import type { Model } from "./model";
import { Names } from "./names";

export interface Encoded {
  bytes: Uint8Array;
  /** What each value is called in `bytes`: how the runtime is fed and asked. */
  names: ReadonlyMap<Value, string>;
  /** The files that the weights were left in, as onnxruntime's `externalData` takes them. */
  externalData: { path: string; data: Uint8Array }[];
}

/** Below this a weight is written into the program rather than pointed at. */
const smallest = 1024;

/**
 * Writes a model whose weights stay where they are: its large initializers name a place in
 * `externalData`. Everything else of the file (opsets, metadata, functions) is kept.
 * @param options `widened`: every float16 is written as a float32
 */
export function encodeProgram(model: Model, { widened = false } = {}): Encoded {
  const writer = new Writer(true, widened);
  const proto = modelProto(model, writer.graph(model.graph));
  return {
    bytes: toBinary(ModelProtoSchema, proto),
    names: writer.names.values,
    externalData: [...writer.files].map(([buffer, path]) => ({
      path,
      data: new Uint8Array(buffer),
    })),
  };
}

/** Writes a whole model: every weight in it. */
export const encode = (model: Model): Uint8Array =>
  toBinary(ModelProtoSchema, modelProto(model, new Writer(false).graph(model.graph)));

function modelProto(model: Model, graph: GraphProto): ModelProto {
  const opsets = new Map([["", model.opset], ...model.domains]);
  return {
    ...model.origin,
    irVersion: BigInt(model.irVersion),
    graph,
    opsetImport: [...opsets].map(([domain, version]) => ({
      ...(model.origin.opsetImport.find((o) => o.domain === domain) ?? {
        $typeName: "onnx.OperatorSetIdProto" as const,
        domain,
      }),
      version: BigInt(version),
    })),
  };
}

class Writer {
  readonly names = new Names();
  readonly files = new Map<ArrayBufferLike, string>();
  /** All constants stand in the outermost graph: subgraphs see them there. */
  private readonly initializers = new Map<Value, TensorProto>();

  constructor(
    private readonly pointAtWeights: boolean,
    private readonly widened = false,
  ) {}

  graph(graph: Graph): GraphProto {
    const inner = this.subgraph(graph);
    return { ...inner, initializer: [...this.initializers.values()] };
  }

  private subgraph(graph: Graph): GraphProto {
    const origin = graph.origin as GraphProto | undefined;
    for (const v of [...graph.inputs, ...graph.outputs]) this.names.of(v);
    for (const node of graph.nodes)
      for (const v of [...node.inputs, ...node.outputs]) this.names.of(v);
    const made = new Set(graph.nodes.flatMap((n) => n.outputs));
    const use = (v: Value | undefined) => {
      const name = this.names.of(v);
      if (v?.data && !made.has(v) && !this.initializers.has(v))
        this.initializers.set(v, this.tensor(v.data, name));
      return name;
    };
    const node = graph.nodes.map((n) => this.node(n, use));
    graph.outputs.forEach(use);
    return {
      ...(origin ?? create(GraphProtoSchema, { name: "glassbox" })),
      node,
      initializer: [],
      input: graph.inputs.map((v) => this.info(v)),
      output: graph.outputs.map((v) => this.info(v)),
      valueInfo: this.pointAtWeights ? [] : (origin?.valueInfo ?? []),
    };
  }

  private info(v: Value): ValueInfoProto {
    const dim = (d: number | null, i: number) =>
      d === null ? { dimParam: `${this.names.of(v)}_${i}` } : { dimValue: BigInt(d) };
    const shape = v.shape && { dim: v.shape.map(dim) };
    const elemType = v.type ? this.elementType(v.type) : 0;
    const type = { tensorType: { elemType, shape } };
    return create(ValueInfoProtoSchema, { name: this.names.of(v), type: v.type && type });
  }

  private node(n: Node, use: (v: Value | undefined) => string): NodeProto {
    const { name = "", domain = "", origin } = n.about;
    // WebGPU's ConvTranspose takes the whole process with it when a bias that is left out is named "".
    const given = n.inputs.findLastIndex((x) => x !== undefined) + 1;
    const inputs = this.pointAtWeights ? n.inputs.slice(0, given) : n.inputs;
    return {
      ...((origin as NodeProto) ?? create(NodeProtoSchema, { name, domain })),
      ...(this.pointAtWeights && name ? { name: this.names.ofNode(name) } : {}),
      opType: n.op,
      input: inputs.map(use),
      output: n.outputs.map((v) => this.names.of(v)),
      attribute: Object.entries(this.attrsOf(n)).map(([k, a]) => this.attribute(k, a)),
    };
  }

  private elementType(type: DataType) {
    return dataTypes.indexOf(this.widened && type === "float16" ? "float" : type) + 1;
  }

  private attrsOf({ attrs }: Node): Attrs {
    const { to } = attrs;
    const half = to?.type === "int" && dataTypes[Number(to.value) - 1] === "float16";
    return this.widened && half ? { ...attrs, to: { type: "int", value: 1n } } : attrs;
  }

  private attribute(name: string, a: Attr): AttributeProto {
    if (a.type === "opaque") return a.value as AttributeProto;
    const holdsWeights = a.type === "graph" || (a.type === "tensor" && this.pointAtWeights);
    if (a.origin && !holdsWeights) return a.origin as AttributeProto;
    const [field, type] = attributeFields[a.type];
    return create(AttributeProtoSchema, { name, type, [field]: this.attributeValue(a) });
  }

  private attributeValue(a: Exclude<Attr, { type: "opaque" }>) {
    if (a.type === "tensor") return this.tensor(a.value, "");
    if (a.type === "graph") return this.subgraph(a.value);
    if (a.type === "string") return new TextEncoder().encode(a.value);
    if (a.type === "strings") return a.value.map((s) => new TextEncoder().encode(s));
    return a.value;
  }

  private tensor(given: Tensor, name: string): TensorProto {
    const t = this.widened ? inFloat32(given) : given;
    const origin = t.origin as TensorProto | undefined;
    if (!this.pointAtWeights && origin) return { ...origin, name };
    const about = { name, dims: t.dims.map(BigInt), dataType: this.elementType(t.type) };
    if (t.type === "string") return { ...origin!, name };
    if (!this.pointAtWeights || t.bytes.length < smallest)
      return create(TensorProtoSchema, { ...about, rawData: t.bytes });
    return create(TensorProtoSchema, {
      ...about,
      dataLocation: 1,
      externalData: [
        { key: "location", value: this.file(t.bytes.buffer) },
        { key: "offset", value: String(t.bytes.byteOffset) },
        { key: "length", value: String(t.bytes.length) },
      ],
    });
  }

  private file(buffer: ArrayBufferLike) {
    const path = this.files.get(buffer) ?? `weights${this.files.size}`;
    this.files.set(buffer, path);
    return path;
  }
}

/** The field of AttributeProto that holds each type, and the type's number. */
const attributeFields = {
  float: ["f", 1],
  int: ["i", 2],
  string: ["s", 3],
  tensor: ["t", 4],
  graph: ["g", 5],
  floats: ["floats", 6],
  ints: ["ints", 7],
  strings: ["strings", 8],
} as const;
