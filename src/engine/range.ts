/** Minimum and maximum. */
export function rangeOf(data: Float32Array): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const v of data) {
    // NaN must not hide: no comparison with it is true.
    if (!(v >= low)) low = v;
    if (!(v <= high)) high = v;
  }
  return [low, high];
}
