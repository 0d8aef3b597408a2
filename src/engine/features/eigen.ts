// Eigenvalues and eigenvectors of small symmetric matrices, by Jacobi's rotations.

const sweeps = 60;
const negligible = 1e-24;

/** @returns eigenvalues, largest first, and their vectors as the columns of a matrix */
export function symmetricEigen(matrix: Float64Array, size: number) {
  const a = matrix.slice();
  const v = new Float64Array(size * size);
  for (let i = 0; i < size; i++) v[i * size + i] = 1;
  const whole = a.reduce((s, x) => s + x * x, 0);
  for (let sweep = 0; sweep < sweeps && offDiagonal(a, size) > negligible * whole; sweep++)
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(a, v, size, p, q);
  const order = Array.from({ length: size }, (_, i) => i).sort(
    (i, j) => a[j * size + j] - a[i * size + i],
  );
  return {
    values: Float64Array.from(order, (i) => a[i * size + i]),
    vectors: v.map((_, at) => v[at - (at % size) + order[at % size]]),
  };
}

function offDiagonal(a: Float64Array, size: number) {
  let sum = 0;
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) if (i !== j) sum += a[i * size + j] ** 2;
  return sum;
}

/** Makes a[p, q] zero. */
function rotate(a: Float64Array, v: Float64Array, size: number, p: number, q: number) {
  const apq = a[p * size + q];
  if (apq === 0) return;
  const theta = (a[q * size + q] - a[p * size + p]) / (2 * apq);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  const turn = (m: Float64Array, i: number, j: number) => {
    const x = m[i];
    const y = m[j];
    m[i] = c * x - s * y;
    m[j] = s * x + c * y;
  };
  for (let k = 0; k < size; k++) turn(a, k * size + p, k * size + q);
  for (let k = 0; k < size; k++) turn(a, p * size + k, q * size + k);
  for (let k = 0; k < size; k++) turn(v, k * size + p, k * size + q);
}
