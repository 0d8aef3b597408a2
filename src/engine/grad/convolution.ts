import type { Value } from "../graph/graph";
import type { Ops } from "../graph/ops";
import { type At, type Rule, type Rules, size, spatial } from "./rule";
import { backAttrs, type Window, windowOf } from "./window";

const Conv: Rule = (at) => {
  const { op, node, x, y, dy, wanted } = at;
  const window = windowOf(node, x[0], y[0], spatial(x[1]));
  const spatialAxes = window.kernel.map((_, i) => i + 2);
  return [
    wanted[0] ? toInput(at, window) : undefined,
    wanted[1] ? toWeights(at, window) : undefined,
    wanted[2] ? op.ReduceSum(dy[0], [0, ...spatialAxes], { keepdims: 0 }) : undefined,
  ];
};

function toInput({ op, node, x: [x, w], y: [y], dy: [dy] }: At, window: Window) {
  const { kernel, strides, dilations, begins } = window;
  const group = node.int("group", 1);
  // At stride 1 a Conv with the flipped kernel is faster than ConvTranspose on the CPU.
  const reach = kernel.map((k, i) => dilations[i] * (k - 1));
  const pads = reach.map((r, i) => r - begins[i]);
  const after = pads.map((p, i) => spatial(x)[i] + reach[i] - spatial(y)[i] - p);
  if (strides.every((s) => s === 1) && [...pads, ...after].every((p) => p >= 0))
    return op.Conv(dy, flipped(op, w, group), { dilations, group, pads: [...pads, ...after] });
  return op.ConvTranspose(dy, w, { ...backAttrs(window, x, y), group });
}

/** The kernel [O, I/g, ...] turned round in space and its channels swapped within each group. */
function flipped(op: Ops, w: Value, group: number) {
  const [o, i, ...kernel] = w.shape as number[];
  const axes = kernel.map((_, k) => k + 2);
  const turned = kernel.every((k) => k === 1)
    ? w
    : op.Slice(
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
function toWeights({ op, node, x: [x, w], dy: [dy] }: At, window: Window) {
  const group = node.int("group", 1);
  const n = size(x, 0);
  const [o, i] = w.shape as number[];
  const { strides, dilations, begins, ends, kernel } = window;
  // x [N, g I, ...] -> [I, g N, ...]; dy [N, O, ...] -> [O, N, ...]: batch and channels change places.
  const swapIn = op.Reshape(x, [n, group, i, ...spatial(x)]);
  const axes = kernel.map((_, k) => k + 3);
  const images = op.Reshape(op.Transpose(swapIn, { perm: [2, 1, 0, ...axes] }), [
    i,
    group * n,
    ...spatial(x),
  ]);
  const kernels = op.Transpose(dy, { perm: [1, 0, ...kernel.map((_, k) => k + 2)] });
  const sums = op.Conv(images, kernels, {
    group,
    strides: dilations,
    dilations: strides,
    pads: [...begins, ...ends],
  });
  const cut = op.Slice(
    sums,
    kernel.map(() => 0),
    kernel,
    kernel.map((_, k) => k + 2),
  );
  return op.Reshape(op.Transpose(cut, { perm: [1, 0, ...kernel.map((_, k) => k + 2)] }), [
    o,
    i,
    ...kernel,
  ]);
}

export const convolution: Rules = { Conv };
