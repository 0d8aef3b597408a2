// Resizing as training code does it: PIL's resampling to the last bit, and the kind that does not
// average when shrinking (OpenCV, TensorFlow). Another kernel is another network input. Columns first;
// Pillow 13 takes rows first where it widens and flattens, which differs by one level at most.
import type { Preprocessing } from "../api";

interface Size {
  width: number;
  height: number;
}
/** RGB, row by row. */
interface Pixels extends Size {
  data: Uint8Array | Uint8ClampedArray;
}
interface Window {
  left: number;
  top: number;
  right: number;
  bottom: number;
}
type How = Pick<Preprocessing, "interpolation" | "antialias">;

/** For each position along an axis of the output: the pixels of the source that it mixes. */
interface Taps {
  first: Int32Array;
  count: Int32Array;
  /** `width` for each position, in units of 2 ** -22, as PIL's 8-bit path rounds them. */
  weights: Int32Array;
  width: number;
}

const precision = 22;

interface Kernel {
  support: number;
  at(x: number): number;
}

/** Keys' cubic; PIL takes a = -0.5, OpenCV a = -0.75. */
const cubic = (a: number): Kernel => ({
  support: 2,
  at(x) {
    const t = Math.abs(x);
    if (t < 1) return ((a + 2) * t - (a + 3)) * t * t + 1;
    return t < 2 ? (((t - 5) * t + 8) * t - 4) * a : 0;
  },
});

const sinc = (x: number) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

const kernels: Record<Preprocessing["interpolation"], (antialias: boolean) => Kernel | undefined> =
  {
    nearest: () => undefined,
    bilinear: () => ({ support: 1, at: (x) => Math.max(0, 1 - Math.abs(x)) }),
    bicubic: (antialias) => cubic(antialias ? -0.5 : -0.75),
    lanczos: () => ({ support: 3, at: (x) => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0) }),
  };

/** The window of the picture that resizing all of `source` to `to` would give. */
export function resize(source: Pixels, to: Size, window: Window, how: How): Pixels {
  const kernel = kernels[how.interpolation](how.antialias);
  const axis = (from: number, size: number, start: number, end: number) =>
    kernel
      ? tapsOf(from, size, start, end, kernel, how.antialias)
      : nearest(from, size, start, end);
  const across = axis(source.width, to.width, window.left, window.right);
  const down = axis(source.height, to.height, window.top, window.bottom);
  const firstRow = down.first[0];
  const last = down.first.length - 1;
  const rows = down.first[last] + down.count[last] - firstRow;
  const width = across.first.length;
  const narrow = new Uint8ClampedArray(width * rows * 3);
  for (let y = 0; y < rows; y++)
    mix(source.data, (y + firstRow) * source.width * 3, 3, across, narrow, y * width * 3, 3);
  const height = down.first.length;
  const data = new Uint8ClampedArray(width * height * 3);
  const shifted = { ...down, first: down.first.map((v) => v - firstRow) };
  for (let x = 0; x < width; x++) mix(narrow, x * 3, width * 3, shifted, data, x * 3, width * 3);
  return { width, height, data };
}

/** One row or column, all three channels: rounded to 8 bits after each pass, as PIL does. */
function mix(
  from: Uint8Array | Uint8ClampedArray,
  fromStart: number,
  fromStep: number,
  { first, count, weights, width }: Taps,
  to: Uint8ClampedArray,
  toStart: number,
  toStep: number,
) {
  for (let i = 0; i < first.length; i++)
    for (let c = 0; c < 3; c++) {
      let sum = 1 << (precision - 1);
      let at = fromStart + first[i] * fromStep + c;
      for (let k = i * width; k < i * width + count[i]; k++, at += fromStep)
        sum += from[at] * weights[k];
      to[toStart + i * toStep + c] = sum >> precision;
    }
}

function tapsOf(
  from: number,
  to: number,
  start: number,
  end: number,
  { support, at }: Kernel,
  antialias: boolean,
): Taps {
  const scale = from / to;
  const stretch = antialias ? Math.max(scale, 1) : 1;
  const reach = support * stretch;
  const width = Math.ceil(reach) * 2 + 1;
  const n = end - start;
  const first = new Int32Array(n);
  const count = new Int32Array(n);
  const weights = new Int32Array(n * width);
  for (let i = 0; i < n; i++) {
    const centre = (i + start + 0.5) * scale;
    const low = Math.max(0, Math.trunc(centre - reach + 0.5));
    const high = Math.min(from, Math.trunc(centre + reach + 0.5));
    const shares = Array.from({ length: high - low }, (_, k) =>
      at((k + low - centre + 0.5) / stretch),
    );
    const sum = shares.reduce((s, v) => s + v, 0);
    first[i] = low;
    count[i] = high - low;
    for (const [k, share] of shares.entries()) {
      const weight = (share / sum) * 2 ** precision;
      weights[i * width + k] = Math.trunc(weight + (weight < 0 ? -0.5 : 0.5));
    }
  }
  return { first, count, weights, width };
}

function nearest(from: number, to: number, start: number, end: number): Taps {
  const n = end - start;
  const first = new Int32Array(n);
  const scale = from / to;
  // PIL adds the step up; where a tie is close, the sum's last bits decide.
  for (let i = 0, at = scale * 0.5; i < end; i++, at += scale)
    if (i >= start) first[i - start] = Math.min(from - 1, Math.trunc(at));
  const one = 2 ** precision;
  return {
    first,
    count: new Int32Array(n).fill(1),
    weights: new Int32Array(n).fill(one),
    width: 1,
  };
}
