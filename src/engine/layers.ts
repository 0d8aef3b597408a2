// The layers of a network, by the names a person knows them by.
import type { Layer } from "./api";
import { attentionGrid, type Grid } from "./attention";
import type { Graph, Node, Value } from "./graph/graph";
import { descendants } from "./graph/query";
import { layoutsOf, type Views } from "./layouts";

/** They only move, convert or fix numbers: nobody points at them. */
const plumbing = new Set(
  `Identity Cast Reshape Flatten Squeeze Unsqueeze Transpose Shape Slice Gather Split Constant Expand
  ConstantOfShape Pad QuantizeLinear DequantizeLinear Tile`.split(/\s+/),
);

export interface NetworkLayer {
  info: Layer;
  value: Value;
  /** Of a layer with `attention`. */
  grid?: Grid;
}

export interface Layers {
  layers: NetworkLayer[];
  defaultLayer?: string;
}

/** Whether a person may point at what the node makes. */
export const isLayer = ({ op, outputs: [y] }: Node) => y !== undefined && !plumbing.has(op);

/**
 * Layers in order. The default is the last spatial activation before pooling or flattening.
 * @param graph in which layers with their channels last have views with them first
 */
export function layersOf(
  { graph, views }: Views,
  input: Value,
  scores: Value,
  classes: number,
): Layers {
  const fromPicture = descendants(graph, [input]);
  const toScores = ancestors(graph, scores);
  const layouts = layoutsOf(graph);
  const shown = graph.nodes.filter((n) => isLayer(n) && fromPicture.has(n.outputs[0]!));
  const names = layerNames(shown);
  const layers = shown.map((node, i) => {
    const [y] = node.outputs;
    const value = views.get(y!) ?? y!;
    const cam = toScores.has(value) && layouts.get(value) === "NCHW" && isSpatial(value);
    const info: Layer = {
      name: names[i],
      node: node.about.name ?? "",
      tensor: value.name,
      op: node.key,
      shape: [...(value.shape ?? [])],
      source: sourceOf(node),
      cam,
    };
    return { info, value } as NetworkLayer;
  });
  markAttention(layers, classes, toScores);
  const last = layers.filter(({ info }) => info.cam && !info.op.includes("Pool")).at(-1);
  return { layers, defaultLayer: last?.info.name };
}

/** Convolutions with a kernel of one cell and what works on each cell alone. */
const alone = new Set(
  `Identity Cast Reshape Flatten Squeeze Unsqueeze Transpose Slice Gather Split Concat Add Sub Mul Div
  Relu LeakyRelu PRelu Clip Sigmoid Tanh HardSwish HardSigmoid Elu Softplus Exp BatchNormalization
  Softmax LogSoftmax DepthToSpace Mish Gelu Erf Pow Sqrt`.split(/\s+/),
);
const mixes = (node: Node) =>
  node.op === "Conv"
    ? (node.inputs[1]?.shape ?? []).slice(2).some((d) => d !== 1)
    : !alone.has(node.op);

/**
 * The last layer that is looked at through a neighbourhood: behind it a scalar of one cell, such as
 * a box's score, depends on that cell alone, and a map would show no more than where it is.
 */
export function lastBeforeMixing(graph: Graph, layers: NetworkLayer[], scores: Value) {
  const near = new Set([scores]);
  const through = ancestors(graph, scores);
  for (const node of graph.nodes.toReversed())
    if (node.outputs.some((y) => y && near.has(y)) && !mixes(node))
      for (const x of node.inputs) if (x && !x.data && through.has(x)) near.add(x);
  const found = layers.filter(
    ({ info, value }) => info.cam && !info.op.includes("Pool") && !near.has(value),
  );
  return found.at(-1)?.info.name;
}

function markAttention(layers: NetworkLayer[], classes: number, toScores: ReadonlySet<Value>) {
  const grids = layers
    .filter(({ info }) => info.cam)
    .map(({ value }) => ({ height: value.shape![2]!, width: value.shape![3]! }));
  for (const layer of layers) {
    layer.grid =
      (toScores.has(layer.value) && attentionGrid(layer.value, classes, grids)) || undefined;
    if (layer.grid) layer.info.attention = true;
  }
}

const isSpatial = ({ shape }: Value) =>
  shape?.length === 4 && (shape[2] ?? 0) * (shape[3] ?? 0) > 1 && shape[1] !== null;

function ancestors(graph: Graph, of: Value) {
  const reached = new Set([of]);
  for (const node of graph.nodes.toReversed())
    if (node.outputs.some((y) => y && reached.has(y)))
      for (const x of node.inputs) if (x && !x.data) reached.add(x);
  return reached;
}

/**
 * PyTorch's module path where the exporter left it (layer4.1.conv2), else the node's name without
 * its scope's repetitions, else its weight's path, else the tensor's name.
 */
export function readableName(node: Node): string {
  const scopes = pythonList(node.about.metadata?.["pkg.torch.onnx.name_scopes"]);
  const module = scopes?.slice(0, -1).at(-1);
  if (module) return `${module}`;
  const own = node.about.name ?? "";
  const name = (isNumbered(own, node) && ownerOfWeight(node)) || own || node.outputs[0]?.name;
  if (!name) return node.op;
  if (!name.startsWith("/")) return name;
  const parts = name.split("/").slice(1);
  const last = parts.pop()!;
  // Each scope repeats the one around it: /layer1/layer1.0/conv1 is layer1.0.conv1.
  const path = parts.filter((part, i) => !parts[i + 1]?.startsWith(`${part}.`));
  const suffix = /_\d+$/.exec(last)?.[0] ?? "";
  return path.length ? path.join(".") + suffix : last;
}

/** "Conv_12" says no more than the operator does: older exporters count their nodes. */
const isNumbered = (name: string, { op }: Node) =>
  name === "" || /^_\d+$/.test(name.replace(op, ""));

/** "layer4.1.conv2.weight" is a parameter of layer4.1.conv2. */
function ownerOfWeight({ inputs }: Node): string | undefined {
  const paths = inputs.slice(1).map((x) => x?.data && /^(.*[a-z].*)\.weight$/i.exec(x.name)?.[1]);
  return paths.find((path) => path);
}

/** "['', 'layer1', 'layer1.0']", as Python prints a list. */
const pythonList = (text: string | undefined) =>
  text && [...text.matchAll(/'([^']*)'|"([^"]*)"/g)].map((m) => m[1] ?? m[2]);

/** A module's name belongs to its last operator, its output; those before it add their own. */
function layerNames(nodes: Node[]): string[] {
  const plain = nodes.map(readableName);
  const taken = new Set<string>();
  return plain.map((name, i) => {
    const base = plain.lastIndexOf(name) === i ? name : `${name}.${nodes[i].op}`;
    let free = base;
    for (let n = 1; taken.has(free); n++) free = `${base}_${n}`;
    taken.add(free);
    return free;
  });
}

/** The innermost line of the user's own code: frames go from the outermost to the innermost. */
function sourceOf(node: Node): Layer["source"] {
  const trace = node.about.metadata?.["pkg.torch.onnx.stack_trace"];
  const frames = [
    ...(trace ?? "").matchAll(/File "([^"]+)", line (\d+), in [^\n]*\n?\s*([^\n]*)/g),
  ];
  const own = frames.filter(([, file]) => !/site-packages|dist-packages/.test(file)).at(-1);
  return own && { file: own[1], line: Number(own[2]), text: own[3].trim() };
}
