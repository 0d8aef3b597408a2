// Constant nodes made into constants.
import type { Node } from "../graph/graph";
import { Tensor } from "../graph/tensor";

/** Turns the output of a Constant node into a constant. */
export function constantOf(node: Node): boolean {
  const [y] = node.outputs;
  const data = node.op === "Constant" && y ? constantData(node) : undefined;
  if (!data || !y) return false;
  y.data = data;
  y.producer = undefined;
  y.shape = data.dims;
  y.type = data.type;
  return true;
}

function constantData(node: Node): Tensor | undefined {
  const { value, value_float, value_floats, value_int, value_ints } = node.attrs;
  if (value?.type === "tensor") return value.value;
  if (value_float?.type === "float") return Tensor.of("float", [], [value_float.value]);
  if (value_floats?.type === "floats")
    return Tensor.of("float", [value_floats.value.length], value_floats.value);
  if (value_int?.type === "int") return Tensor.of("int64", [], [Number(value_int.value)]);
  if (value_ints?.type === "ints")
    return Tensor.of("int64", [value_ints.value.length], value_ints.value.map(Number));
  return undefined;
}
