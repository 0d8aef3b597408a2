// Products of matrices.
import type { Value } from "../graph/graph";
import { float, type Ops } from "../graph/ops";
import { type At, cannotPass, type Rules, range, rank, sumTo } from "./rule";

/**
 * Gradients of A B over the last two axes; the axes before them broadcast. A vector is a row or a
 * column.
 */
function product({ op, y: [y], dy: [dy], wanted }: At, a: Value, b: Value) {
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
}

export function swapLast(op: Ops, v: Value, n: number) {
  const perm = range(n);
  [perm[n - 2], perm[n - 1]] = [n - 1, n - 2];
  return op.Transpose(v, { perm });
}

/** The transpose of an operand, its shape known. */
function turned(op: Ops, v: Value) {
  const to = swapLast(op, v, rank(v));
  to.shape = [...v.shape!.slice(0, -2), v.shape!.at(-1)!, v.shape!.at(-2)!];
  return to;
}

export const linear: Rules = {
  // Y = alpha A' B' + beta C, where ' transposes if transA (transB) says so.
  Gemm: ({ op, node, x: [a, b, c], y: [y], dy: [dy], wanted }) => {
    const transA = node.int("transA", 0);
    const transB = node.int("transB", 0);
    const alpha = float(node.float("alpha", 1));
    const times = (p: Value, q: Value, tp: number, tq: number) =>
      op.Gemm(p, q, { alpha, transA: tp, transB: tq });
    return [
      wanted[0] ? (transA ? times(b, dy, transB, 1) : times(dy, b, 0, 1 - transB)) : undefined,
      wanted[1] ? (transB ? times(dy, a, 1, transA) : times(a, dy, 1 - transA, 0)) : undefined,
      wanted[2] ? sumTo(op, op.Mul(dy, node.float("beta", 1)), y.shape!, c) : undefined,
    ];
  },
  MatMul: (at) => product(at, at.x[0], at.x[1]),
  // alpha A' B', where ' transposes the last two axes.
  "com.microsoft.FusedMatMul": (at) => {
    const { op, node, x, dy } = at;
    if (node.int("transBatchA", 0) || node.int("transBatchB", 0))
      throw cannotPass(node, "it transposes the batch");
    const flips = [node.int("transA", 0), node.int("transB", 0)];
    const [a, b] = flips.map((f, i) => (f && rank(x[i]) > 1 ? turned(op, x[i]) : x[i]));
    const scaled = { ...at, dy: [op.Mul(dy[0], node.float("alpha", 1))] };
    return product(scaled, a, b).map((d, i) =>
      d && flips[i] && rank(x[i]) > 1 ? swapLast(op, d, rank(x[i])) : d,
    );
  },
};
