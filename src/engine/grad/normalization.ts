import { type Rules, rank } from "./rule";

export const normalization: Rules = {
  // Outside training mean and variance are constants: an affine map per channel.
  BatchNormalization: ({ op, node, x: [x, scale, , , variance], dy: [dy] }) => {
    const epsilon = node.float("epsilon", 1e-5);
    const factor = op.Div(scale, op.Sqrt(op.Add(variance, epsilon)));
    const perChannel = op.Reshape(factor, [-1, ...Array(rank(x) - 2).fill(1)]);
    return [op.Mul(dy, perChannel)];
  },
};
