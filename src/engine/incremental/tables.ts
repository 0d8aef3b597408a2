// Constants of a rewritten graph: the clean run's cells as rows, and what a padded mean is off by.
import { cellCounts } from "../grad/pool";
import { windowOf } from "../grad/window";
import type { Node, Value } from "../graph/graph";
import { constant, type Ops } from "../graph/ops";
import { Tensor } from "../graph/tensor";
import { channelsOf } from "./kinds";
import type { Region } from "./region";
import type { Need } from "./rewritten";

/** [cells + 2, C]: a map's cells row by row, then what lies outside of it: zeros, and the lowest. */
export function tableOf(op: Ops, v: Value): Value {
  const c = channelsOf(v);
  const rows = op.Reshape(op.Transpose(v, { perm: [0, 2, 3, 1] }), [-1, c]);
  const border = Array.from({ length: 2 * c }, (_, i) => (i < c ? 0 : lowest));
  return op.Concat(rows, constant(Tensor.of("float", [2, c], border)), { axis: 0 });
}
const lowest = -3e38;

/** The row of a table that stands for what is outside of the map. */
export const borderRow = (v: Region, border: Need["border"]) =>
  v.size[0] * v.size[1] + (border === "zero" ? 0 : 1);

/** What the mean over a padded window must be multiplied by, for each cell of the output. */
export function averageShares(node: Node, x: Value, y: Value): number[] {
  const window = windowOf(node, x, y, node.ints("kernel_shape", []));
  const cells = window.kernel.reduce((a, b) => a * b, 1);
  const padded = node.int("count_include_pad", 0) === 1;
  return cellCounts(window, x, y, padded).map((n) => cells / n);
}
