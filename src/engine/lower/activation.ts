// Operators that work element by element.
import type { Value } from "../graph/graph";
import { constant, float } from "../graph/ops";
import { Tensor } from "../graph/tensor";
import type { Lowering, Lowerings } from "./lowering";

const sum: Lowering = ({ op, x }) => x.reduce((a, b) => op.Add(a, b));

export const activation: Lowerings = {
  Celu: ({ op, node, x: [x] }) => {
    const alpha = node.float("alpha", 1);
    return op.Mul(op.Elu(op.Div(x, alpha)), alpha);
  },
  Selu: ({ op, node, x: [x] }) => {
    const alpha = node.float("alpha", 1.6732632);
    return op.Mul(op.Elu(x, { alpha: float(alpha) }), node.float("gamma", 1.050701));
  },
  Shrink: ({ op, node, x: [x] }) => {
    const [edge, bias] = [node.float("lambd", 0.5), node.float("bias", 0)];
    const below = op.Where(op.Less(x, -edge), op.Add(x, bias), 0);
    return op.Where(op.Greater(x, edge), op.Sub(x, bias), below);
  },
  Softsign: ({ op, x: [x] }) => op.Div(x, op.Add(op.Abs(x), 1)),
  Sign: ({ op, x: [x] }) =>
    op.Sub(op.Cast(op.Greater(x, 0), { to: 1 }), op.Cast(op.Less(x, 0), { to: 1 })),
  Sum: sum,
  Mean: (at) => at.op.Div(sum(at) as Value, at.x.length),
  // Its exponent must be of the type of x.
  Pow: ({ op, x: [x, e] }) => {
    const whole = e.data && e.type !== x.type && e.type !== "float" ? e.data : undefined;
    const same = whole && Tensor.of("float", whole.dims, Array.from(whole.numbers(), Number));
    return same && op.Pow(x, constant(same));
  },
  Mod: ({ op, node, x: [a, b] }) => {
    if (!node.int("fmod", 0)) return undefined;
    const share = op.Div(a, b);
    const towardsZero = op.Where(
      op.Less(share, 0),
      op.Neg(op.Floor(op.Neg(share))),
      op.Floor(share),
    );
    return op.Sub(a, op.Mul(b, towardsZero));
  },
  // Ties go to the even number: from the one above them back by 1 if that is odd.
  Round: ({ op, x: [x] }) => {
    const raised = op.Add(x, 0.5);
    const up = op.Floor(raised);
    const odd = op.Sub(up, op.Mul(op.Floor(op.Div(up, 2)), 2));
    return op.Sub(up, op.Where(op.Equal(raised, up), odd, 0));
  },
  Dropout: ({ op, x: [x, , training], y: [, mask] }) =>
    training || mask ? undefined : op.Identity(x),
};
