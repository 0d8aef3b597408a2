// Operators that work on each element: dx = dy * f'(x).
import { broadcasts, type Rules } from "./rule";

export const elementwise: Rules = {
  Identity: ({ dy: [dy] }) => [dy],
  Add: broadcasts(({ dy: [dy] }) => [dy, dy]),
  Sub: broadcasts(({ op, dy: [dy] }) => [dy, op.Neg(dy)]),
  Mul: broadcasts(({ op, x: [a, b], dy: [dy] }) => [op.Mul(dy, b), op.Mul(dy, a)]),
  Div: broadcasts(({ op, x: [, b], y: [y], dy: [dy] }) => [
    op.Div(dy, b),
    op.Neg(op.Div(op.Mul(dy, y), b)),
  ]),

  Relu: ({ op, y: [y], dy: [dy] }) => [op.Where(op.Greater(y, 0), dy, 0)],
  // As PyTorch's ReLU6: no gradient on the bounds themselves.
  Clip: ({ op, x: [x, low, high], dy: [dy] }) => {
    const above = low && op.Greater(x, low);
    const below = high && op.Less(x, high);
    const inside = above && below ? op.And(above, below) : (above ?? below);
    return [inside ? op.Where(inside, dy, 0) : dy];
  },
  Sigmoid: ({ op, y: [y], dy: [dy] }) => [op.Mul(dy, op.Mul(y, op.Sub(1, y)))],
  Tanh: ({ op, y: [y], dy: [dy] }) => [op.Mul(dy, op.Sub(1, op.Mul(y, y)))],
  Exp: ({ op, y: [y], dy: [dy] }) => [op.Mul(dy, y)],

  Softmax: ({ op, node, y: [y], dy: [dy] }) => {
    const g = op.Mul(dy, y);
    return [op.Sub(g, op.Mul(y, op.ReduceSum(g, [node.int("axis", -1)], { keepdims: 1 })))];
  },
};
