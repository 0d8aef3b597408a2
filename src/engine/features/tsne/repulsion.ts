// The repulsive forces of t-SNE between all pairs of points in O(N + cells log cells): every point
// is a unit charge, spread onto a grid by quintic B-splines; one convolution gives both components.
import { type Fft, fftOf } from "./fft";
import { type Kernel, kernelOf } from "./kernel";

/** Cells that the splines and their tails need around the points. */
const margin = 8;
/** Nodes that a point reaches along an axis. */
const reach = 6;
/** Cells along a side of the periodic grid: whatever the transform takes. */
const sizes = [64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096];
/** The error of the forces grows with the step: 0.02 % at 0.25, 0.7 % at 0.4. */
const steps = [0.25, 0.32, 0.4];
/** Rows a power of two apart would share the same few lines of the cache. */
const padding = 8;
/** Fewer points than this are faster pair by pair. */
const few = 2000;

export class Repulsion {
  private kernel?: Kernel;
  private fft!: Fft;
  /** [kx][row]: the charges after their rows are transformed; then [row][kx]. */
  private re!: Float64Array;
  private im!: Float64Array;
  private fieldRe!: Float64Array;
  private fieldIm!: Float64Array;
  private charges!: Float64Array;
  private readonly cells: Int32Array;
  private readonly weights: Float64Array;

  constructor(private readonly count: number) {
    this.cells = new Int32Array(count);
    this.weights = new Float64Array(2 * reach * count);
  }

  /**
   * Fills `forces` with sum over j of (y_i - y_j) / (1 + d_ij^2)^2 for points [N, 2].
   * @returns Z, the sum over i != j of 1 / (1 + d_ij^2)
   */
  compute(points: Float64Array, forces: Float64Array): number {
    return this.count < few ? pairwise(points, forces) : this.interpolated(points, forces);
  }

  /** As `compute`, on the grid however few the points are. */
  interpolated(points: Float64Array, forces: Float64Array): number {
    const { low, span } = boundsOf(points);
    const { size, step } = this.prepare(span);
    // Even: rows are transformed in pairs.
    const used = Math.min(size / 2, 2 * Math.ceil((span / step + margin) / 2));
    this.spread(points, low, step, size);
    this.transformRows(used, size);
    const z = this.convolve(used, size);
    this.gather(used, size, forces);
    return z - this.count;
  }

  /** The smallest grid that the points fit, with the finest step that it allows. */
  private prepare(span: number): Kernel {
    const coarsest = steps.at(-1)!;
    const size = sizes.find((s) => (s / 2 - margin) * coarsest >= span) ?? sizes.at(-1)!;
    const cells = size / 2 - margin;
    const step = steps.find((s) => cells * s >= span) ?? span / cells;
    if (this.kernel?.size === size && this.kernel.step === step) return this.kernel;
    if (this.kernel?.size !== size) this.allocate(size);
    this.kernel = kernelOf(size, step);
    return this.kernel;
  }

  private allocate(size: number) {
    this.fft = fftOf(size);
    this.charges = new Float64Array((size * size) / 2);
    const stride = size + padding;
    this.re = new Float64Array((size / 2 + 1) * stride);
    this.im = new Float64Array((size / 2 + 1) * stride);
    this.fieldRe = new Float64Array((size / 2) * stride);
    this.fieldIm = new Float64Array((size / 2) * stride);
  }

  private spread(points: Float64Array, low: [number, number], step: number, size: number) {
    const { charges, cells, weights } = this;
    charges.fill(0);
    for (let i = 0; i < this.count; i++) {
      const across = 2 * reach * i;
      const down = across + reach;
      const column = spline(weights, across, (points[2 * i] - low[0]) / step + 3);
      const row = spline(weights, down, (points[2 * i + 1] - low[1]) / step + 3);
      const first = row * size + column;
      cells[i] = first;
      for (let r = 0; r < reach; r++)
        for (let c = 0; c < reach; c++)
          charges[first + r * size + c] += weights[across + c] * weights[down + r];
    }
  }

  /** Two real rows go through as one complex row. */
  private transformRows(used: number, size: number) {
    const { charges, re, im, fft } = this;
    const a = new Float64Array(size);
    const b = new Float64Array(size);
    re.fill(0);
    im.fill(0);
    for (let row = 0; row < used; row += 2) {
      a.set(charges.subarray(row * size, (row + 1) * size));
      b.set(charges.subarray((row + 1) * size, (row + 2) * size));
      fft(a, b);
      for (let k = 0; k <= size / 2; k++) {
        const mirror = k === 0 ? 0 : size - k;
        const at = k * (size + padding) + row;
        re[at] = (a[k] + a[mirror]) / 2;
        im[at] = (b[k] - b[mirror]) / 2;
        re[at + 1] = (b[k] + b[mirror]) / 2;
        im[at + 1] = (a[mirror] - a[k]) / 2;
      }
    }
  }

  /** Column by column: forward, times the kernels, back. Gives Z (with i = j) by Parseval. */
  private convolve(used: number, size: number): number {
    const { fft, re, im, fieldRe, fieldIm, kernel } = this;
    const { scalar, re: kernelRe, im: kernelIm } = kernel!;
    const there = { re: new Float64Array(size), im: new Float64Array(size) };
    const back = { re: new Float64Array(size), im: new Float64Array(size) };
    let z = 0;
    for (let kx = 0; kx <= size / 2; kx++) {
      const line = kx * (size + padding);
      const row = kx * size;
      fft(re, im, line);
      const single = kx === 0 || kx === size / 2;
      let sum = 0;
      for (let ky = 0; ky < size; ky++) {
        const x = re[line + ky];
        const y = im[line + ky];
        const c = kernelRe[row + ky];
        const s = kernelIm[row + ky];
        sum += (x * x + y * y) * scalar[row + ky];
        there.re[ky] = x * c - y * s;
        there.im[ky] = x * s + y * c;
        // At (-kx, ky): the charges are real, and the kernel is odd in its first axis.
        const mirror = ky === 0 ? line : line + size - ky;
        back.re[ky] = re[mirror] * c - im[mirror] * s;
        back.im[ky] = -re[mirror] * s - im[mirror] * c;
      }
      z += single ? sum : 2 * sum;
      fft(there.im, there.re);
      column(there, fieldRe, fieldIm, kx, used, size + padding);
      if (single) continue;
      fft(back.im, back.re);
      column(back, fieldRe, fieldIm, size - kx, used, size + padding);
    }
    return z;
  }

  private gather(used: number, size: number, forces: Float64Array) {
    const { fft, fieldRe, fieldIm, cells, weights } = this;
    const stride = size + padding;
    for (let row = 0; row < used; row++) fft(fieldIm, fieldRe, row * stride);
    for (let i = 0; i < this.count; i++) {
      // Where the charges have their cell, the field has it in wider rows.
      const first = cells[i] + padding * Math.floor(cells[i] / size);
      let x = 0;
      let y = 0;
      const across = 2 * reach * i;
      const down = across + reach;
      for (let r = 0; r < reach; r++)
        for (let c = 0; c < reach; c++) {
          const w = weights[across + c] * weights[down + r];
          const at = first + r * stride + c;
          x += w * fieldRe[at];
          y += w * fieldIm[at];
        }
      forces[2 * i] = x;
      forces[2 * i + 1] = y;
    }
  }
}

function pairwise(points: Float64Array, forces: Float64Array): number {
  let z = 0;
  forces.fill(0);
  for (let i = 0; i < points.length; i += 2) {
    let x = 0;
    let y = 0;
    for (let j = 0; j < i; j += 2) {
      const dx = points[i] - points[j];
      const dy = points[i + 1] - points[j + 1];
      const q = 1 / (1 + dx * dx + dy * dy);
      z += 2 * q;
      x += q * q * dx;
      y += q * q * dy;
      forces[j] -= q * q * dx;
      forces[j + 1] -= q * q * dy;
    }
    forces[i] += x;
    forces[i + 1] += y;
  }
  return z;
}

interface Complex {
  re: Float64Array;
  im: Float64Array;
}
function column(
  from: Complex,
  re: Float64Array,
  im: Float64Array,
  at: number,
  used: number,
  stride: number,
) {
  for (let row = 0; row < used; row++) {
    re[row * stride + at] = from.re[row];
    im[row * stride + at] = from.im[row];
  }
}

/** The six weights of the quintic B-spline at `t`; gives the first of their nodes. */
function spline(weights: Float64Array, at: number, t: number): number {
  const node = Math.floor(t);
  const f = t - node;
  const g = 1 - f;
  weights[at] = g ** 5 / 120;
  weights[at + 1] = outer(g);
  weights[at + 2] = inner(f);
  weights[at + 3] = inner(g);
  weights[at + 4] = outer(f);
  weights[at + 5] = f ** 5 / 120;
  return node - 2;
}

/** The spline at a distance of `t` from its middle, t in [0, 1]; and at 2 - t. */
const inner = (t: number) => (33 + t * t * (-30 + t * t * (15 - 5 * t))) / 60;
const outer = (t: number) => (1 + t * (5 + t * (10 + t * (10 + t * (5 - 5 * t))))) / 120;

function boundsOf(points: Float64Array): { low: [number, number]; span: number } {
  const low: [number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const high = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < points.length; i++) {
    if (points[i] < low[i & 1]) low[i & 1] = points[i];
    if (points[i] > high[i & 1]) high[i & 1] = points[i];
  }
  return { low, span: Math.max(high[0] - low[0], high[1] - low[1]) };
}
