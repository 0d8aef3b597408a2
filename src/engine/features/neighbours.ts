// Nearest rows, exactly: ONNX Runtime finds the candidates, double precision puts them in order.
import { type Matrix, matrix, type Products } from "./products";
import type { NeighbourLists } from "./tsne/affinities";

/** Candidates besides those wanted: float32 may swap what is nearly equal. */
const spare = 8;

export interface Near {
  row: number;
  /** Cosine of the angle between the vectors. */
  similarity: number;
}

/** Scales each row to length 1, in place; rows of zeros stay. */
export function normalise({ rows, columns, data }: Matrix) {
  for (let r = 0; r < rows; r++) {
    const row = data.subarray(r * columns, (r + 1) * columns);
    const size = Math.sqrt(row.reduce((s, v) => s + v * v, 0));
    if (size > 0) for (let c = 0; c < columns; c++) row[c] /= size;
  }
}

/**
 * The `k` rows with the largest cosine for each query, without those that `except` names for it.
 * @param rows of length 1, as `queries` are
 */
export async function nearestByCosine(
  queries: Matrix,
  rows: Matrix,
  k: number,
  products: Products,
  except: (query: number, row: number) => boolean = () => false,
): Promise<Near[][]> {
  const count = Math.min(rows.rows, k + spare);
  const { indices } = await products.largest(queries, rows, count);
  return Array.from({ length: queries.rows }, (_, q) =>
    Array.from(indices.subarray(q * count, (q + 1) * count))
      .filter((row) => !except(q, row))
      .map((row) => ({ row, similarity: cosine(queries, q, rows, row) }))
      .sort((a, b) => b.similarity - a.similarity || a.row - b.row)
      .slice(0, k),
  );
}

function cosine(a: Matrix, i: number, b: Matrix, j: number) {
  let [dot, left, right] = [0, 0, 0];
  for (let c = 0; c < a.columns; c++) {
    const x = a.data[i * a.columns + c];
    const y = b.data[j * b.columns + c];
    dot += x * y;
    left += x * x;
    right += y * y;
  }
  return dot / (Math.sqrt(left * right) || 1);
}

/** For each row its `k` nearest others by Euclidean distance, nearest first. */
export async function nearestByDistance(
  rows: Matrix,
  k: number,
  products: Products,
  done?: (rows: number) => void,
): Promise<NeighbourLists> {
  // |a - b|^2 is least where a . b - |b|^2 / 2 is largest.
  const bias = squaredLengths(rows).map((s) => -s / 2);
  const count = Math.min(rows.rows, k + spare);
  const { indices } = await products.largest(rows, rows, count, bias, done);
  const lists = {
    k,
    indices: new Int32Array(rows.rows * k),
    distances: new Float32Array(rows.rows * k),
  };
  for (let i = 0; i < rows.rows; i++)
    Array.from(indices.subarray(i * count, (i + 1) * count))
      .filter((j) => j !== i)
      .map((j) => ({ j, distance: squaredDistance(rows, i, j) }))
      .sort((a, b) => a.distance - b.distance || a.j - b.j)
      .slice(0, k)
      .forEach(({ j, distance }, n) => {
        lists.indices[i * k + n] = j;
        lists.distances[i * k + n] = distance;
      });
  return lists;
}

function squaredDistance({ columns, data }: Matrix, i: number, j: number) {
  let sum = 0;
  for (let c = 0; c < columns; c++) sum += (data[i * columns + c] - data[j * columns + c]) ** 2;
  return sum;
}

const squaredLengths = ({ rows, columns, data }: Matrix) =>
  Float32Array.from({ length: rows }, (_, r) =>
    data.subarray(r * columns, (r + 1) * columns).reduce((s, v) => s + v * v, 0),
  );

export const rowOf = ({ columns, data }: Matrix, row: number) =>
  matrix(1, columns, data.slice(row * columns, (row + 1) * columns));
