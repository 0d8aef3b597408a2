// The network's picture input, found from the graph and made (N, C, H, W) or (N, H, W, C) of floats.
import type { Preprocessing } from "./api";
import { type Dim, Graph, Node, Value } from "./graph/graph";
import { int64 } from "./graph/ops";
import type { DataType } from "./graph/tensor";
import { Refusal } from "./refusal";
import type { InputLayout } from "./settings";

export interface PictureInput {
  /** The graph with `input` as its input: what stands before it is cut off or put in front. */
  graph: Graph;
  input: Value;
  layout: InputLayout;
  /** Whether the model takes a picture without a batch around it: its outputs have none either. */
  unbatched: boolean;
}

const types: readonly (DataType | undefined)[] = ["float", "float16", "double", "uint8"];
const colours = [1, 3];

/** @throws Refusal `model-no-image-input` */
export function pictureInput(graph: Graph): PictureInput {
  const { inputs } = graph;
  const found = inputs.flatMap((input) => {
    const layout = layoutOf(graph, input);
    return layout ? [{ input, layout }] : [];
  });
  if (found.length === 1 && inputs.length === 1) {
    const [{ input, layout }] = found;
    const unbatched = input.shape!.length === 3;
    const floats = layout.bytes ? afterCast(graph, input) : { graph, input };
    return { ...(unbatched ? withBatch(floats) : floats), layout, unbatched };
  }
  const list = inputs.map((v) => `"${v.name}" ${v.type} [${v.shape?.map((d) => d ?? "?")}]`);
  const why = found.length
    ? `it has ${inputs.length} inputs (${list.join(", ")}); one picture input alone is supported`
    : `none of its inputs is a picture, [N, 3, H, W] or [N, H, W, 3] of floats: ${list.join(", ")}`;
  throw new Refusal("model-no-image-input", `This model cannot be explained: ${why}.`, [
    { title: "Choose another model", action: { kind: "pick-model" } },
  ]);
}

export function layoutOf(graph: Graph, input: Value): InputLayout | undefined {
  const { shape, type } = input;
  if (!types.includes(type) || (shape?.length !== 4 && shape?.length !== 3)) return undefined;
  const [a, b, c] = shape.slice(-3);
  const first = isColour(a) && { layout: "NCHW" as const, channels: a, height: b, width: c };
  const last = isColour(c) && { layout: "NHWC" as const, channels: c, height: a, width: b };
  // A picture a pixel or three high: only what the graph does with it can tell.
  const found = first && last ? (movesChannels(graph, input) ? last : first) : first || last;
  return found ? { ...found, bytes: type === "uint8" } : undefined;
}

const isColour = (d: Dim): d is number => d !== null && colours.includes(d);

/** Whether the channels are brought from the last axis to the first: the picture has them last. */
const movesChannels = (graph: Graph, input: Value) =>
  graph.nodes.some(
    (n) =>
      n.op === "Transpose" &&
      n.inputs[0] === input &&
      /^0,3,1,2$|^2,0,1$/.test(`${n.ints("perm")}`),
  );

/** Bytes have no gradient; where they are cast to floats at once, those are the input. */
function afterCast(graph: Graph, bytes: Value) {
  const uses = graph.nodes.filter((n) => n.inputs.includes(bytes));
  const [cast] = uses;
  const input = cast?.outputs[0];
  if (uses.length !== 1 || cast.op !== "Cast" || !input || cast.int("to") !== 1)
    return { graph, input: bytes };
  Object.assign(input, {
    name: bytes.name,
    shape: bytes.shape,
    type: "float",
    producer: undefined,
  });
  const nodes = graph.nodes.filter((n) => n !== cast);
  return { graph: new Graph([input], graph.outputs, nodes, graph.origin), input };
}

function withBatch({ graph, input: picture }: { graph: Graph; input: Value }) {
  const input = new Value(picture.name, { shape: [1, ...picture.shape!], type: picture.type });
  const squeeze = new Node("Squeeze", [input, int64([0])], [picture]);
  const nodes = [squeeze, ...graph.nodes];
  return { graph: new Graph([input], graph.outputs, nodes, graph.origin), input };
}

/** What is fed: the batch stays open where the graph leaves it open. */
export function inputShape(
  input: Value,
  { layout, height, width }: Preprocessing,
  channels: number,
): Dim[] {
  const [n] = input.shape!;
  return layout === "NCHW" ? [n, channels, height, width] : [n, height, width, channels];
}
