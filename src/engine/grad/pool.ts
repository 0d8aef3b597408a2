import type { Value } from "../graph/graph";
import { extremum, norm } from "./reduce";
import {
  type At,
  addedAt,
  constantLike,
  expandLike,
  filled,
  type Rules,
  range,
  rank,
  reshapeLike,
  size,
  spatial,
} from "./rule";
import { backAttrs, type Window, windowOf } from "./window";

export const pool: Rules = {
  // MaxUnpool overwrites where windows overlap (ResNet's 3x3/2 stem): scatter and add instead.
  MaxPool: ({ op, node, x: [x], dy: [dy] }) => {
    const attrs = { ...node.attrs, storage_order: undefined };
    const [, indices] = op.many("MaxPool", 2, [x], attrs);
    const flat = (v: Value) => op.Reshape(v, [-1]);
    const all = op.Reshape(op.Size(x), [1]);
    const sums = addedAt(op, [all, x], flat(indices), flat(dy), 0);
    return [reshapeLike(op, sums, x)];
  },
  AveragePool: (at) => {
    const { op, node, x, y, dy } = at;
    const window = windowOf(node, x[0], y[0], node.ints("kernel_shape", []));
    const includePad = node.int("count_include_pad", 0) === 1;
    return [toCells(at, window, op.Div(dy[0], counts(window, x[0], y[0], includePad)))];
  },
  // y^p = sum of |x|^p: dx = sign(x) |x|^(p-1) times the sum over the windows of dy y^(1-p).
  LpPool: (at) => {
    const { op, node, x, y, dy } = at;
    const p = node.int("p", 2);
    const window = windowOf(node, x[0], y[0], node.ints("kernel_shape", []));
    return [norm(op, p, x[0], y[0], dy[0], (v) => toCells(at, window, v))];
  },
  GlobalAveragePool: ({ op, x: [x], dy: [dy] }) => {
    const pixels = spatial(x).reduce((a, b) => a * b, 1);
    return [expandLike(op, op.Mul(dy, 1 / pixels), x)];
  },
  GlobalMaxPool: ({ op, x: [x], y: [y], dy: [dy] }) => [
    extremum(op, x, y, dy, range(rank(x) - 2, 2)),
  ],
  GlobalLpPool: ({ op, node, x: [x], y: [y], dy: [dy] }) => [
    norm(op, node.int("p", 2), x, y, dy, (v) => expandLike(op, v, x)),
  ],
};

/** Adds each output's number to all the cells of its window. */
function toCells({ op, x: [x], y: [y] }: At, window: Window, v: Value) {
  const channels = size(x, 1);
  const ones = filled(op, [channels, 1, ...window.kernel], x, 1);
  return op.ConvTranspose(v, ones, { ...backAttrs(window, x, y), group: channels });
}

/** How many cells each output of an AveragePool was divided by, [1, 1, ...spatial of y]. */
const counts = (window: Window, x: Value, y: Value, includePad: boolean): Value =>
  constantLike(x, [1, 1, ...spatial(y)], cellCounts(window, x, y, includePad));

/** As many numbers as `y` has cells, row by row. */
export function cellCounts(window: Window, x: Value, y: Value, includePad: boolean): number[] {
  const { kernel, strides, dilations, begins, ends } = window;
  const alongAxis = kernel.map((k, i) => {
    const low = includePad ? -begins[i] : 0;
    const high = spatial(x)[i] + (includePad ? ends[i] : 0);
    return range(spatial(y)[i]).map((o) => {
      const cells = range(k).map((j) => o * strides[i] - begins[i] + j * dilations[i]);
      return cells.filter((c) => c >= low && c < high).length;
    });
  });
  return alongAxis.reduce((all, axis) => all.flatMap((a) => axis.map((b) => a * b)), [1]);
}
