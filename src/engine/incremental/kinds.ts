// What an operator does to the part of a map that changes.
import { windowOf } from "../grad/window";
import type { Node, Value } from "../graph/graph";
import { inPlace, type Slide } from "./intervals";
import { onAxes, type Pair } from "./region";

export type Kind =
  /** Each output cell reads a neighbourhood. `border` is what lies outside of the map. */
  | { kind: "halo"; slides: Pair<Slide>; border: "zero" | "lowest" }
  /** Each output cell reads the same cell of every operand. */
  | { kind: "cellwise" }
  /** The mean of all cells. */
  | { kind: "average" }
  /** Anything else: it must see whole maps. */
  | { kind: "global" };

const global: Kind = { kind: "global" };
const cellwise: Kind = { kind: "cellwise" };

/** Constant operands of these broadcast; those of the others belong to channels. */
const broadcasting = new Set("Add Sub Mul Div Pow Max Min Sum Mean PRelu".split(" "));
const inPlaceOps = new Set([
  ...broadcasting,
  ...(
    "Abs BatchNormalization Ceil Celu Clip Cos Dropout Elu Erf Exp Floor Gelu HardSigmoid HardSwish " +
    "Identity LRN LeakyRelu Log Mish Neg Reciprocal Relu Selu Sigmoid Sign Sin Softplus Softsign " +
    "Sqrt Tanh ThresholdedRelu"
  ).split(" "),
]);

/** @param varying whether a value depends on the picture */
export function kindOf(node: Node, varying: (v: Value) => boolean): Kind {
  const given = node.inputs.filter((v) => v !== undefined);
  const maps = given.filter(varying);
  const [y, ...more] = node.outputs.filter((v) => v !== undefined);
  const own = !node.about.domain || node.about.domain === "ai.onnx";
  if (!own || !maps.every(isMap)) return global;
  const constants = given.filter((v) => !varying(v));
  if (isAverage(node)) return { kind: "average" };
  if (!isMap(y) || (more.length && node.op !== "Split")) return global;
  if (slidersOf[node.op]) return maps.length === 1 ? slidersOf[node.op](node, maps[0], y) : global;
  const aligned = maps.every((v) => String(sizeOf(v)) === String(sizeOf(y)));
  if (!aligned) return global;
  if (node.op === "Concat" || node.op === "Split") {
    const along = node.int("axis", 0);
    return (along === 1 || along === -3) && constants.every((v) => !isMap(v)) ? cellwise : global;
  }
  if (!inPlaceOps.has(node.op)) return global;
  return broadcasting.has(node.op) && !constants.every(isSmall) ? global : cellwise;
}

/** Operators that slide, each with what to make of it. */
const slidersOf: Record<string, (node: Node, x: Value, y: Value) => Kind> = {
  Conv: (node, x, y) =>
    slid(node, x, y, (node.inputs[1]?.shape?.slice(2) ?? []) as number[], "zero"),
  MaxPool: (node, x, y) => slid(node, x, y, node.ints("kernel_shape", []), "lowest"),
  AveragePool: (node, x, y) => slid(node, x, y, node.ints("kernel_shape", []), "zero"),
  Pad: (node) => padded(node),
};

function slid(node: Node, x: Value, y: Value, kernel: number[], border: "zero" | "lowest"): Kind {
  const w = windowOf(node, x, y, kernel);
  const slides = onAxes((a) => ({
    kernel: w.kernel[a],
    stride: w.strides[a],
    dilation: w.dilations[a],
    begin: w.begins[a],
  }));
  const stays = slides.every(({ kernel, stride }) => kernel === 1 && stride === 1);
  const same = stays && String(sizeOf(x)) === String(sizeOf(y)) && w.begins.every((p) => p === 0);
  return same ? cellwise : { kind: "halo", slides, border };
}

/** A Pad with zeros around the map is a window of one cell that stays in place. */
function padded(node: Node): Kind {
  const [, pads, value, axes] = node.inputs;
  const amounts = pads?.data && Array.from(pads.data.numbers());
  const zero = !value || (value.data && value.data.numbers()[0] === 0);
  if (node.string("mode", "constant") !== "constant" || axes || amounts?.length !== 8 || !zero)
    return global;
  if ([0, 1, 4, 5].some((i) => amounts[i] !== 0)) return global;
  return {
    kind: "halo",
    slides: onAxes((a) => ({ ...inPlace, begin: amounts[2 + a] })),
    border: "zero",
  };
}

function isAverage(node: Node): boolean {
  if (node.op === "GlobalAveragePool") return true;
  const axes = node.inputs[1]?.data?.numbers();
  return (
    node.op === "ReduceMean" &&
    axes?.length === 2 &&
    String(Array.from(axes, (a) => (a < 0 ? a + 4 : a)).sort()) === "2,3"
  );
}

/** A float map whose size does not depend on the batch: [N, C, H, W]. */
export const isMap = ({ type, shape }: Value) =>
  (type ?? "float") === "float" && shape?.length === 4 && shape.slice(1).every((d) => d !== null);
const isSmall = ({ shape }: Value) => !!shape && shape.slice(-2).every((d) => d === 1);

export const sizeOf = ({ shape }: Value): Pair<number> => [shape![2]!, shape![3]!];
export const channelsOf = ({ shape }: Value): number => shape![1]!;
