// Products of matrices.
import type { Value } from "../graph/graph";
import { float, type Ops } from "../graph/ops";
import { type Rules, rank, sumTo } from "./rule";

export const linear: Rules = {
  // Y = alpha A' B' + beta C, where ' transposes if transA (transB) says so.
  Gemm: ({ op, node, x: [a, b, c], y: [y], dy: [dy], wanted }) => {
    const transA = node.int("transA", 0);
    const transB = node.int("transB", 0);
    const alpha = float(node.float("alpha", 1));
    const product = (p: Value, q: Value, tp: number, tq: number) =>
      op.Gemm(p, q, { alpha, transA: tp, transB: tq });
    return [
      wanted[0] ? (transA ? product(b, dy, transB, 1) : product(dy, b, 0, 1 - transB)) : undefined,
      wanted[1] ? (transB ? product(dy, a, 1, transA) : product(a, dy, 1 - transA, 0)) : undefined,
      wanted[2] ? sumTo(op, op.Mul(dy, node.float("beta", 1)), y.shape!, c) : undefined,
    ];
  },
  // Y = A B over the last two axes; the axes before them broadcast. A vector is a row or a column.
  MatMul: ({ op, x: [a, b], y: [y], dy: [dy], wanted }) => {
    const row = rank(a) === 1;
    const column = rank(b) === 1;
    const a2 = row ? op.Unsqueeze(a, [0]) : a;
    const b2 = column ? op.Unsqueeze(b, [1]) : b;
    const right = column ? op.Unsqueeze(dy, [-1]) : dy;
    const dy2 = row ? op.Unsqueeze(right, [-2]) : right;
    const outer = y.shape!.slice(0, rank(y) - (row ? 0 : 1) - (column ? 0 : 1));
    const toA = () => {
      const da = op.MatMul(dy2, swapLast(op, b2, Math.max(rank(b), 2)));
      return sumTo(op, da, [...outer, row ? 1 : a.shape!.at(-2)!, a.shape!.at(-1)!], a);
    };
    const toB = () => {
      const db = op.MatMul(swapLast(op, a2, Math.max(rank(a), 2)), dy2);
      return column
        ? sumTo(op, op.Squeeze(db, [-1]), [...outer, b.shape![0]], b)
        : sumTo(op, db, [...outer, ...b.shape!.slice(-2)], b);
    };
    return [wanted[0] ? toA() : undefined, wanted[1] ? toB() : undefined];
  },
};

function swapLast(op: Ops, v: Value, n: number) {
  const perm = Array.from({ length: n }, (_, i) => i);
  [perm[n - 2], perm[n - 1]] = [n - 1, n - 2];
  return op.Transpose(v, { perm });
}
