// Resize: along each axis a constant matrix of interpolation weights, laid out from the sizes.
import type { Node, Value } from "../graph/graph";
import { backAlong, type Row } from "./matrix";
import {
  cannotPass,
  constants,
  type Forward,
  fromFront,
  type Rules,
  range,
  rank,
  size,
} from "./rule";

interface Axis {
  inputs: number;
  outputs: number;
  scale: number;
  /** tf_crop_and_resize: the crop's ends as shares of the axis. */
  roi?: [number, number];
}

/** Where an output lies among the inputs, by coordinate_transformation_mode. */
const coordinates: Record<string, (o: number, axis: Axis) => number> = {
  half_pixel: (o, { scale }) => (o + 0.5) / scale - 0.5,
  half_pixel_symmetric: (o, { scale, inputs, outputs }) => {
    const adjustment = outputs / (scale * inputs);
    return (inputs / 2) * (1 - adjustment) + (o + 0.5) / scale - 0.5;
  },
  pytorch_half_pixel: (o, { scale, outputs }) => (outputs > 1 ? (o + 0.5) / scale - 0.5 : 0),
  align_corners: (o, { inputs, outputs }) =>
    outputs === 1 ? 0 : (o * (inputs - 1)) / (outputs - 1),
  asymmetric: (o, { scale }) => o / scale,
  tf_half_pixel_for_nn: (o, { scale }) => (o + 0.5) / scale,
  tf_crop_and_resize: (o, { inputs, outputs, roi = [0, 1] }) =>
    outputs > 1
      ? (roi[0] + (o * (roi[1] - roi[0])) / (outputs - 1)) * (inputs - 1)
      : 0.5 * (roi[0] + roi[1]) * (inputs - 1),
};

const roundings: Record<string, (v: number) => number> = {
  round_prefer_floor: (v) => Math.ceil(v - 0.5),
  round_prefer_ceil: (v) => Math.floor(v + 0.5),
  floor: Math.floor,
  ceil: Math.ceil,
};

const linear = (d: number) => Math.max(1 - Math.abs(d), 0);
/** Keys' cubic kernel. */
const cubic = (a: number) => (d: number) => {
  const t = Math.abs(d);
  if (t < 1) return (a + 2) * t ** 3 - (a + 3) * t ** 2 + 1;
  return t < 2 ? a * (t ** 3 - 5 * t ** 2 + 8 * t - 4) : 0;
};

/** The matrix of one axis, a row an output. */
function rowsOf(node: Node, axis: Axis): Row[] {
  const mode = node.string("coordinate_transformation_mode", "half_pixel");
  const at = coordinates[mode];
  const kind = node.string("mode", "nearest");
  const round = roundings[node.string("nearest_mode", "round_prefer_floor")];
  if (!at || !round) throw cannotPass(node, `its coordinates are "${mode}"`);
  const clamp = (i: number) => Math.min(Math.max(i, 0), axis.inputs - 1);
  return range(axis.outputs).map((o) => {
    // The runtime computes in float32, which decides where a coordinate falls between two pixels.
    const x = Math.fround(at(o, axis));
    if (axis.roi && (x < 0 || x > axis.inputs - 1)) return [];
    if (kind === "nearest") return [[clamp(round(x)), 1]];
    return kernelRow(node, axis, kind === "cubic" ? x : clampedBefore(node, x, clamp), clamp);
  });
}

/** Without antialiasing a linear coordinate is held inside before it is split between two pixels. */
const clampedBefore = (node: Node, x: number, clamp: (i: number) => number) =>
  node.int("antialias", 0) ? x : clamp(x);

function kernelRow(node: Node, axis: Axis, x: number, clamp: (i: number) => number): Row {
  const isCubic = node.string("mode", "nearest") === "cubic";
  const kernel = isCubic ? cubic(node.float("cubic_coeff_a", -0.75)) : linear;
  const antialias = node.int("antialias", 0) === 1;
  // Antialiasing stretches the kernel over all that one output covers.
  const shrink = antialias ? Math.min(axis.scale, 1) : 1;
  const reach = (isCubic ? 2 : 1) / shrink;
  const first = Math.floor(x - reach) + 1;
  const cells = range(Math.ceil(x + reach) - first, first);
  const outside = (i: number) => i < 0 || i >= axis.inputs;
  const drop = node.int("exclude_outside", 0) === 1;
  const row = cells
    .filter((i) => !(drop && outside(i)))
    .map((i): [number, number] => [clamp(i), kernel((i - x) * shrink)]);
  const total = row.reduce((sum, [, w]) => sum + w, 0);
  return row.map(([i, w]) => [i, w / total]);
}

/** Scales and crops of all axes of x; an axis that `axes` leaves out keeps its size. */
function axesOf(at: Forward): { axis: number; scale?: number; roi?: [number, number] }[] {
  const { node, x } = at;
  const axes = node.ints("axes", range(rank(x[0]))).map((a) => fromFront(a, x[0]));
  const roi = constants(at, 1);
  const scales = constants(at, 2);
  const crops = node.string("coordinate_transformation_mode", "") === "tf_crop_and_resize";
  const policy = node.string("keep_aspect_ratio_policy", "stretch");
  // Otherwise one ratio, the smallest or the largest that the sizes ask for, holds for all axes.
  const ratios = constants(at, 3).map((s, i) => s / (x[0].shape![axes[i]] ?? s));
  const together = Math[policy === "not_larger" ? "min" : "max"](...ratios);
  return axes.map((axis, i) => ({
    axis,
    scale: scales.length ? scales[i] : policy === "stretch" ? undefined : together,
    roi: crops ? [roi[i], roi[i + axes.length]] : undefined,
  }));
}

/** The matrices that a Resize is, one for each axis whose size it changes. */
export function matricesOf(at: Forward): { axis: number; inputs: number; rows: Row[] }[] {
  const { node, x, y } = at;
  return axesOf(at).flatMap(({ axis, scale: given, roi }) => {
    const whole = !roi || (roi[0] === 0 && roi[1] === 1);
    if (x[0].shape![axis] === y[0].shape![axis] && (given ?? 1) === 1 && whole) return [];
    const [inputs, outputs] = [size(x[0], axis), size(y[0], axis)];
    const scale = given ?? outputs / inputs;
    return [{ axis, inputs, rows: rowsOf(node, { inputs, outputs, scale, roi }) }];
  });
}

export const resample: Rules = {
  Resize: (at) => {
    const { op, x, dy } = at;
    const back = (d: Value, { axis, inputs, rows }: ReturnType<typeof matricesOf>[number]) =>
      backAlong(op, d, x[0], axis, rows, inputs);
    return [matricesOf(at).reduce(back, dy[0])];
  },
};
