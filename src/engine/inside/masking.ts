// Channel masking: the network with a layer's value multiplied by a mask that is an input.
import { Graph, Node, Value } from "../graph/graph";
import { opsOn } from "../graph/ops";
import { descendants, needed, operands } from "../graph/query";
import { Refusal } from "../refusal";

export interface MaskProgram {
  graph: Graph;
  /** [n, C, h, w], or what broadcasts with it: what is zero there is off. */
  mask: Value;
  scores: Value;
  /**
   * Whether nothing of the picture goes round the layer: then one picture meets many masks, else
   * the picture must come as often as there are masks.
   */
  alone: boolean;
}

/** @throws Refusal `method-not-applicable` where the layer feeds a branch taken at run time */
export function maskProgram(graph: Graph, input: Value, scores: Value, layer: Value): MaskProgram {
  const mask = new Value("glassbox/mask", {
    type: layer.type,
    shape: layer.shape?.map(() => null),
  });
  const masking: Node[] = [];
  const masked = opsOn(masking).Mul(layer, mask);
  const behind = descendants(graph, [layer]);
  const fromPicture = descendants(graph, [input]);
  const copies = new Map([[layer, masked]]);
  const copy = (v: Value | undefined) => v && (copies.get(v) ?? v);
  const after = graph.nodes.filter((n) => operands(n).some((x) => behind.has(x)));
  const copied = after.map((node) => {
    refuseBranches(node);
    // A node is its outputs' producer: the network's own values must keep theirs.
    const outputs = node.outputs.map((y) => y && new Value("", y));
    const made = new Node(node.op, node.inputs.map(copy), outputs, node.attrs, node.about);
    node.outputs.forEach((y, i) => {
      if (y) copies.set(y, outputs[i]!);
    });
    return made;
  });
  const of = copies.get(scores);
  if (!of) throw notOnTheWay(layer);
  const nodes = needed([...graph.nodes, ...masking, ...copied], [of]);
  const round = nodes
    .filter((n) => copied.includes(n))
    .flatMap((n) => n.inputs.filter((x) => x && fromPicture.has(x)));
  return { graph: new Graph([input, mask], [of], nodes), mask, scores: of, alone: !round.length };
}

function refuseBranches(node: Node) {
  if (Object.values(node.attrs).every((a) => a.type !== "graph")) return;
  throw new Refusal(
    "method-not-applicable",
    `Nothing can be switched off before ${node}: its branches are chosen when the network runs.`,
  );
}

const notOnTheWay = ({ name }: Value) =>
  new Refusal("method-not-applicable", `The score does not depend on the layer "${name}".`);

export interface Switches {
  channels?: { off: number[] } | { only: number[] };
  cells?: number[];
}

/** 1 where a layer [1, C, h, w] is kept, 0 where it is off; no channels means all, no cells all. */
export function maskOf({ channels, cells }: Switches, count: number, area: number): Float32Array {
  const named = new Set(channels ? ("off" in channels ? channels.off : channels.only) : []);
  const isOff = (c: number) => !channels || named.has(c) === "off" in channels;
  const mask = new Float32Array(count * area).fill(1);
  for (let c = 0; c < count; c++) {
    if (!isOff(c)) continue;
    if (!cells) mask.fill(0, c * area, (c + 1) * area);
    else for (const cell of cells) mask[c * area + cell] = 0;
  }
  return mask;
}
