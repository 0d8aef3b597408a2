// The graph everything else works on. Edges are object references; names exist only in onnx/.
import type { DataType, Tensor } from "./tensor";

/** A size, or null where it depends on the batch (or is not known yet). */
export type Dim = number | null;
export type Shape = readonly Dim[];

/** An attribute keeps its ONNX type: alpha = 1.0 written as an int is refused by the runtime. */
export type Attr = AttrValue & {
  /** What the file said of it, written back as it was. */
  origin?: unknown;
};
type AttrValue =
  | { type: "int"; value: bigint }
  | { type: "float"; value: number }
  | { type: "string"; value: string }
  | { type: "tensor"; value: Tensor }
  | { type: "graph"; value: Graph }
  | { type: "ints"; value: readonly bigint[] }
  | { type: "floats"; value: readonly number[] }
  | { type: "strings"; value: readonly string[] }
  | { type: "opaque"; value: unknown };
export type Attrs = Readonly<Record<string, Attr>>;

/** An edge: what a node makes or a graph is given. `data` is there if it is a constant. */
export class Value {
  producer?: Node;
  shape?: Shape;
  type?: DataType;
  constructor(
    public name = "",
    about: { shape?: Shape; type?: DataType; data?: Tensor } = {},
  ) {
    this.data = about.data;
    this.shape = about.shape ?? about.data?.dims;
    this.type = about.type ?? about.data?.type;
  }
  data?: Tensor;
}

export interface NodeAbout {
  name?: string;
  domain?: string;
  /** What the exporter left: source lines, module paths. */
  metadata?: Readonly<Record<string, string>>;
  origin?: unknown;
}

export class Node {
  constructor(
    readonly op: string,
    readonly inputs: readonly (Value | undefined)[],
    readonly outputs: readonly (Value | undefined)[],
    readonly attrs: Attrs = {},
    readonly about: NodeAbout = {},
  ) {
    for (const y of outputs) if (y) y.producer = this;
  }

  int(name: string): number | undefined;
  int(name: string, otherwise: number): number;
  int(name: string, otherwise?: number) {
    const a = this.attrs[name];
    return a?.type === "int" ? Number(a.value) : otherwise;
  }

  float(name: string, otherwise: number) {
    const a = this.attrs[name];
    return a?.type === "float" ? a.value : otherwise;
  }

  string(name: string, otherwise: string) {
    const a = this.attrs[name];
    return a?.type === "string" ? a.value : otherwise;
  }

  ints(name: string): number[] | undefined;
  ints(name: string, otherwise: readonly number[]): number[];
  ints(name: string, otherwise?: readonly number[]) {
    const a = this.attrs[name];
    return a?.type === "ints" ? a.value.map(Number) : otherwise && [...otherwise];
  }

  tensor(name: string) {
    const a = this.attrs[name];
    return a?.type === "tensor" ? a.value : undefined;
  }

  /** "Conv", or "com.microsoft.FusedConv" outside ONNX's own domain: what rules are looked up by. */
  get key() {
    const { domain } = this.about;
    return domain && domain !== "ai.onnx" ? `${domain}.${this.op}` : this.op;
  }

  /** As a message names it: Conv "/layer4/conv2/Conv". */
  toString() {
    return `${this.key} "${this.about.name || this.outputs.find((y) => y)?.name || ""}"`;
  }
}

/** Nodes are in execution order: a value is produced before it is used. */
export class Graph {
  constructor(
    readonly inputs: readonly Value[],
    readonly outputs: readonly Value[],
    readonly nodes: readonly Node[],
    /** Everything of the file that is not graph: opsets, producer, metadata. */
    readonly origin?: unknown,
  ) {}
}

/** Where nodes are appended: what the op builder writes to. */
export type NodeSink = { push(node: Node): unknown };
