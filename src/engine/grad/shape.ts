// Operators that move elements about without changing them.
import type { Value } from "../graph/graph";
import type { Ops } from "../graph/ops";
import { Refusal } from "../refusal";
import { type At, type Rule, type Rules, rank, reshapeLike, size } from "./rule";

const reshaped: Rule = ({ op, x: [x], dy: [dy] }) => [reshapeLike(op, dy, x)];

export const shape: Rules = {
  Reshape: reshaped,
  Flatten: reshaped,
  Squeeze: reshaped,
  Unsqueeze: reshaped,
  Transpose: ({ op, node, x: [x], dy: [dy] }) => {
    const n = rank(x);
    const perm = node.ints("perm") ?? Array.from({ length: n }, (_, i) => n - 1 - i);
    return [op.Transpose(dy, { perm: perm.map((_, i) => perm.indexOf(i)) })];
  },
  Concat: ({ op, node, x, dy: [dy], wanted }) => {
    const axis = node.int("axis", 0);
    let end = 0;
    return x.map((part, i) => {
      const start = end;
      end += size(part, axis);
      return wanted[i] ? op.Slice(dy, [start], [end], [axis]) : undefined;
    });
  },
  Pad: (at) => {
    const { op, node, x, dy } = at;
    const mode = node.string("mode", "constant");
    if (mode !== "constant")
      throw new Refusal("no-gradient", `The gradient cannot pass ${node}: its mode is "${mode}".`);
    const axes = x[3] ? constants(at, 3) : undefined;
    const pads = constants(at, 1);
    const back = pads.map((p) => -p);
    return [axes ? op.Pad(dy[0], back, 0, axes) : op.Pad(dy[0], back)];
  },
  Slice: (at) => {
    const { op, x, dy } = at;
    const starts = constants(at, 1);
    const axes = x[3] ? constants(at, 3) : starts.map((_, i) => i);
    const steps = x[4] ? constants(at, 4) : starts.map(() => 1);
    const full = axes.reduce(
      (d, axis, i) => unslice(op, d, x[0], axis, starts[i], steps[i], at),
      dy[0],
    );
    return [full];
  },
};

/** The numbers of an operand that the graph fixes. */
function constants({ node, x }: At, i: number): number[] {
  const data = x[i]?.data;
  if (data) return Array.from(data.numbers());
  throw new Refusal(
    "no-gradient",
    `The gradient cannot pass ${node}: its operand "${x[i]?.name}" depends on the picture.`,
  );
}

/** Puts a slice along one axis back to where it came from, with zeros around and between. */
function unslice(
  op: Ops,
  part: Value,
  x: Value,
  axis: number,
  start: number,
  step: number,
  { y: [y] }: At,
) {
  const a = axis < 0 ? axis + rank(x) : axis;
  if (x.shape![a] === null) return part;
  const length = size(x, a);
  const taken = size(y, a);
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
