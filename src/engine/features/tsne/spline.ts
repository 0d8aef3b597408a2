// Quintic B-splines: how a point is spread onto the nodes of a grid, and read from them.

/** Nodes that a point reaches along an axis. */
export const reach = 6;

/** The six weights of the quintic B-spline at `t`; gives the first of their nodes. */
export function spline(weights: Float64Array, at: number, t: number): number {
  const node = Math.floor(t);
  const f = t - node;
  const g = 1 - f;
  weights[at] = fifth(g) / 120;
  weights[at + 1] = outer(g);
  weights[at + 2] = inner(f);
  weights[at + 3] = inner(g);
  weights[at + 4] = outer(f);
  weights[at + 5] = fifth(f) / 120;
  return node - 2;
}

/** The spline at a distance of `t` from its middle, t in [0, 1]; and at 2 - t. */
const inner = (t: number) => (33 + t * t * (-30 + t * t * (15 - 5 * t))) / 60;
const outer = (t: number) => (1 + t * (5 + t * (10 + t * (10 + t * (5 - 5 * t))))) / 120;
/** A power by `**` takes ten times longer. */
const fifth = (t: number) => t * t * t * t * t;
