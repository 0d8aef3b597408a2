// GridSample and RoiAlign: a picture read between its pixels, at points that are given.
import type { Value } from "../graph/graph";
import type { Ops } from "../graph/ops";
import {
  type At,
  addedAt,
  cannotPass,
  constantLike,
  constants,
  type Rules,
  range,
  reshapeLike,
  size,
  sizesOf,
  where,
} from "./rule";

/** From a grid's -1 to 1 to pixels, by align_corners; then what lies outside as padding_mode says. */
function pixelsAlong(op: Ops, at: At, grid: Value, axis: number, length: number) {
  const corners = at.node.int("align_corners", 0) === 1;
  const share = op.Squeeze(op.Slice(grid, [axis], [axis + 1], [3]), [3]);
  const half = corners ? (length - 1) / 2 : length / 2;
  const pixel = op.Add(op.Mul(share, half), (length - 1) / 2);
  const padding = at.node.string("padding_mode", "zeros");
  if (padding === "zeros") return pixel;
  const reflected = padding === "reflection" ? reflect(op, pixel, corners, length) : pixel;
  return op.Max(op.Min(reflected, length - 1), 0);
}

/** Mirrors at the middle of the outermost pixels (align_corners) or at their outer edges. */
function reflect(op: Ops, v: Value, corners: boolean, length: number) {
  const low = corners ? 0 : -0.5;
  const span = corners ? length - 1 : length;
  if (span === 0) return op.Mul(v, 0);
  const away = op.Abs(op.Sub(v, low));
  const into = op.Sub(away, op.Mul(op.Floor(op.Div(away, 2 * span)), 2 * span));
  return op.Add(op.Min(into, op.Sub(2 * span, into)), low);
}

/** The pixel itself, or the two that it lies between, each with its weight. */
function neighbours(op: Ops, v: Value, nearest: boolean): { at: Value; weight?: Value }[] {
  // Ties go to the even pixel in the runtime; Round is what it uses.
  if (nearest) return [{ at: op.node("Round", 1, [v])[0] }];
  const low = op.Floor(v);
  const rest = op.Sub(v, low);
  return [
    { at: low, weight: op.Sub(1, rest) },
    { at: op.Add(low, 1), weight: rest },
  ];
}

const GridSample = (at: At) => {
  const { op, node, x, dy, wanted } = at;
  const [picture, grid] = x;
  const mode = node.string("mode", "linear");
  if (wanted[1]) throw cannotPass(node, "where it reads depends on the picture");
  if (picture.shape!.length !== 4) throw cannotPass(node, "it samples a volume");
  if (mode.includes("cubic")) throw cannotPass(node, `its mode is "${mode}"`);
  const [channels, height, width] = [1, 2, 3].map((a) => size(picture, a));
  const nearest = mode === "nearest";
  const columns = neighbours(op, pixelsAlong(op, at, grid, 0, width), nearest);
  const rows = neighbours(op, pixelsAlong(op, at, grid, 1, height), nearest);
  const flat = op.Reshape(dy[0], [0, channels, -1]);
  const points = (v: Value) => op.Unsqueeze(op.Flatten(v, { axis: 1 }), [1]);
  const corners = rows.flatMap((row) =>
    columns.map((column) => {
      const { index, inside } = cell(op, row.at, column.at, height, width);
      const weight = row.weight && column.weight && op.Mul(row.weight, column.weight);
      const share = weight ? op.Mul(flat, points(weight)) : flat;
      const everywhere = op.Expand(points(index), op.Shape(flat));
      return { index: everywhere, share: where(op, points(inside), share) };
    }),
  );
  const indices = op.Concat(...corners.map((c) => c.index), { axis: 2 });
  const shares = op.Concat(...corners.map((c) => c.share), { axis: 2 });
  const outer = op.Slice(op.Shape(picture), [0], [2]);
  const sizes = op.Concat(outer, [height * width], { axis: 0 });
  const sum = addedAt(op, "ScatterElements", [sizes, picture], indices, shares, 2);
  return [reshapeLike(op, sum, picture)];
};

/** The place of a pixel in the flattened picture, and whether it is one: outside all read 0. */
function cell(op: Ops, row: Value, column: Value, height: number, width: number) {
  const within = (v: Value, n: number) => op.And(op.GreaterOrEqual(v, 0), op.LessOrEqual(v, n - 1));
  const held = (v: Value, n: number) => op.Max(op.Min(v, n - 1), 0);
  const place = op.Add(op.Mul(held(row, height), width), held(column, width));
  const inside = op.And(within(row, height), within(column, width));
  return { index: op.Cast(place, { to: 7 }), inside };
}

/** What each output along one side of a box averages: rows of weights over the picture's pixels. */
function boxRows(low: number, high: number, outputs: number, ratio: number, length: number) {
  const bin = (high - low) / outputs;
  const samples = ratio > 0 ? ratio : Math.ceil(bin);
  return range(outputs).flatMap((o) => {
    const row = new Float64Array(length);
    for (const s of range(samples)) {
      const v = low + (o + (s + 0.5) / samples) * bin;
      if (v < -1 || v > length) continue;
      const held = Math.min(Math.max(v, 0), length - 1);
      const first = Math.floor(held);
      row[first] += (1 - (held - first)) / samples;
      if (first + 1 < length) row[first + 1] += (held - first) / samples;
    }
    return Array.from(row);
  });
}

/** Averaging in a box is one matrix down and one across: dx adds up down' dy across over boxes. */
const RoiAlign = (at: At) => {
  const { op, node, x, dy } = at;
  if (node.string("mode", "avg") !== "avg") throw cannotPass(node, 'its mode is "max"');
  const boxes = constants(at, 1);
  const halfPixel = node.string("coordinate_transformation_mode", "half_pixel") === "half_pixel";
  const scale = node.float("spatial_scale", 1);
  const along = (side: number, name: string) => {
    const outputs = node.int(name, 1);
    const length = size(x[0], side === 0 ? 3 : 2);
    const rows = range(boxes.length / 4).flatMap((b) => {
      const [low, high] = [boxes[4 * b + side], boxes[4 * b + side + 2]].map(
        (v) => v * scale - (halfPixel ? 0.5 : 0),
      );
      // Before half_pixel a box was at least one pixel wide.
      const end = halfPixel ? high : Math.max(high, low + 1);
      return boxRows(low, end, outputs, node.int("sampling_ratio", 0), length);
    });
    return constantLike(x[0], [boxes.length / 4, 1, outputs, length], rows);
  };
  const down = op.Transpose(along(1, "output_height"), { perm: [0, 1, 3, 2] });
  const each = op.MatMul(op.MatMul(down, dy[0]), along(0, "output_width"));
  const indices = op.Unsqueeze(x[2], [1]);
  return [addedAt(op, "ScatterND", [sizesOf(op, x[0]), x[0]], indices, each)];
};

export const sampling: Rules = { GridSample, RoiAlign };
