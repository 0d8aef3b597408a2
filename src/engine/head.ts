// How a network ends. CAM needs a global average of a layer and nothing but linear maps behind it.
import type { Node, Value } from "./graph/graph";
import { toLast } from "./layouts";
import type { Head } from "./methods/method";

/** Linear in their first operand when the others are constants, cell positions mixed or not. */
const linear = new Set(
  "Gemm MatMul Add Sub Mul Div Conv Reshape Flatten Squeeze Unsqueeze Identity Cast".split(" "),
);

/** @param layers values a person can name, with their names */
export function headOf(scores: Value, layers: ReadonlyMap<Value, string>): Head {
  let value = scores;
  for (;;) {
    const node = value.producer;
    if (!node) return { brokenBy: `nothing but "${value.name}"` };
    const [x, ...others] = node.inputs.filter((v) => v !== undefined);
    const varying = [x, ...others].filter((v) => !v.data);
    if (varying.length !== 1) return { brokenBy: String(node) };
    const cells = averaged(node);
    if (cells) {
      const pooled = layers.get(cells);
      return pooled === undefined ? { brokenBy: String(cells.producer ?? cells.name) } : { pooled };
    }
    if (!linear.has(node.op)) return { brokenBy: String(node) };
    value = varying[0];
  }
}

/** The (N, C, h, w) of which the node is the mean over all cells, h and w, if it is one. */
function averaged(node: Node): Value | undefined {
  const [x, axes] = node.inputs;
  if (x?.shape?.length !== 4) return undefined;
  if (node.op === "GlobalAveragePool") return x;
  if (node.op !== "ReduceMean" || !axes?.data) return undefined;
  const reduced = String(Array.from(axes.data.numbers(), (a) => (a < 0 ? a + 4 : a)).sort());
  if (reduced === "2,3") return x;
  const last = x.producer?.op === "Transpose" && `${x.producer.ints("perm")}` === toLast;
  return last && reduced === "1,2" ? x.producer!.inputs[0] : undefined;
}
