// Operators that pick elements by index, and put them: each is the other's way back.
import type { Shape, Value } from "../graph/graph";
import { int64, type Ops } from "../graph/ops";
import {
  type At,
  addedAt,
  cannotPass,
  filledLike,
  fromFront,
  type Rule,
  type Rules,
  range,
  rank,
  reshapeLike,
  size,
  sizesOf,
} from "./rule";

/** Back through an operator that put updates at indices into data: data's and updates' gradients. */
const scatter =
  (
    put: (op: Ops, data: Value, at: Value, updates: Value, axis: number) => Value,
    pick: (op: Ops, data: Value, at: Value, axis: number) => Value,
  ): Rule =>
  ({ op, node, x: [, indices, updates], dy: [dy], wanted }) => {
    const kind = node.string("reduction", "none");
    if (kind !== "none" && kind !== "add") throw cannotPass(node, `its reduction is "${kind}"`);
    const axis = node.int("axis", 0);
    const kept = () => put(op, dy, indices, filledLike(op, updates), axis);
    return [
      wanted[0] ? (kind === "add" ? dy : kept()) : undefined,
      undefined,
      wanted[2] ? pick(op, dy, indices, axis) : undefined,
    ];
  };

/** Zeros in the shape of x with updates added at indices along an axis. */
const intoX = (op: Ops, x: Value, indices: Value, updates: Value, axis: number) =>
  addedAt(op, [sizesOf(op, x), x], indices, updates, axis);

/** The same where each index names a place along the first `axes` of x, [..., axes]. */
function intoRows(op: Ops, x: Value, indices: Value, axes: number, updates: Value) {
  const sizes = op.Shape(x);
  const head = op.Slice(sizes, [0], [axes]);
  const counted = op.Where(op.Less(indices, 0), op.Add(indices, head), indices);
  const along = (i: number) => op.Slice(counted, [i], [i + 1], [-1]);
  const row = range(axes - 1, 1).reduce(
    (place, i) => op.Add(op.Mul(place, op.Slice(sizes, [i], [i + 1])), along(i)),
    along(0),
  );
  const width = range(rank(x) - axes, axes).reduce((n, a) => n * size(x, a), 1);
  const flat = op.Reshape(updates, [-1, width]);
  const everywhere = op.Expand(op.Reshape(row, [-1, 1]), op.Shape(flat));
  const rows = op.Reshape(op.Div(op.Size(x), int64([width])), [1]);
  const all = op.Concat(rows, [width], { axis: 0 });
  return reshapeLike(op, addedAt(op, [all, x], everywhere, flat, 0), x);
}

/** [a, K, b] for the axes before, at and after the indexed one: -1 for one that is not known. */
function threePart(x: Value, axis: number, count: number | null): Shape | undefined {
  const dims = [...x.shape!.slice(0, axis), count, ...x.shape!.slice(axis + 1)];
  return dims.filter((d) => d === null).length > 1 ? undefined : dims;
}

function gathered({ op, node, x: [x, indices], dy: [dy] }: At) {
  const axis = fromFront(node.int("axis", 0), x);
  const count = indices.shape!.reduce<number | null>(
    (n, d) => (n === null || d === null ? null : n * d),
    1,
  );
  const dims = threePart(x, axis, count);
  if (rank(indices) !== 1 && !dims)
    throw cannotPass(node, "several of its sizes depend on how many pictures go in");
  const flat =
    rank(indices) === 1
      ? dy
      : op.Reshape(
          dy,
          dims!.map((d) => d ?? -1),
        );
  const list = op.Reshape(indices, [-1]);
  const column = op.Reshape(list, [-1, ...range(rank(x) - 1 - axis).map(() => 1)]);
  const everywhere = op.Expand(column, op.Shape(flat));
  return intoX(op, x, everywhere, flat, axis);
}

/** Indices into x [batch dims..., rest] with the batch's own coordinates put in front. */
function withBatch(op: Ops, indices: Value, batchDims: number) {
  const sizes = op.Shape(indices);
  const n = rank(indices);
  const spread = op.Concat(op.Slice(sizes, [0], [n - 1]), [1], { axis: 0 });
  const coordinates = range(batchDims).map((axis) => {
    const length = op.Squeeze(op.Slice(sizes, [axis], [axis + 1]), [0]);
    const count = op.Range(0, length, 1);
    const column = op.Reshape(count, [-1, ...range(n - 1 - axis).map(() => 1)]);
    return op.Expand(column, spread);
  });
  return op.Concat(...coordinates, indices, { axis: n - 1 });
}

export const indexing: Rules = {
  Gather: (at) => [gathered(at)],
  GatherElements: ({ op, node, x: [x, indices], dy: [dy] }) => [
    intoX(op, x, indices, dy, node.int("axis", 0)),
  ],
  GatherND: ({ op, node, x: [x, indices], dy: [dy] }) => {
    const batch = node.int("batch_dims", 0);
    const all = batch ? withBatch(op, indices, batch) : indices;
    return [intoRows(op, x, all, batch + size(indices, -1), dy)];
  },
  ScatterElements: scatter(
    (op, data, at, updates, axis) => op.ScatterElements(data, at, updates, { axis }),
    (op, data, at, axis) => op.GatherElements(data, at, { axis }),
  ),
  ScatterND: scatter(
    (op, data, at, updates) => op.ScatterND(data, at, updates),
    (op, data, at) => op.GatherND(data, at),
  ),
  // The values pass to where they came from; which these are does not change a little.
  TopK: ({ op, node, x: [x, k], dy: [dy] }) => {
    const axis = node.int("axis", -1);
    const [, indices] = node.outputs[1]
      ? node.outputs
      : op.many("TopK", 2, [x, k], { axis, largest: node.int("largest", 1) });
    return [intoX(op, x, indices!, dy, axis)];
  },
};
