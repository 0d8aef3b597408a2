// Operators that are one constant matrix per axis (Resize, Pad): backwards, its transpose.
import type { Value } from "../graph/graph";
import type { Ops } from "../graph/ops";
import { constantLike, range, rank } from "./rule";

/** What one output is made of: [element of the input, weight] pairs, in any order, repeats add up. */
export type Row = [from: number, weight: number][];

/**
 * Back along one axis from y = M x to x: multiplies by the transpose of M.
 * @param rows one per element of y along the axis
 * @param length of the axis in x
 */
export function backAlong(op: Ops, v: Value, x: Value, axis: number, rows: Row[], length: number) {
  const n = rank(x);
  const across = axis === n - 2;
  const transposed = matrix(x, rows, length, across);
  if (across) return op.MatMul(transposed, v);
  if (axis === n - 1) return op.MatMul(v, transposed);
  const perm = [...range(n).filter((a) => a !== axis), axis];
  const back = range(n).map((a) => perm.indexOf(a));
  return op.Transpose(op.MatMul(op.Transpose(v, { perm }), transposed), { perm: back });
}

/** Along one axis from x to M x. */
export function along(op: Ops, v: Value, x: Value, axis: number, rows: Row[], length: number) {
  const columns = range(length).map((): Row => []);
  rows.forEach((row, o) => {
    for (const [i, w] of row) columns[i].push([o, w]);
  });
  return backAlong(op, v, x, axis, columns, rows.length);
}

/** M of shape [outputs, inputs], or its transpose. */
function matrix(x: Value, rows: Row[], length: number, transpose: boolean) {
  const cells = new Float64Array(rows.length * length);
  rows.forEach((row, o) => {
    for (const [i, w] of row) cells[transpose ? i * rows.length + o : o * length + i] += w;
  });
  return constantLike(x, transpose ? [length, rows.length] : [rows.length, length], cells);
}
