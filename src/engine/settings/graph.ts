// Preprocessing that is inside the graph: the picture is then fed as its first nodes expect it.
import type { Node, Value } from "../graph/graph";
import { Affine } from "./affine";
import { type Finding, findingOf, pixelUnit, type Settings, type Subject } from "./found";

/** What the nodes at the input do, as far as they are preprocessing. */
class Front {
  /** gain * x + offset, by channel. */
  readonly affine = new Affine();
  swapped = false;
  size?: { height: number; width: number };
  nodes: Node[] = [];
  channels: number;
  nchw: boolean;
  constructor({ input }: Subject) {
    this.channels = input.channels;
    this.nchw = input.layout === "NCHW";
  }
  get channelAxis() {
    return this.nchw ? 1 : 3;
  }
}

/** Takes a node in; false where preprocessing ends. */
type Read = (front: Front, node: Node, other: number[] | undefined) => boolean;
const pass: Read = () => true;

/** Arithmetic with a constant; `ordered` where it must be the second operand. */
const by =
  (apply: (front: Front, constant: number[]) => void, ordered = false): Read =>
  (front, node, constant) => {
    if (!constant || (ordered && node.inputs[0]?.data)) return false;
    apply(front, constant);
    return true;
  };

const readers: Record<string, Read> = {
  Identity: pass,
  Cast: pass,
  Sub: by((f, c) => f.affine.subtract(c), true),
  Add: by((f, c) => f.affine.subtract(c.map((v) => -v))),
  Mul: by((f, c) => f.affine.multiply(c)),
  Div: by((f, c) => f.affine.divide(c), true),
  Transpose: (f, node) => {
    const perm = String(node.ints("perm"));
    if (perm === "0,3,1,2" && !f.nchw) f.nchw = true;
    else if (perm === "0,2,3,1" && f.nchw) f.nchw = false;
    else return false;
    return true;
  },
  Gather: (f, node) => {
    const order = numbers(node.inputs[1]);
    const swaps = node.int("axis", 0) === f.channelAxis && String(order) === "2,1,0";
    if (swaps) f.swapped = !f.swapped;
    return swaps;
  },
  Resize: (f, node) => {
    const sizes = numbers(node.inputs[3])?.slice(f.nchw ? 2 : 1);
    if (!sizes) return false;
    f.size = { height: sizes[0], width: sizes[1] };
    return true;
  },
  ImageScaler: (f, node) => {
    f.affine.multiply([node.float("scale", 1)]);
    const bias = node.attrs.bias?.type === "floats" ? node.attrs.bias.value : [0];
    f.affine.subtract(bias.map((v) => -v));
    return true;
  },
};

export function fromGraph(subject: Subject): Finding {
  const { graph } = subject.model;
  const front = new Front(subject);
  const [input] = graph.inputs;
  let value = input;
  while (front.nodes.length < 16) {
    const users = graph.nodes.filter((n) => n.inputs.includes(value));
    const [node] = users;
    if (users.length !== 1 || !Object.hasOwn(readers, node.op)) break;
    const other = node.inputs.find((x) => x && x !== value && x.data);
    if (!readers[node.op](front, node, perChannel(other, front))) break;
    front.nodes.push(node);
    value = node.outputs[0]!;
  }
  return expected(front);
}

/** What the picture must be for those nodes to make the network's numbers of it. */
function expected({ affine, swapped, size, nodes, channels }: Front): Finding {
  const source = { text: `nodes of the graph: ${nodes.map(String).join(", ")}` };
  const unit = unitOf(affine);
  const values: Partial<Settings> = unit
    ? { rescale_factor: unit, mean: [0], std: [1], channel_order: orderOf(affine, swapped) }
    : swapped
      ? { channel_order: "RGB" }
      : {};
  if (channels === 1) delete values.channel_order;
  const shape: Partial<Settings> = size
    ? { ...size, resize: "stretch", resize_short: Math.min(size.height, size.width) }
    : {};
  return findingOf({ ...values, ...shape }, source);
}

/**
 * 1 where the nodes expect 0 to 255, 1/255 where they expect 0 to 1, by the number they subtract; by
 * how they scale where they subtract nothing.
 */
function unitOf({ rescale_factor, mean, std }: Affine): number | undefined {
  const centre = Math.max(...mean.map((m) => Math.abs(m / rescale_factor)));
  if (centre > 2) return 1;
  if (centre > 0) return pixelUnit;
  const gain = rescale_factor / Math.max(...std.map(Math.abs));
  if (gain > 0 && gain <= 1 / 32) return 1;
  return gain >= 32 ? pixelUnit : undefined;
}

/** Means that rise from blue to red tell the order; the swap says what came before it. */
function orderOf({ mean }: Affine, swapped: boolean): "RGB" | "BGR" | undefined {
  const [first, , third] = mean;
  const inside = mean.length !== 3 || first === third ? undefined : first > third ? "RGB" : "BGR";
  if (!swapped) return inside;
  return inside === "RGB" ? "BGR" : "RGB";
}

/** A constant as one number, or one for each channel. */
function perChannel(constant: Value | undefined, { channels, channelAxis }: Front) {
  const found = numbers(constant);
  if (!found || !constant?.shape) return undefined;
  if (found.length === 1) return found;
  const axis = constant.shape.length - (4 - channelAxis);
  return found.length === channels && constant.shape[axis] === channels ? found : undefined;
}

const numbers = (v: Value | undefined): number[] | undefined =>
  v?.data ? Array.from(v.data.numbers(), Number) : undefined;
