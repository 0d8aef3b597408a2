// Second forms of rules, from operators that WebGPU has.
import type { Value } from "../graph/graph";
import type { Ops } from "../graph/ops";
import { constantLike, type Rules, size, spatial } from "./rule";
import { backAttrs, type Window, windowOf } from "./window";

export const lowered: Rules = {
  // Its MaxPool has no Indices: each place of the window is compared with the maximum, and the first
  // that is equal, row by row, takes the gradient.
  MaxPool: ({ op, node, x: [x], y: [y], dy: [dy] }) => {
    const window = windowOf(node, x, y, node.ints("kernel_shape", []));
    const padded = padFor(op, window, x, y);
    let free: Value | undefined;
    let sum: Value | undefined;
    for (const place of places(window.kernel)) {
      const hit = op.Cast(op.Equal(strided(op, window, padded, place, y), y), { to: 1 });
      const first = free ? op.Mul(hit, free) : hit;
      free = free ? op.Sub(free, first) : op.Sub(1, first);
      const back = putBack(op, window, op.Mul(first, dy), place, x, y);
      sum = sum ? op.Add(sum, back) : back;
    }
    return [sum];
  },
};

/** Every place of a window, row by row. */
const places = (kernel: number[]) =>
  kernel.reduce<number[][]>(
    (all, k) => all.flatMap((p) => Array.from({ length: k }, (_, i) => [...p, i])),
    [[]],
  );

const lowest = -3.4e38;

/** `x` with what no maximum is around it, so that every window lies inside. */
function padFor(op: Ops, { kernel, strides, dilations, begins }: Window, x: Value, y: Value) {
  const ends = kernel.map((k, i) => {
    const reach = (spatial(y)[i] - 1) * strides[i] + dilations[i] * (k - 1) + 1;
    return Math.max(reach - begins[i] - spatial(x)[i], 0);
  });
  if ([...begins, ...ends].every((p) => p === 0)) return x;
  return op.Pad(x, [0, 0, ...begins, 0, 0, ...ends], lowest);
}

/** What each window has at one of its places, of the shape of `y`. */
function strided(op: Ops, { strides, dilations }: Window, x: Value, place: number[], y: Value) {
  const starts = place.map((p, i) => p * dilations[i]);
  const ends = starts.map((s, i) => s + (spatial(y)[i] - 1) * strides[i] + 1);
  const axes = starts.map((_, i) => i + 2);
  return op.Slice(x, starts, ends, axes, strides);
}

/**
 * A number of each window at one of its places, of the shape of `x`. Channel by channel: a
 * ConvTranspose of groups with several inputs each comes out wrong there.
 */
function putBack(op: Ops, window: Window, v: Value, place: number[], x: Value, y: Value) {
  const channels = size(x, 1);
  const at = place.reduce((i, p, axis) => i * window.kernel[axis] + p, 0);
  const cells = window.kernel.reduce((a, b) => a * b, 1);
  const one = Array.from({ length: channels * cells }, (_, i) => (i % cells === at ? 1 : 0));
  const kernel = constantLike(x, [channels, 1, ...window.kernel], one);
  return op.ConvTranspose(v, kernel, { ...backAttrs(window, x, y), group: channels });
}
