// What a node costs by its shapes: only the proportions matter, to choose between two ways.
import type { Node, Value } from "../graph/graph";
import { channelsOf, isMap } from "./kinds";

/** Two cores: nanoseconds for a multiply-add, for a number written, for one gathered and put back. */
const perMultiplyAdd = 2 / 300;
const perNumber = 0.25;
const perPatched = 0.5;

/** What the runtime does along with the Conv before it. */
const fused = new Set("BatchNormalization Clip Identity Dropout LeakyRelu Relu".split(" "));

/** Nanoseconds for one cell of the node's output. */
export function cellCost(node: Node): number {
  const y = node.outputs[0];
  if (!y || !isMap(y) || fused.has(node.op)) return 0;
  const written = channelsOf(y) * perNumber;
  if (node.op !== "Conv") return written;
  const [, perGroup, ...kernel] = node.inputs[1]!.shape as number[];
  const sums = channelsOf(y) * perGroup * kernel.reduce((a, b) => a * b, 1);
  return written + sums * perMultiplyAdd;
}

/** Nanoseconds for one cell of a patch. */
export const patchCost = (v: Value) => channelsOf(v) * perPatched;

/** Nanoseconds for a node that sees whole maps or none. */
export function wholeCost(node: Node): number {
  const y = node.outputs[0];
  const cells = y && isMap(y) ? y.shape![2]! * y.shape![3]! : 0;
  const weights = node.op === "Gemm" || node.op === "MatMul" ? node.inputs[1]?.shape : undefined;
  const sums = weights?.reduce<number>((n, d) => n * (d ?? 1), 1) ?? 0;
  return cells * cellCost(node) + sums * perMultiplyAdd;
}
