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
    const channels = size(x, 1);
    const padded = padFor(op, window, x, y);
    const parts: Value[] = [];
    let free: Value | undefined;
    for (const place of places(window.kernel)) {
      const there = strided(op, window, padded, place, y);
      const hit = op.Cast(op.Equal(there, y), { to: 1 });
      const first = free ? op.Mul(hit, free) : hit;
      free = free ? op.Sub(free, first) : op.Sub(1, first);
      parts.push(op.Unsqueeze(op.Mul(first, dy), [2]));
    }
    const stacked = [-1, channels * parts.length, ...spatial(y)];
    const all = op.Reshape(op.Concat(...parts, { axis: 2 }), stacked);
    return [
      op.ConvTranspose(all, oneHot(x, channels, window.kernel), {
        ...backAttrs(window, x, y),
        group: channels,
      }),
    ];
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

/** [channels * places, 1, ...kernel]: each place's number goes to its own cell. */
function oneHot(x: Value, channels: number, kernel: number[]) {
  const n = kernel.reduce((a, b) => a * b, 1);
  const data = Array.from({ length: channels * n * n }, (_, i) =>
    i % n === Math.floor(i / n) % n ? 1 : 0,
  );
  return constantLike(x, [channels * n, 1, ...kernel], data);
}
