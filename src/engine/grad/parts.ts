// Pad and Slice: a part of a larger whole, each the other's way back.
import type { Value } from "../graph/graph";
import type { Ops } from "../graph/ops";
import { backAlong, type Row } from "./matrix";
import {
  type At,
  cannotPass,
  constants,
  fromFront,
  type Rules,
  range,
  rank,
  reshapeLike,
  size,
} from "./rule";

export const parts: Rules = {
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
