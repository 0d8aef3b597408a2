// GridSample: a picture or a volume read between its pixels, at points that are given.
import type { Value } from "../graph/graph";
import type { Ops } from "../graph/ops";
import { type At, addedAt, filled, reshapeLike, size, spatial, where } from "./rule";

/** How a point reads the pixels around it along one axis. */
interface Reading {
  /** The first pixel, counted from the one before the point. */
  first: number;
  /** For each pixel its weight: coefficients of 1, t, t^2, ..., t being the way from one to the next. */
  weights: number[][];
}
const linear: Reading = {
  first: 0,
  weights: [
    [1, -1],
    [0, 1],
  ],
};
const a = -0.75;
/** Keys' cubic (https://doi.org/10.1109/TASSP.1981.1163711) with ONNX's a. */
const cubic: Reading = {
  first: -1,
  weights: [
    [0, a, -2 * a, a],
    [1, 0, -(a + 3), a + 2],
    [0, -a, 2 * a + 3, -(a + 2)],
    [0, 0, a, -a],
  ],
};
const readings: Record<string, Reading> = { linear, bilinear: linear, cubic, bicubic: cubic };

interface Axis {
  length: number;
  corners: boolean;
  padding: string;
}

/** A place along an axis, [N, 1, points], and how fast it moves: d(place)/d(grid). */
interface Place {
  at: Value;
  speed: Value;
}

/** What lies outside, as padding_mode says; "zeros" stays outside. */
function padded(op: Ops, { at, speed }: Place, { length, corners, padding }: Axis): Place {
  if (padding === "zeros") return { at, speed };
  const moved = padding === "reflection" ? mirrored(op, { at, speed }, corners, length) : undefined;
  const from = moved ?? { at, speed };
  const held = op.Max(op.Min(from.at, length - 1), 0);
  return { at: held, speed: where(op, op.Equal(held, from.at), from.speed) };
}

/** Mirrors at the middle of the outermost pixels (align_corners) or at their outer edges. */
function mirrored(op: Ops, { at, speed }: Place, corners: boolean, length: number): Place {
  const low = corners ? 0 : -0.5;
  const span = corners ? length - 1 : length;
  if (span === 0) return { at: op.Mul(at, 0), speed: op.Mul(speed, 0) };
  const from = op.Sub(at, low);
  const away = op.Abs(from);
  const into = op.Sub(away, op.Mul(op.Floor(op.Div(away, 2 * span)), 2 * span));
  const back = op.Sub(2 * span, into);
  const turned = op.Xor(op.Less(from, 0), op.Less(back, into));
  return {
    at: op.Add(op.Min(into, back), low),
    speed: op.Where(turned, op.Neg(speed), speed),
  };
}

/** A pixel that is read along one axis, with its weight and d(weight)/d(grid). */
interface Pixel {
  at: Value;
  weight?: Value;
  slope?: Value;
}

/** @param grid the axis's own numbers, -1 to 1, [N, 1, points] */
function pixelsAlong(op: Ops, grid: Value, axis: Axis, reading: Reading | undefined): Pixel[] {
  const { length, corners } = axis;
  const half = corners ? (length - 1) / 2 : length / 2;
  const given = {
    at: op.Add(op.Mul(grid, half), (length - 1) / 2),
    speed: filled(op, [1], grid, half),
  };
  // The cubic reads what is mirrored or repeated; the others move the point itself.
  const moves = reading !== cubic;
  const place = moves ? padded(op, given, axis) : given;
  // Ties go to the even pixel in the runtime; Round is what it uses.
  if (!reading) return [{ at: op.node("Round", 1, [place.at])[0] }];
  const low = op.Floor(place.at);
  const t = op.Sub(place.at, low);
  return reading.weights.map((coefficients, i) => {
    const at = op.Add(low, reading.first + i);
    return {
      at: moves ? at : padded(op, { at, speed: place.speed }, axis).at,
      weight: polynomial(op, t, coefficients),
      slope: op.Mul(polynomial(op, t, derivative(coefficients)), place.speed),
    };
  });
}

const derivative = (coefficients: number[]) => coefficients.map((c, i) => c * i).slice(1);
const polynomial = (op: Ops, t: Value, coefficients: number[]) =>
  coefficients.reduceRight<Value>((sum, c) => op.Add(op.Mul(sum, t), c), op.Mul(t, 0));

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
  const sum = addedAt(op, "ScatterElements", [sizes, picture], indices, shares, 2);
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
