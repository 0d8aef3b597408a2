// RoiAlign: each bin of a box is the mean or the maximum of points that are read between pixels. The
// boxes are held constant, as the peers do.
import type { Value } from "../graph/graph";
import type { Ops } from "../graph/ops";
import { swapLast } from "./linear";
import { extremum } from "./reduce";
import { type At, constantLike, range, reshapeLike, size, where } from "./rule";

/** The points of all boxes along one side: a mean of them is a matrix, and so is each alone. */
interface Side {
  /** How many bins a box has along it. */
  bins: number;
  /** What each point reads of each pixel, [boxes, bins, points, pixels]. */
  read: Value;
  /** Whether a bin has that many points, where it follows from its size: [boxes, 1, points]. */
  used?: Value;
  /** How many points a bin has, [boxes, 1, 1]. */
  count: Value;
  /** The place of each point, [boxes, bins, points, 1]; and of each pixel, [pixels]. */
  places: Value;
  pixels: Value;
}

function sideOf({ op, node, x: [picture, boxes] }: At, side: 0 | 1): Side {
  const halfPixel = node.string("coordinate_transformation_mode", "half_pixel") === "half_pixel";
  const bins = node.int(side === 0 ? "output_width" : "output_height", 1);
  const edge = (i: number) => {
    const scaled = op.Mul(op.Slice(boxes, [i], [i + 1], [1]), node.float("spatial_scale", 1));
    return op.Unsqueeze(halfPixel ? op.Sub(scaled, 0.5) : scaled, [2]);
  };
  const [low, end] = [edge(side), edge(side + 2)];
  // Before half_pixel a box was at least one pixel wide.
  const extent = halfPixel ? op.Sub(end, low) : op.Max(op.Sub(end, low), 1);
  const bin = op.Div(extent, bins);
  const ratio = node.int("sampling_ratio", 0);
  const count = ratio
    ? constantLike(boxes, [1, 1, 1], [ratio])
    : op.Max(op.Neg(op.Floor(op.Neg(bin))), 1);
  const numbers = ratio
    ? constantLike(boxes, [ratio], range(ratio))
    : op.Range(0, op.ReduceMax(count, undefined, { keepdims: 0 }), 1);
  const within = op.Div(op.Add(numbers, 0.5), count);
  const ordinal = constantLike(boxes, [bins, 1], range(bins));
  const places = op.Unsqueeze(op.Add(low, op.Mul(op.Add(ordinal, within), bin)), [3]);
  const used = ratio ? undefined : op.Less(numbers, count);
  return { bins, count, used, ...reading(op, picture, places, used, side === 0 ? 3 : 2) };
}

/** A point up to a pixel outside reads the pixel at the edge, one further out reads 0. */
function reading(op: Ops, picture: Value, at: Value, used: Value | undefined, axis: number) {
  const length = size(picture, axis);
  const pixels = constantLike(picture, [length], range(length));
  const places = op.Max(op.Min(at, length - 1), 0);
  const near = op.And(op.GreaterOrEqual(at, -1), op.LessOrEqual(at, length));
  const reads = used ? op.And(near, op.Unsqueeze(used, [3])) : near;
  const tent = op.Max(op.Sub(1, op.Abs(op.Sub(places, pixels))), 0);
  return { read: where(op, reads, tent), places, pixels };
}

/** Each bin's mean as a row of weights, [boxes, 1, bins, pixels]. */
const means = (op: Ops, { read, count }: Side) =>
  op.Unsqueeze(op.Div(op.ReduceSum(read, [2], { keepdims: 0 }), count), [1]);

/** The pixels before and after each point alone, [boxes, 1, bins * points * 2, pixels]. */
function apart(op: Ops, { read, places, pixels }: Side) {
  const before = op.LessOrEqual(pixels, places);
  const halves = [where(op, before, read), where(op, op.Not(before), read)];
  const both = op.Concat(...halves.map((h) => op.Unsqueeze(h, [3])), { axis: 3 });
  return op.Reshape(both, op.Concat([0, 1, -1], op.Shape(pixels), { axis: 0 }));
}

const lowest = -3e38;

/** dy to whichever pixel of whichever point, weighted, is the largest of its bin. */
function toLargest(at: At, down: Value, across: Value, [rows, columns]: [Side, Side]) {
  const { op, x, dy } = at;
  const pictures = op.Gather(x[0], x[2], { axis: 0 });
  const parts = op.MatMul(op.MatMul(down, pictures), swapLast(op, across, 4));
  const twice = ({ read }: Side) => {
    const points = op.Slice(op.Shape(read), [2], [3]);
    return op.Add(points, points);
  };
  const bins = [[0, 0, rows.bins], twice(rows), [columns.bins], twice(columns)];
  const all = op.Reshape(parts, op.Concat(...bins, { axis: 0 }));
  const inRows = masked(op, all, rows, [1, 2, 4, 5]);
  const candidates = masked(op, inRows, columns, [1, 2, 3, 4]);
  const largest = op.ReduceMax(candidates, [3, 5], { keepdims: 1 });
  const each = extremum(op, candidates, largest, op.Unsqueeze(dy[0], [3, 5]), [3, 5]);
  return op.Reshape(each, op.Shape(parts));
}

/** What a bin has no points for is no candidate. `v` has two numbers for each point, six axes. */
function masked(op: Ops, v: Value, { used }: Side, others: number[]) {
  if (!used) return v;
  const number = op.Cast(op.Squeeze(used, [1]), { to: 1 });
  const twice = op.Flatten(
    op.Concat(...[number, number].map((u) => op.Unsqueeze(u, [2])), { axis: 2 }),
  );
  return op.Where(op.Greater(op.Unsqueeze(twice, others), 0), v, lowest);
}

export function RoiAlign(at: At) {
  const { op, node, x, dy } = at;
  const sides: [Side, Side] = [sideOf(at, 1), sideOf(at, 0)];
  const mean = node.string("mode", "avg") === "avg";
  const [down, across] = sides.map((s) => (mean ? means(op, s) : apart(op, s)));
  const part = mean ? dy[0] : toLargest(at, down, across, sides);
  return [toPictures(op, op.MatMul(swapLast(op, down, 4), part), across, x[0], x[2])];
}

/** Sums columns [boxes, C, h, n] times rows [boxes, 1, n, w] over the boxes of each picture. */
function toPictures(op: Ops, columns: Value, rows: Value, picture: Value, picks: Value) {
  const [channels, height, width] = [1, 2, 3].map((a) => size(picture, a));
  const all = op.Reshape(op.Transpose(columns, { perm: [1, 2, 0, 3] }), [channels * height, -1]);
  const count = op.Squeeze(op.Slice(op.Shape(picture), [0], [1]), [0]);
  const pictures = op.Range(0, count, 1);
  const own = op.Equal(op.Reshape(pictures, [-1, 1, 1, 1]), op.Reshape(picks, [-1, 1, 1]));
  const owned = op.Reshape(
    where(op, own, op.Squeeze(rows, [1])),
    op.Concat(op.Reshape(count, [1]), [-1, width], { axis: 0 }),
  );
  return reshapeLike(op, op.MatMul(all, owned), picture);
}
