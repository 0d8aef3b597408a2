// Which cells of a map change when a window of the picture does: half-open intervals along an axis.
export interface Interval {
  readonly lo: number;
  readonly hi: number;
}

/** How Conv and the pools slide along one axis; (1, 1, 1, 0) stays in place. */
export interface Slide {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** Padding before the first cell. */
  readonly begin: number;
}
export const inPlace: Slide = { kernel: 1, stride: 1, dilation: 1, begin: 0 };

export const lengthOf = ({ lo, hi }: Interval) => hi - lo;
export const reach = ({ kernel, dilation }: Slide) => (kernel - 1) * dilation;
export const hull = (a: Interval, b: Interval): Interval => ({
  lo: Math.min(a.lo, b.lo),
  hi: Math.max(a.hi, b.hi),
});

/**
 * The cells of an output of `length` that read a cell of `i`. Never empty: a map that does not change
 * at all recomputes one cell, which is exact too.
 */
export function through({ lo, hi }: Interval, slide: Slide, length: number): Interval {
  const first = Math.ceil((lo + slide.begin - reach(slide)) / slide.stride);
  const end = Math.floor((hi - 1 + slide.begin) / slide.stride) + 1;
  const from = Math.min(Math.max(first, 0), length - 1);
  return { lo: from, hi: Math.min(Math.max(end, from + 1), length) };
}

/** The cells that outputs `lo` to `hi` read; they may overhang the map. */
export const read = ({ lo, hi }: Interval, slide: Slide): Interval => ({
  lo: lo * slide.stride - slide.begin,
  hi: (hi - 1) * slide.stride - slide.begin + reach(slide) + 1,
});

/** `size` cells that hold `i` and lie inside a map of `length`. */
export function widened({ lo }: Interval, size: number, length: number): Interval {
  const from = Math.min(lo, length - size);
  return { lo: from, hi: from + size };
}
