// Is one setting better than another on the same pictures, or is it luck?

/**
 * McNemar's exact test, one-sided: of the pictures on which two settings differ, how probable is it
 * that so many or more speak for `candidate` if both were alike?
 */
export function mcnemar(candidate: readonly boolean[], reference: readonly boolean[]): number {
  const differ = candidate.map((c, i) => Number(c) - Number(reference[i])).filter((d) => d !== 0);
  const wins = differ.filter((d) => d > 0).length;
  const n = differ.length;
  let term = 0.5 ** n;
  let tail = 0;
  for (let k = 0; k <= n; k++) {
    if (k >= wins) tail += term;
    term *= (n - k) / (k + 1);
  }
  return Math.min(1, tail);
}

/** Of scores, before softmax. */
export function softmax(scores: Float32Array): Float64Array {
  const largest = scores.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const powers = Float64Array.from(scores, (s) => Math.exp(s - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((p) => p / sum);
}

export const entropy = (p: Float64Array) =>
  p.reduce((h, v) => (v > 0 ? h - v * Math.log(v) : h), 0);

export const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
