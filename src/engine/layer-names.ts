// What a person calls a layer, and the line of code that it came from, as the exporter left them.
import type { Layer } from "./api";
import type { Node } from "./graph/graph";

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
export function layerNames(nodes: Node[]): string[] {
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
export function sourceOf(node: Node): Layer["source"] {
  const trace = node.about.metadata?.["pkg.torch.onnx.stack_trace"];
  const frames = [
    ...(trace ?? "").matchAll(/File "([^"]+)", line (\d+), in [^\n]*\n?\s*([^\n]*)/g),
  ];
  const own = frames.filter(([, file]) => !/site-packages|dist-packages/.test(file)).at(-1);
  return own && { file: own[1], line: Number(own[2]), text: own[3].trim() };
}
