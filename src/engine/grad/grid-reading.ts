// How GridSample's points read the pixels around them along one axis, and how that changes with them.
import type { Value } from "../graph/graph";
import type { Ops } from "../graph/ops";
import { filled, where } from "./rule";

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
export const readings: Record<string, Reading> = {
  linear,
  bilinear: linear,
  cubic,
  bicubic: cubic,
};

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
export interface Pixel {
  at: Value;
  weight?: Value;
  slope?: Value;
}

/** @param grid the axis's own numbers, -1 to 1, [N, 1, points] */
export function pixelsAlong(
  op: Ops,
  grid: Value,
  axis: Axis,
  reading: Reading | undefined,
): Pixel[] {
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
