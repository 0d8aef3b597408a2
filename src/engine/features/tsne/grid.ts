// Points as unit charges on a periodic grid: spread by quintic B-splines, convolved with both kernels
// at once, and read where the points are.
import { type Fft, fftOf } from "./fft";
import type { Kernel } from "./kernel";
import { reach, spline } from "./spline";

/** Cells that the splines and their tails need around the points. */
export const margin = 8;
/** Rows a power of two apart would share the same few lines of the cache. */
const padding = 8;

export class Grid {
  private readonly fft: Fft;
  private readonly charges: Float64Array;
  /** [kx][row]: the charges after their rows are transformed; then [row][kx]. */
  private readonly re: Float64Array;
  private readonly im: Float64Array;
  private readonly fieldRe: Float64Array;
  private readonly fieldIm: Float64Array;
  private readonly cells: Int32Array;
  private readonly weights: Float64Array;

  /** @param size cells along a side: twice what points may use */
  constructor(
    private readonly count: number,
    readonly size: number,
  ) {
    this.fft = fftOf(size);
    this.charges = new Float64Array((size * size) / 2);
    const stride = size + padding;
    this.re = new Float64Array((size / 2 + 1) * stride);
    this.im = new Float64Array((size / 2 + 1) * stride);
    this.fieldRe = new Float64Array((size / 2) * stride);
    this.fieldIm = new Float64Array((size / 2) * stride);
    this.cells = new Int32Array(count);
    this.weights = new Float64Array(2 * reach * count);
  }

  /**
   * Fills `forces` with the kernel's force on each of the points [N, 2] within `span` of `low`.
   * @returns the sum of the scalar kernel over all pairs, those with i = j among them
   */
  compute(
    points: Float64Array,
    low: readonly [number, number],
    span: number,
    kernel: Kernel,
    forces: Float64Array,
  ): number {
    // Even: rows are transformed in pairs.
    const used = Math.min(this.size / 2, 2 * Math.ceil((span / kernel.step + margin) / 2));
    this.spread(points, low, kernel.step);
    this.transformRows(used);
    const sum = this.convolve(used, kernel);
    this.gather(used, forces);
    return sum;
  }

  private spread(points: Float64Array, low: readonly [number, number], step: number) {
    const { charges, cells, weights, size } = this;
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
  private transformRows(used: number) {
    const { charges, re, im, fft, size } = this;
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
  private convolve(used: number, kernel: Kernel): number {
    const { fft, re, im, fieldRe, fieldIm, size } = this;
    const { scalar, re: kernelRe, im: kernelIm } = kernel;
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

  private gather(used: number, forces: Float64Array) {
    const { fft, fieldRe, fieldIm, cells, weights, size } = this;
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
