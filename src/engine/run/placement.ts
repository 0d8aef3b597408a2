// Which nodes a device would leave to the CPU: the runtime does not say, so each is tried alone.
import { Graph, Node, Value } from "../graph/graph";
import { operands } from "../graph/query";
import type { Model } from "../onnx/model";

/** How many nodes of each operator, most first. */
export type Left = ReadonlyMap<string, number>;

/** @param takes whether a model of one node runs on the device alone */
export async function leftToCpu(
  { graph, ...rest }: Model,
  takes: (model: Model) => Promise<boolean>,
): Promise<Left> {
  const tried = new Map<string, Promise<boolean>>();
  const left = new Map<string, number>();
  for (const node of graph.nodes) {
    const alone = isolated(node);
    if (!alone) continue;
    const sign = signature(node);
    const taken = tried.get(sign) ?? takes({ ...rest, graph: alone });
    tried.set(sign, taken);
    if (!(await taken)) left.set(node.key, (left.get(node.key) ?? 0) + 1);
  }
  return new Map([...left].sort(([, a], [, b]) => b - a));
}

/** "RoiAlign, NonZero (3 of 120 nodes)" */
export function describeLeft(left: Left, { nodes }: Graph) {
  const count = [...left.values()].reduce((a, b) => a + b, 0);
  return `${[...left.keys()].join(", ")} (${count} of ${nodes.length} nodes)`;
}

/** The node with what it reads as inputs; undefined if it reads nothing, or from around itself. */
function isolated(node: Node): Graph | undefined {
  const inputs = new Map(
    node.inputs.flatMap((x) => (x && !x.data ? [[x, copyOf(x)] as const] : [])),
  );
  const own = node.inputs.filter((x) => x !== undefined);
  if (!inputs.size || operands(node).length > own.length) return undefined;
  const outputs = node.outputs.map((y) => y && copyOf(y));
  const x = node.inputs.map((v) => v && (inputs.get(v) ?? v));
  const alone = new Node(node.op, x, outputs, node.attrs, { domain: node.about.domain });
  return new Graph(
    [...inputs.values()],
    outputs.filter((y) => y !== undefined),
    [alone],
  );
}

const copyOf = ({ type = "float", shape }: Value) => new Value("", { type, shape });

const signature = ({ key, attrs, inputs }: Node) =>
  JSON.stringify([
    key,
    Object.entries(attrs).map(([name, a]) => [name, a.type, String(a.value)]),
    inputs.map((x) => x && [x.type, x.shape?.length, Boolean(x.data)]),
  ]);
