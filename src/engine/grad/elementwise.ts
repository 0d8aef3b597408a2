// Functions of each element: dx = dy * f'(x).
import { signed } from "./reduce";
import { type Rules, slope } from "./rule";

export const elementwise: Rules = {
  Exp: slope((_, __, y) => y),
  Log: ({ op, x: [x], dy: [dy] }) => [op.Div(dy, x)],
  Sqrt: ({ op, y: [y], dy: [dy] }) => [op.Div(dy, op.Mul(y, 2))],
  Reciprocal: slope(({ op }, _, y) => op.Neg(op.Mul(y, y))),
  Neg: ({ op, dy: [dy] }) => [op.Neg(dy)],
  Abs: ({ op, x: [x], dy: [dy] }) => [signed(op, x, dy)],
  Sin: slope(({ op }, x) => op.Cos(x)),
  Cos: slope(({ op }, x) => op.Neg(op.Sin(x))),
  Tan: slope(({ op }, _, y) => op.Add(op.Mul(y, y), 1)),
  Asin: slope(({ op }, x) => op.Reciprocal(op.Sqrt(op.Sub(1, op.Mul(x, x))))),
  Acos: slope(({ op }, x) => op.Neg(op.Reciprocal(op.Sqrt(op.Sub(1, op.Mul(x, x)))))),
  Atan: slope(({ op }, x) => op.Reciprocal(op.Add(op.Mul(x, x), 1))),
  Sinh: slope(({ op }, _, y) => op.Sqrt(op.Add(op.Mul(y, y), 1))),
  // sinh x = e^x - cosh x
  Cosh: slope(({ op }, x, y) => op.Sub(op.Exp(x), y)),
  Asinh: slope(({ op }, x) => op.Reciprocal(op.Sqrt(op.Add(op.Mul(x, x), 1)))),
  Acosh: slope(({ op }, x) => op.Reciprocal(op.Sqrt(op.Sub(op.Mul(x, x), 1)))),
  Atanh: slope(({ op }, x) => op.Reciprocal(op.Sub(1, op.Mul(x, x)))),
  Erf: slope(({ op }, x) => op.Mul(op.Exp(op.Neg(op.Mul(x, x))), 2 / Math.sqrt(Math.PI))),
};
