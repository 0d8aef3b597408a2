// Operators of several operands that broadcast.
import type { Value } from "../graph/graph";
import type { Ops } from "../graph/ops";
import { broadcasts, castLike, isFloat, type Rule, type Rules, where } from "./rule";

/** Max and Min: where several operands are equal they share the gradient, as in PyTorch. */
const extreme = (beats: "GreaterOrEqual" | "LessOrEqual"): Rule =>
  broadcasts(({ op, x, y: [y], dy: [dy] }) => {
    if (x.length === 1) return [dy];
    // Compared with each other, not with y, which a float16 runtime may have rounded otherwise.
    const hits = x.map((v) => {
      const wins = x.filter((o) => o !== v).map((o) => op[beats](v, o));
      return castLike(op, wins.length ? wins.reduce((a, b) => op.And(a, b)) : op.Equal(v, v), y);
    });
    const ties = hits.reduce((a, b) => op.Add(a, b));
    return hits.map((hit) => op.Mul(op.Div(dy, ties), hit));
  });

const scaled =
  (factor: (n: number) => number): Rule =>
  (at) =>
    broadcasts(({ op, x, dy: [dy] }) => {
      const f = factor(x.length);
      const each = f === 1 ? dy : op.Mul(dy, f);
      return x.map(() => each);
    })(at);

/** d(x^e)/dx = e x^(e-1); for the usual square without a power. */
function ofBase(op: Ops, x: Value, e: Value) {
  if (e.data?.size === 1 && e.data.numbers()[0] === 2) return op.Mul(x, 2);
  const exponent = castLike(op, e, x);
  return op.Mul(exponent, op.Pow(x, op.Sub(exponent, 1)));
}

export const arithmetic: Rules = {
  Add: scaled(() => 1),
  Sum: scaled(() => 1),
  Mean: scaled((n) => 1 / n),
  Sub: broadcasts(({ op, dy: [dy] }) => [dy, op.Neg(dy)]),
  Mul: broadcasts(({ op, x: [a, b], dy: [dy] }) => [op.Mul(dy, b), op.Mul(dy, a)]),
  Div: broadcasts(({ op, x: [, b], y: [y], dy: [dy] }) => [
    op.Div(dy, b),
    op.Neg(op.Div(op.Mul(dy, y), b)),
  ]),
  Max: extreme("GreaterOrEqual"),
  Min: extreme("LessOrEqual"),
  // The exponent may be of another type; its own gradient is 0 where x^e is not smooth, at x <= 0.
  Pow: broadcasts(({ op, x: [x, e], y: [y], dy: [dy], wanted }) => {
    const log = () => op.Log(op.Where(op.Greater(x, 0), x, 1));
    return [
      wanted[0] ? op.Mul(dy, ofBase(op, x, e)) : undefined,
      wanted[1] && isFloat(e.type) ? op.Mul(dy, op.Mul(y, log())) : undefined,
    ];
  }),
  // fmod: y = a - n b, where the whole number n = (a - y) / b stays as it is.
  Mod: broadcasts(({ op, x: [a, b], y: [y], dy: [dy] }) => [
    dy,
    op.Neg(op.Mul(dy, op.Div(op.Sub(a, y), b))),
  ]),
  Where: broadcasts(({ op, x: [condition], dy: [dy] }) => [
    undefined,
    where(op, condition, dy),
    op.Where(condition, 0, dy),
  ]),
  // As PyTorch's ReLU6: no gradient on the bounds themselves.
  Clip: broadcasts(({ op, x: [x, low, high], dy: [dy], wanted }) => {
    const above = low && op.Greater(x, low);
    const below = high && op.Less(x, high);
    const inside = above && below ? op.And(above, below) : (above ?? below);
    return [
      inside ? where(op, inside, dy) : dy,
      wanted[1] ? where(op, op.Less(x, low), dy) : undefined,
      wanted[2] ? where(op, op.Greater(x, high), dy) : undefined,
    ];
  }),
  // PRelu's slopes broadcast to x.
  PRelu: broadcasts(({ op, x: [x, slopes], dy: [dy] }) => {
    const positive = op.Greater(x, 0);
    return [op.Where(positive, dy, op.Mul(dy, slopes)), op.Where(positive, 0, op.Mul(dy, x))];
  }),
  Expand: broadcasts(({ dy: [dy] }) => [dy]),
  Identity: ({ dy: [dy] }) => [dy],
  Dropout: ({ dy: [dy] }) => [dy],
  Cast: ({ op, x: [x], dy: [dy] }) => [castLike(op, dy, x)],
  CastLike: ({ op, x: [x], dy: [dy] }) => [castLike(op, dy, x)],
};
