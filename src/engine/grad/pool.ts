import type { Value } from "../graph/graph";
import { constant, type Ops } from "../graph/ops";
import { Tensor } from "../graph/tensor";
import { expandLike, type Rules, reshapeLike, size, spatial } from "./rule";
import { backAttrs, type Window, windowOf } from "./window";

export const pool: Rules = {
  // MaxUnpool overwrites where windows overlap (ResNet's 3x3/2 stem): scatter and add instead.
  MaxPool: ({ op, node, x: [x], dy: [dy] }) => {
    const { attrs } = node;
    const [, indices] = op.many("MaxPool", 2, [x], attrs);
    indices.type = "int64";
    const zeros = op.ConstantOfShape(op.Reshape(op.Size(x), [1]));
    const at = op.Reshape(indices, [-1]);
    const sums = op.ScatterElements(zeros, at, op.Reshape(dy, [-1]), { axis: 0, reduction: "add" });
    return [reshapeLike(op, sums, x)];
  },
  AveragePool: ({ op, node, x: [x], y: [y], dy: [dy] }) => {
    const window = windowOf(node, x, y, node.ints("kernel_shape", []));
    const share = op.Div(dy, counts(window, x, y, node.int("count_include_pad", 0) === 1));
    const channels = size(x, 1);
    return [
      op.ConvTranspose(share, ones(op, [channels, 1, ...window.kernel]), {
        ...backAttrs(window, x, y),
        group: channels,
      }),
    ];
  },
  GlobalAveragePool: ({ op, x: [x], dy: [dy] }) => {
    const pixels = spatial(x).reduce((a, b) => a * b, 1);
    return [expandLike(op, op.Mul(dy, 1 / pixels), x)];
  },
};

const ones = (op: Ops, dims: number[]) =>
  op.ConstantOfShape(dims, { value: { type: "tensor", value: Tensor.of("float", [1], [1]) } });

/** How many cells each output of an AveragePool was divided by, [1, 1, ...spatial of y]. */
const counts = (window: Window, x: Value, y: Value, includePad: boolean): Value =>
  constant(Tensor.of("float", [1, 1, ...spatial(y)], cellCounts(window, x, y, includePad)));

/** As many numbers as `y` has cells, row by row. */
export function cellCounts(window: Window, x: Value, y: Value, includePad: boolean): number[] {
  const { kernel, strides, dilations, begins, ends } = window;
  const alongAxis = kernel.map((k, i) => {
    const low = includePad ? -begins[i] : 0;
    const high = spatial(x)[i] + (includePad ? ends[i] : 0);
    return Array.from({ length: spatial(y)[i] }, (_, o) => {
      const cells = Array.from(
        { length: k },
        (_, j) => o * strides[i] - begins[i] + j * dilations[i],
      );
      return cells.filter((c) => c >= low && c < high).length;
    });
  });
  return alongAxis.reduce((all, axis) => all.flatMap((a) => axis.map((b) => a * b)), [1]);
}
