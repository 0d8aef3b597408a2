/** Gauss and Legendre's n nodes in (0, 1) and their weights, which add up to 1. */
export function gaussLegendre(n: number): { node: number; weight: number }[] {
  return Array.from({ length: n }, (_, i) => {
    // Newton's method from Tricomi's estimate of the i-th root.
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let step = 0; step < 100; step++) {
      const [p, before] = legendre(n, x);
      slope = (n * (x * p - before)) / (x * x - 1);
      const change = p / slope;
      x -= change;
      if (Math.abs(change) < 1e-15) break;
    }
    return { node: (1 - x) / 2, weight: 1 / ((1 - x * x) * slope * slope) };
  });
}

/** The Legendre polynomials of degree n and n - 1 at x. */
function legendre(n: number, x: number): [number, number] {
  let [before, p] = [1, x];
  for (let k = 2; k <= n; k++) [before, p] = [p, ((2 * k - 1) * x * p - (k - 1) * before) / k];
  return n === 0 ? [1, 0] : [p, before];
}
