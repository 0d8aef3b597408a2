// Convolutions whose groups come out wrong.
import type { Attrs, Value } from "../graph/graph";
import type { Ops } from "../graph/ops";
import type { Lowerings } from "./lowering";

/** One convolution a group. */
function byGroup(
  op: Ops,
  name: "Conv" | "ConvTranspose",
  [x, w, b]: readonly Value[],
  attrs: Attrs,
  groups: number,
) {
  const parts = (v: Value, axis: number) =>
    op.many("Split", groups, [v], { axis, num_outputs: groups });
  const [xs, ws, bs] = [parts(x, 1), parts(w, 0), b && parts(b, 0)];
  const one = { ...attrs, group: 1 };
  return op.Concat(...xs.map((v, g) => op[name](v, ws[g], bs?.[g], one)), { axis: 1 });
}

export const window: Lowerings = {
  // Right where a group has at most 4 outputs or a multiple of 4; a volume may have no groups.
  Conv: ({ op, node, x }) => {
    const groups = node.int("group", 1);
    const [outputs = 0, , , , depth] = x[1].shape ?? [];
    const each = outputs! / groups;
    if (groups === 1 || (!depth && (each <= 4 || each % 4 === 0))) return undefined;
    return byGroup(op, "Conv", x, node.attrs, groups);
  },
  // Wrong where a group makes one output of several inputs.
  ConvTranspose: ({ op, node, x }) => {
    const groups = node.int("group", 1);
    const [inputs, outputs] = x[1].shape ?? [];
    if (groups === 1 || inputs === groups || outputs !== 1) return undefined;
    return byGroup(op, "ConvTranspose", x, node.attrs, groups);
  },
};
