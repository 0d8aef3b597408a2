// How a network ends. CAM needs a global average of a layer and nothing but linear maps behind it.
import type { Node, Value } from "./graph/graph";
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
    if (averages(node)) {
      const pooled = layers.get(x);
      return pooled === undefined ? { brokenBy: String(x.producer ?? x.name) } : { pooled };
    }
    if (!linear.has(node.op)) return { brokenBy: String(node) };
    value = varying[0];
  }
}

/** A mean over all cells of (N, C, h, w). */
function averages(node: Node) {
  const [x, axes] = node.inputs;
  if (x?.shape?.length !== 4) return false;
  if (node.op === "GlobalAveragePool") return true;
  const reduced = axes?.data && Array.from(axes.data.numbers(), (a) => (a < 0 ? a + 4 : a)).sort();
  return node.op === "ReduceMean" && String(reduced) === "2,3";
}
