// Operators that the model defines itself (ModelProto.functions): a call becomes the nodes it stands for.
import type { Attr, Attrs } from "../graph/graph";
import { Graph, Node } from "../graph/graph";
import { Refusal } from "../refusal";
import { decodeAttribute, decodeNodes } from "./decode";
import type { AttributeProto, FunctionProto } from "./gen/onnx_pb";
import type { Model } from "./model";

/** Calls within calls may multiply: more nodes than any network has. */
const mostNodes = 200_000;

export class Functions {
  /** The domains that are left when all calls are inlined, and those that the functions use. */
  readonly domains: ReadonlyMap<string, number>;
  private readonly known: ReadonlyMap<string, FunctionProto>;
  private made = 0;
  /** The functions that each node came out of. */
  private readonly within = new WeakMap<Node, ReadonlySet<FunctionProto>>();

  constructor({ functions, domains }: Model) {
    this.known = new Map(functions.map((f) => [keyOf(f.domain, f.name, f.overload), f]));
    const imports = functions.flatMap((f) => f.opsetImport);
    const used = imports.map((o) => [o.domain, Number(o.version)] as const);
    const own = new Set(functions.map((f) => f.domain));
    const all = [...used.filter(([d]) => !isOnnx(d)), ...domains];
    this.domains = new Map(all.filter(([d]) => !own.has(d) || d === "com.microsoft"));
  }

  /**
   * The nodes that a call stands for, and the opset that they are written in.
   * @throws Refusal `model-unreadable` for a function that calls itself
   */
  inline(call: Node): { nodes: Node[]; opset?: number } | undefined {
    const { domain = "", origin } = call.about;
    const overload = (origin as { overload?: string } | undefined)?.overload ?? "";
    const f = this.known.get(keyOf(domain, call.op, overload));
    if (!f) return undefined;
    const around = this.within.get(call) ?? new Set();
    if (around.has(f)) throw endless(call);
    const defaults = f.attributeProto.map((a) => [a.name, decodeAttribute(a)] as const);
    const attrs = { ...Object.fromEntries(defaults), ...call.attrs };
    const given = f.input.map((name, i) => [name, call.inputs[i]] as const);
    const results = f.output.map((name, i) => [name, call.outputs[i]] as const);
    const nodes = decodeNodes(f.node, given, results).map((n) => named(filled(n, attrs), call));
    this.made += nodes.length;
    if (this.made > mostNodes) throw endless(call);
    for (const n of nodes) this.within.set(n, new Set([...around, f]));
    const own = f.opsetImport.find((o) => isOnnx(o.domain));
    return { nodes, opset: own && Number(own.version) };
  }
}

const isOnnx = (domain: string) => domain === "" || domain === "ai.onnx";
const keyOf = (domain: string, name: string, overload: string) =>
  [isOnnx(domain) ? "" : domain, name, overload].join("\n");

const endless = (call: Node) =>
  new Refusal(
    "model-unreadable",
    `This model cannot be read: the function ${call} calls itself, or calls others without an end.`,
  );

/** Attributes that name one of the function's get its value; one that was not given is left out. */
function filled(node: Node, given: Attrs): Node {
  const entries = Object.entries(node.attrs).flatMap(([name, a]): [string, Attr][] => {
    if (a.type === "graph") return [[name, { type: "graph", value: filledGraph(a.value, given) }]];
    const reference = a.type === "opaque" && (a.value as AttributeProto).refAttrName;
    if (!reference) return [[name, a]];
    const value = given[reference];
    return value ? [[name, { ...value, origin: undefined }]] : [];
  });
  return new Node(node.op, node.inputs, node.outputs, Object.fromEntries(entries), node.about);
}

const filledGraph = (g: Graph, given: Attrs) =>
  new Graph(
    g.inputs,
    g.outputs,
    g.nodes.map((n) => filled(n, given)),
    g.origin,
  );

/** A person knows the call: its name stands in front, and its source where the node has none. */
function named(node: Node, call: Node): Node {
  const { name, metadata } = node.about;
  const outer = call.about.name;
  const own = Object.keys(metadata ?? {}).length ? metadata : call.about.metadata;
  const about = {
    ...node.about,
    name: outer ? `${outer}/${name || node.op}` : name,
    metadata: own,
  };
  return new Node(node.op, node.inputs, node.outputs, node.attrs, { ...about, origin: undefined });
}
