// The Fourier transforms of t-SNE's two kernels on a grid, made once for a size and a step.
import { fftOf } from "./fft";
import { type Split, smoothForce, smoothScalar } from "./short-range";

export interface Kernel {
  /** Cells along a side of the periodic grid: twice what points may use. */
  size: number;
  /** Side of a cell. */
  step: number;
  /** Of 1 / (1 + d^2), or its smooth part, real; rows kx = 0 ... size / 2, columns ky. */
  scalar: Float64Array;
  /** Of (dx + i dy) / (1 + d^2)^2: one complex kernel for both components of the force. */
  re: Float64Array;
  im: Float64Array;
}

/** How finely the kernels are sampled, and how much of them. */
export interface Sampling {
  step: number;
  /** What is left to pairs of points; absent: the grid holds all. */
  short?: Split;
}

/**
 * Both kernels, divided by size^2 and by the spectrum of the quintic B-splines that spread and gather:
 * what is left interpolates the kernel with cardinal splines.
 */
export function kernelOf(size: number, { step, short }: Sampling): Kernel {
  const half = size / 2;
  const grids = Array.from({ length: 4 }, () => new Float64Array(size * size));
  const [scalar, zero, re, im] = grids;
  for (let x = 0; x < size; x++)
    for (let y = 0; y < size; y++) {
      const dx = step * (x < half ? x : x - size);
      const dy = step * (y < half ? y : y - size);
      const u = 1 + dx * dx + dy * dy;
      const at = x * size + y;
      scalar[at] = smoothScalar(u, short?.split);
      // The middle stands for both signs: an odd function is zero there.
      const force = smoothForce(u, short?.split);
      re[at] = x === half ? 0 : force * dx;
      im[at] = y === half ? 0 : force * dy;
    }
  transform(scalar, zero, size);
  transform(re, im, size);
  const spline = Float64Array.from(
    { length: size },
    (_, k) => spectrum((2 * Math.PI * k) / size) ** 2,
  );
  const rows = (half + 1) * size;
  for (let at = 0; at < rows; at++) {
    const factor = 1 / (size * size * spline[Math.floor(at / size)] * spline[at % size]);
    for (const grid of [scalar, re, im]) grid[at] *= factor;
  }
  const [a, b, c] = [scalar, re, im].map((grid) => grid.slice(0, rows));
  return { size, step, scalar: a, re: b, im: c };
}

/** Of the quintic B-spline at whole numbers: 66, 26 and 1 of 120. */
const spectrum = (angle: number) => (33 + 26 * Math.cos(angle) + Math.cos(2 * angle)) / 60;

/** In two dimensions, in place. */
function transform(re: Float64Array, im: Float64Array, size: number) {
  const fft = fftOf(size);
  for (let turn = 0; turn < 2; turn++) {
    for (let row = 0; row < size; row++) fft(re, im, row * size);
    for (const grid of [re, im])
      for (let x = 0; x < size; x++)
        for (let y = 0; y < x; y++) {
          const t = grid[x * size + y];
          grid[x * size + y] = grid[y * size + x];
          grid[y * size + x] = t;
        }
  }
}
