import type { Value } from "../graph/graph";
import type { Ops } from "../graph/ops";
import { type At, type Rule, type Rules, spatial } from "./rule";
import { backAttrs, transposedWindow, type Window, windowOf } from "./window";

export const Conv: Rule = (at) => {
  const { op, node, x, y, dy, wanted } = at;
  const window = windowOf(node, x[0], y[0], spatial(x[1]));
  const group = node.int("group", 1);
  return [
    wanted[0] ? toInput(at, window) : undefined,
    wanted[1] ? toWeights(op, x[0], spatial(x[0]), x[1], dy[0], group, window) : undefined,
    wanted[2] ? perChannel(op, dy[0], window) : undefined,
  ];
};

function toInput({ op, node, x: [x, w], y: [y], dy: [dy] }: At, window: Window) {
  const { kernel, strides, dilations, begins } = window;
  const group = node.int("group", 1);
  // At stride 1 a Conv with the flipped kernel is faster than ConvTranspose on the CPU; of one pixel
  // they are equally fast, and ConvTranspose needs no second copy of the weights.
  const reach = kernel.map((k, i) => dilations[i] * (k - 1));
  const pads = reach.map((r, i) => r - begins[i]);
  const after = pads.map((p, i) => spatial(x)[i] + reach[i] - spatial(y)[i] - p);
  const worthIt = strides.every((s) => s === 1) && kernel.some((k) => k > 1);
  if (worthIt && [...pads, ...after].every((p) => p >= 0))
    return op.Conv(dy, flipped(op, w, group), { dilations, group, pads: [...pads, ...after] });
  return op.ConvTranspose(dy, w, { ...backAttrs(window, x, y), group });
}

/** The kernel [O, I/g, ...] turned round in space and its channels swapped within each group. */
function flipped(op: Ops, w: Value, group: number) {
  const [o, i, ...kernel] = w.shape as number[];
  const axes = kernel.map((_, k) => k + 2);
  const turned = op.Slice(
    w,
    axes.map(() => -1),
    axes.map(() => -(2 ** 31)),
    axes,
    axes.map(() => -1),
  );
  const grouped = op.Reshape(turned, [group, o / group, i, ...kernel]);
  const swapped = op.Transpose(grouped, { perm: [0, 2, 1, ...axes.map((a) => a + 1)] });
  return op.Reshape(swapped, [group * i, o / group, ...kernel]);
}

/** dW: the input correlated with dy, each channel pair of a group an image of its own. */
function toWeights(
  op: Ops,
  x: Value,
  sizes: number[],
  w: Value,
  dy: Value,
  group: number,
  window: Window,
) {
  const [o, i] = w.shape as number[];
  const { strides, dilations, begins, ends, kernel } = window;
  // x [N, g I, ...] -> [I, g N, ...]; dy [N, O, ...] -> [O, N, ...]: batch and channels change places.
  const swapIn = op.Reshape(x, [0, group, i, ...sizes]);
  const axes = kernel.map((_, k) => k + 2);
  const perm = [2, 1, 0, ...axes.map((a) => a + 1)];
  const images = op.Reshape(op.Transpose(swapIn, { perm }), [i, -1, ...sizes]);
  const swapped = { perm: [1, 0, ...axes] };
  const sums = op.Conv(images, op.Transpose(dy, swapped), {
    group,
    strides: dilations,
    dilations: strides,
    pads: [...begins, ...ends],
  });
  const zeros = kernel.map(() => 0);
  const cut = op.Slice(sums, zeros, kernel, axes);
  return op.Reshape(op.Transpose(cut, swapped), [o, i, ...kernel]);
}

const perChannel = (op: Ops, dy: Value, window: Window) =>
  op.ReduceSum(dy, [0, ...window.kernel.map((_, i) => i + 2)], { keepdims: 0 });

/** Backwards a ConvTranspose is a Conv of the same kernel, [C, M/group, ...] as Conv's [O, I/group]. */
const ConvTranspose: Rule = ({ op, node, x: [x, w, b], y: [y], dy: [dy], wanted }) => {
  const window = transposedWindow(node, x, y, spatial(w));
  const group = node.int("group", 1);
  const { kernel, strides, dilations, begins, ends } = window;
  const pads = [...begins, ...ends.map((e) => Math.max(e, 0))];
  const cut = spatial(y).map((d, i) => d + Math.min(ends[i], 0));
  const axes = kernel.map((_, i) => i + 2);
  const zeros = kernel.map(() => 0);
  const inside = ends.some((e) => e < 0) ? op.Slice(dy, zeros, cut, axes) : dy;
  return [
    wanted[0] ? op.Conv(inside, w, { strides, dilations, group, pads }) : undefined,
    wanted[1]
      ? toWeights(op, inside, cut, w, x, group, { ...window, ends: pads.slice(kernel.length) })
      : undefined,
    b && wanted[2] ? perChannel(op, dy, window) : undefined,
  ];
};

export const convolution: Rules = { Conv, ConvTranspose };
