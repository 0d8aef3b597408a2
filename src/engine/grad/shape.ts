import {
  constants,
  filledLike,
  type Rule,
  type Rules,
  range,
  rank,
  reshapeLike,
  size,
} from "./rule";

const reshaped: Rule = ({ op, x: [x], dy: [dy] }) => [reshapeLike(op, dy, x)];

/** Reshapes to six axes, reorders them and reshapes to x: blocks to depth or back. */
const blocks =
  (
    dims: (c: number, h: number, w: number, b: number) => number[],
    order: (crd: boolean) => number[],
  ): Rule =>
  ({ op, node, x: [x], y: [y], dy: [dy] }) => {
    const [c, h, w] = [1, 2, 3].map((a) => size(y, a));
    const apart = op.Reshape(dy, [0, ...dims(c, h, w, node.int("blocksize", 1))]);
    const perm = order(node.string("mode", "DCR") === "CRD");
    return [reshapeLike(op, op.Transpose(apart, { perm }), x)];
  };

export const shape: Rules = {
  Reshape: reshaped,
  Flatten: reshaped,
  Squeeze: reshaped,
  Unsqueeze: reshaped,
  Transpose: ({ op, node, x: [x], dy: [dy] }) => {
    const n = rank(x);
    const perm = node.ints("perm", range(n).reverse());
    return [op.Transpose(dy, { perm: perm.map((_, i) => perm.indexOf(i)) })];
  },
  DepthToSpace: blocks(
    (c, h, w, b) => [c, h / b, b, w / b, b],
    (crd) => (crd ? [0, 1, 3, 5, 2, 4] : [0, 3, 5, 1, 2, 4]),
  ),
  SpaceToDepth: blocks(
    (c, h, w, b) => [b, b, c / b / b, h, w],
    () => [0, 3, 4, 1, 5, 2],
  ),
  Concat: ({ op, node, x, dy: [dy], wanted }) => {
    const axis = node.int("axis", 0);
    let end = 0;
    return x.map((part, i) => {
      const start = end;
      end += size(part, axis);
      return wanted[i] ? op.Slice(dy, [start], [end], [axis]) : undefined;
    });
  },
  Split: ({ op, node, y, dy }) => {
    const parts = y.map((part, i) => dy[i] ?? filledLike(op, part));
    return [op.Concat(...parts, { axis: node.int("axis", 0) })];
  },
  // Each axis that repeats becomes two: which copy, and which element.
  Tile: (at) => {
    const { op, x, dy } = at;
    const repeats = constants(at, 1);
    if (repeats.every((r) => r === 1)) return [dy[0]];
    const dims = repeats.flatMap((r, i) => (r === 1 ? [x[0].shape![i]] : [r, size(x[0], i)]));
    const copies = repeats.flatMap((r, i) => (r === 1 ? [] : [i]));
    const axes = copies.map((axis, before) => axis + before);
    const apart = op.Reshape(
      dy[0],
      dims.map((d) => d ?? -1),
    );
    return [op.ReduceSum(apart, axes, { keepdims: 0 })];
  },
  CumSum: ({ op, node, x: [, axis], dy: [dy] }) => {
    const exclusive = node.int("exclusive", 0);
    return [op.CumSum(dy, axis, { exclusive, reverse: 1 - node.int("reverse", 0) })];
  },
  Trilu: ({ op, node, x: [, k], dy: [dy] }) => [op.Trilu(dy, k, { upper: node.int("upper", 1) })],
  ReverseSequence: ({ op, node, x: [, lengths], dy: [dy] }) => [
    op.ReverseSequence(dy, lengths, node.attrs),
  ],
};
