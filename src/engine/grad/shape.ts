// Operators that move elements about without changing them.
import type { Value } from "../graph/graph";
import type { Ops } from "../graph/ops";
import { backAlong, type Row } from "./matrix";
import {
  type At,
  cannotPass,
  constants,
  filledLike,
  fromFront,
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
  Pad: (at) => {
    const { op, node, x, dy, wanted } = at;
    const mode = node.string("mode", "constant");
    const pads = constants(at, 1);
    const axes = constants(at, 3, range(rank(x[0]))).map((a) => fromFront(a, x[0]));
    if (mode !== "constant") return [folded(at, mode, pads, axes)];
    const dx = op.Pad(
      dy[0],
      pads.map((p) => -p),
      0,
      axes,
    );
    const all = { keepdims: 0 };
    // What did not come from x came from the constant.
    const rest = () =>
      op.Sub(op.ReduceSum(dy[0], undefined, all), op.ReduceSum(dx, undefined, all));
    return [dx, undefined, x[2] && wanted[2] ? reshapeLike(op, rest(), x[2]) : undefined];
  },
  Slice: (at) => {
    const starts = constants(at, 1);
    const ends = constants(at, 2);
    const axes = constants(at, 3, range(starts.length));
    const steps = constants(
      at,
      4,
      starts.map(() => 1),
    );
    const part = at.dy[0];
    return [axes.reduce((d, a, i) => unslice(at, d, a, starts[i], ends[i], steps[i]), part)];
  },
};

/** Where an element of a padded axis came from, by Pad's mode. */
const sources: Record<string, (i: number, length: number) => number> = {
  edge: (i, length) => Math.min(Math.max(i, 0), length - 1),
  wrap: (i, length) => ((i % length) + length) % length,
  reflect: (i, length) => {
    const period = Math.max(2 * (length - 1), 1);
    const at = ((i % period) + period) % period;
    return at < length ? at : period - at;
  },
};

/** Back through a Pad that repeats what is there: every copy adds to its source. */
function folded({ op, node, x: [x], dy: [dy] }: At, mode: string, pads: number[], axes: number[]) {
  const source = sources[mode];
  if (!source) throw cannotPass(node, `its mode is "${mode}"`);
  return axes.reduce((d, axis, i) => {
    const [before, after] = [pads[i], pads[i + axes.length]];
    if (before === 0 && after === 0) return d;
    const length = size(x, axis);
    // Negative padding cuts off first; what is left is then repeated.
    const from = Math.max(-before, 0);
    const left = length - from - Math.max(-after, 0);
    const first = Math.max(before, 0);
    const rows = range(first + left + Math.max(after, 0)).map(
      (o): Row => [[from + source(o - first, left), 1]],
    );
    return backAlong(op, d, x, axis, rows, length);
  }, dy);
}

/** Puts a slice along one axis back to where it came from, with zeros around and between. */
function unslice(
  { op, node, x: [x], y: [y] }: At,
  part: Value,
  axis: number,
  start: number,
  end: number,
  step: number,
) {
  const a = fromFront(axis, x);
  if (x.shape![a] === null) {
    if (start === 0 && step === 1 && end > 2 ** 31 - 2) return part;
    throw cannotPass(node, "it takes a part of the pictures that go in together");
  }
  const length = size(x, a);
  const taken = size(y, a);
  if (step === 1 && taken === length) return part;
  const clamp = (v: number) => Math.min(Math.max(v < 0 ? v + length : v, 0), length - 1);
  const forward = step > 0;
  const turned = forward ? part : op.Slice(part, [-1], [-(2 ** 31)], [a], [-1]);
  const stride = Math.abs(step);
  const first = forward ? clamp(start) : clamp(start) - (taken - 1) * stride;
  const spread = stride === 1 ? turned : spreadOut(op, turned, rank(x), a, stride);
  return op.Pad(spread, [first, length - first - taken * stride], undefined, [a]);
}

/** Each element along the axis followed by stride - 1 zeros. */
function spreadOut(op: Ops, v: Value, n: number, axis: number, stride: number) {
  const apart = op.Pad(op.Unsqueeze(v, [axis + 1]), [0, stride - 1], undefined, [axis + 1]);
  const sizes = op.Shape(v);
  const before = op.Slice(sizes, [0], [axis]);
  const after = op.Slice(sizes, [axis + 1], [n]);
  return op.Reshape(apart, op.Concat(before, [-1], after, { axis: 0 }));
}
