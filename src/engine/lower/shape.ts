// Operators that move elements about.
import { along } from "../grad/matrix";
import { matricesOf } from "../grad/resample";
import { constants, fromFront, range, rank, size } from "../grad/rule";
import { int64 } from "../graph/ops";
import type { Lowerings } from "./lowering";

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

export const shape: Lowerings = {
  // Sizes that are computed from the batch would be computed on the CPU.
  Reshape: ({ op, x: [x, sizes], y: [{ shape }] }) => {
    if (sizes.data || !shape || shape.filter((d) => d === null).length > 1) return undefined;
    return op.Reshape(x, int64(shape.map((d) => d ?? -1)));
  },
  // Both ways: x has the batch, 1 stands for it.
  Expand: ({ op, x: [x, sizes], y: [{ shape }] }) => {
    if (sizes.data || !shape || !x.shape) return undefined;
    const stretched = shape.some((d, i) => {
      const from = x.shape![i - shape.length + x.shape!.length];
      return d === null && from !== null;
    });
    return stretched ? undefined : op.Expand(x, int64(shape.map((d) => d ?? 1)));
  },
  SpaceToDepth: ({ op, node, x: [x] }) => {
    const block = node.int("blocksize", 1);
    const [channels, height, width] = [1, 2, 3].map((a) => size(x, a));
    const [rows, columns] = [height / block, width / block];
    const apart = op.Reshape(x, [-1, channels, rows, block, columns, block]);
    const turned = op.Transpose(apart, { perm: [0, 3, 5, 1, 2, 4] });
    return op.Reshape(turned, [-1, channels * block * block, rows, columns]);
  },
  // Cut off first, then repeated: both in one comes out wrong.
  Pad: (at) => {
    const { op, node, x } = at;
    const [input, pads, value, axes] = x;
    if (node.string("mode", "constant") === "constant" || !pads.data) return undefined;
    const each = Array.from(pads.data.numbers(), Number);
    if (each.every((p) => p >= 0)) return undefined;
    const cut = constants(at, 3, range(rank(input)));
    const starts = cut.map((_, i) => Math.max(-each[i], 0));
    const ends = cut.map((_, i) => Math.min(each[i + cut.length], 0) || 2 ** 31 - 1);
    const kept = op.Slice(input, starts, ends, cut);
    return op.Pad(
      kept,
      each.map((p) => Math.max(p, 0)),
      value,
      axes,
      node.attrs,
    );
  },
  // Backwards in steps it comes out wrong.
  Slice: (at) => {
    const { op, x } = at;
    if (!x[4]?.data || !constants(at, 4).some((s) => s < -1)) return undefined;
    const [starts, ends, steps] = [1, 2, 4].map((i) => constants(at, i));
    const axes = constants(at, 3, range(steps.length)).map((a) => fromFront(a, x[0]));
    return axes.reduce((v, axis, i) => {
      const taken = taking(size(x[0], axis), starts[i], ends[i], steps[i]);
      return op.Gather(v, int64(taken), { axis });
    }, x[0]);
  },
  // Without antialiasing it is there: else one product an axis.
  Resize: (at) => {
    if (!at.node.int("antialias", 0)) return undefined;
    const [x] = at.x;
    return matricesOf(at).reduce(
      (v, { axis, inputs, rows }) => along(at.op, v, x, axis, rows, inputs),
      x,
    );
  },
  // "..." must stand for as many axes in every operand.
  Einsum: ({ op, node, x }) => {
    const equation = node.string("equation", "").replaceAll(" ", "");
    const terms = equation.split("->")[0].split(",");
    const hidden = terms.map((t, i) => (t.includes("...") ? rank(x[i]) - (t.length - 3) : 0));
    const most = Math.max(...hidden);
    if (!most || hidden.every((h) => h === most)) return undefined;
    const [given, result] = equation.split("->");
    const spelled = (t: string, n: number) => t.replace("...", letters.slice(most - n, most));
    const inputs = given.split(",").map((t, i) => spelled(t, hidden[i]));
    return op.Einsum(...x, { equation: `${inputs.join(",")}->${spelled(result, most)}` });
  },
};

/** Which elements of an axis a slice takes. */
function taking(length: number, start: number, end: number, step: number) {
  const bound = (v: number) => (v < 0 ? v + length : v);
  const first = Math.min(Math.max(bound(start), 0), step < 0 ? length - 1 : length);
  const last = Math.min(Math.max(bound(end), step < 0 ? -1 : 0), length);
  return range(Math.max(Math.ceil((last - first) / step), 0)).map((i) => first + i * step);
}
