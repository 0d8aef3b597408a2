// Principal components by subspace iteration (Halko, Martinsson and Tropp 2011).
import { normal } from "../methods/random";
import { symmetricEigen } from "./eigen";
import { type Matrix, matrix, type Products } from "./products";

export interface Components {
  /** Each row's coordinates along the components, the largest variance first. */
  scores: Matrix;
  /** Share of the whole variance, for each component. */
  shares: number[];
}

const oversampling = 10;
const iterations = 6;

/** The `wanted` first principal components of the rows; fewer where there are no more. */
export async function principalComponents(
  rows: Matrix,
  wanted: number,
  products: Products,
  seed = 0,
): Promise<Components> {
  const x = centred(rows);
  const width = Math.min(x.columns, wanted + oversampling);
  const kept = Math.min(wanted, width);
  const random = normal(seed);
  let basis = orthonormal(Float64Array.from({ length: x.columns * width }, random), width);
  for (let i = 0; i < iterations; i++)
    basis = orthonormal(Float64Array.from((await products.square(x, toMatrix(basis))).next), width);
  const { next } = await products.square(x, toMatrix(basis));
  const { values, vectors } = symmetricEigen(compressed(basis, next), width);
  const axes = fixedSigns(rotated(basis, vectors, width, kept), kept);
  const { projected } = await products.square(x, matrix(x.columns, kept, axes));
  const total = x.data.reduce((s, v) => s + v * v, 0) || 1;
  return {
    scores: matrix(x.rows, kept, projected),
    shares: Array.from(values.subarray(0, kept), (v) => v / total),
  };

  function toMatrix(q: Float64Array) {
    return matrix(x.columns, width, Float32Array.from(q));
  }
  /** Q' X' X Q. */
  function compressed(q: Float64Array, product: Float32Array) {
    const small = new Float64Array(width * width);
    for (let d = 0; d < x.columns; d++)
      for (let i = 0; i < width; i++)
        for (let j = 0; j < width; j++)
          small[i * width + j] += q[d * width + i] * product[d * width + j];
    return small;
  }
}

function centred({ rows, columns, data }: Matrix): Matrix {
  const mean = new Float64Array(columns);
  data.forEach((v, i) => {
    mean[i % columns] += v / rows;
  });
  return matrix(
    rows,
    columns,
    data.map((v, i) => v - mean[i % columns]),
  );
}

/** What float32 leaves of a column that the others span already. */
const noise = 1e-6;

/**
 * Modified Gram-Schmidt, twice, on the columns of a matrix of `width` columns. One that the others
 * span becomes zero: normalised, its rounding errors would pass for a direction.
 */
function orthonormal(q: Float64Array, width: number): Float64Array {
  const dot = (i: number, j: number) => {
    let sum = 0;
    for (let d = 0; d < q.length; d += width) sum += q[d + i] * q[d + j];
    return sum;
  };
  for (let turn = 0; turn < 2; turn++)
    for (let i = 0; i < width; i++) {
      const before = Math.sqrt(dot(i, i));
      for (let j = 0; j < i; j++) {
        const along = dot(i, j);
        for (let d = 0; d < q.length; d += width) q[d + i] -= along * q[d + j];
      }
      const size = Math.sqrt(dot(i, i));
      const factor = size > noise * before ? 1 / size : 0;
      for (let d = 0; d < q.length; d += width) q[d + i] *= factor;
    }
  return q;
}

function rotated(basis: Float64Array, vectors: Float64Array, width: number, kept: number) {
  const dim = basis.length / width;
  const axes = new Float32Array(dim * kept);
  for (let d = 0; d < dim; d++)
    for (let c = 0; c < kept; c++) {
      let sum = 0;
      for (let i = 0; i < width; i++) sum += basis[d * width + i] * vectors[i * width + c];
      axes[d * kept + c] = sum;
    }
  return axes;
}

/** An axis and its opposite are equally right: the largest entry is made positive. */
function fixedSigns(axes: Float32Array, kept: number): Float32Array {
  for (let c = 0; c < kept; c++) {
    let largest = 0;
    for (let i = c; i < axes.length; i += kept)
      if (Math.abs(axes[i]) > Math.abs(largest)) largest = axes[i];
    if (largest < 0) for (let i = c; i < axes.length; i += kept) axes[i] = -axes[i];
  }
  return axes;
}
