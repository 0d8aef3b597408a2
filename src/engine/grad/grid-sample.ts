// GridSample: a picture or a volume read between its pixels, at points that are given.
import type { Value } from "../graph/graph";
import type { Ops } from "../graph/ops";
import { type Pixel, pixelsAlong, readings } from "./grid-reading";
import { type At, addedAt, reshapeLike, size, spatial, where } from "./rule";

/** One pixel of those around each point, as its place in the flattened picture. */
interface Corner {
  pixels: Pixel[];
  index: Value;
  inside: Value;
}

function cornerOf(op: Ops, pixels: Pixel[], lengths: number[]): Corner {
  const [place, inside] = pixels
    .map(({ at }, i) => {
      const n = lengths[i];
      const within = op.And(op.GreaterOrEqual(at, 0), op.LessOrEqual(at, n - 1));
      return [op.Max(op.Min(at, n - 1), 0), within, n] as const;
    })
    .reduce(([p, w], [q, v, n]) => [op.Add(op.Mul(p, n), q), op.And(w, v), n]);
  return { pixels, index: op.Cast(place, { to: 7 }), inside };
}

const product = (op: Ops, factors: (Value | undefined)[]) =>
  factors.reduce((p, f) => (p && f ? op.Mul(p, f) : (p ?? f)), undefined);

export function GridSample(at: At) {
  const { op, node, x, dy, wanted } = at;
  const [picture, grid] = x;
  const reading = readings[node.string("mode", "linear")];
  const lengths = spatial(picture);
  const n = lengths.length;
  const along = lengths.map((length, i) => {
    const own = op.Slice(grid, [n - 1 - i], [n - i], [n + 1]);
    const corners = node.int("align_corners", 0) === 1;
    const axis = { length, corners, padding: node.string("padding_mode", "zeros") };
    return pixelsAlong(op, op.Reshape(own, [0, 1, -1]), axis, reading);
  });
  const corners = along
    .reduce<Pixel[][]>((all, axis) => all.flatMap((c) => axis.map((p) => [...c, p])), [[]])
    .map((pixels) => cornerOf(op, pixels, lengths));
  const flat = op.Reshape(dy[0], [0, size(picture, 1), -1]);
  return [
    wanted[0] ? toPicture(op, corners, flat, picture) : undefined,
    wanted[1] && reading ? toGrid(op, corners, flat, picture, grid) : undefined,
  ];
}

/** Each pixel gets its share of every point that read it. */
function toPicture(op: Ops, corners: Corner[], dy: Value, picture: Value) {
  const parts = corners.map(({ pixels, index, inside }) => {
    const weight = product(
      op,
      pixels.map((p) => p.weight),
    );
    return {
      index: op.Expand(index, op.Shape(dy)),
      share: where(op, inside, weight ? op.Mul(dy, weight) : dy),
    };
  });
  const indices = op.Concat(...parts.map((c) => c.index), { axis: 2 });
  const shares = op.Concat(...parts.map((c) => c.share), { axis: 2 });
  const outer = op.Slice(op.Shape(picture), [0], [2]);
  const area = spatial(picture).reduce((p, d) => p * d, 1);
  const sizes = op.Concat(outer, [area], { axis: 0 });
  const sum = addedAt(op, [sizes, picture], indices, shares, 2);
  return reshapeLike(op, sum, picture);
}

/** How much each point would gain by moving a little: along each axis the slopes of its weights. */
function toGrid(op: Ops, corners: Corner[], dy: Value, picture: Value, grid: Value) {
  const pixels = op.Reshape(picture, [0, size(picture, 1), -1]);
  const gained = corners.map(({ index, inside }) => {
    const read = op.GatherElements(pixels, op.Expand(index, op.Shape(dy)), { axis: 2 });
    return where(op, inside, op.ReduceSum(op.Mul(read, dy), [1], { keepdims: 1 }));
  });
  const along = spatial(picture).map((_, axis) =>
    corners
      .map((c, i) => {
        const factors = c.pixels.map((p, k) => (k === axis ? p.slope : p.weight));
        return product(op, [gained[i], ...factors])!;
      })
      .reduce((sum, v) => op.Add(sum, v)),
  );
  const points = op.Concat(...along.reverse(), { axis: 1 });
  return reshapeLike(op, op.Transpose(points, { perm: [0, 2, 1] }), grid);
}
