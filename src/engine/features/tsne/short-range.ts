// What the grid leaves to pairs of points: the kernels are split as Ewald (1921) splits charges.
//
// With u = 1 + d^2: 1 / u is the integral over s > 0 of exp(-s u), and 1 / u^2 of s exp(-s u). What
// lies below s = `split` is smooth, so that a coarse grid holds it; the rest ends within a few units.

export interface Split {
  split: number;
  /** Distance beyond which the short part is left out. */
  radius: number;
}
/** A split so far out leaves nothing to the short part. */
const far = 1e3;

/** The smooth part of 1 / u, and of 1 / u^2. */
export const smoothScalar = (u: number, split = far) => (1 - Math.exp(-split * u)) / u;
export const smoothForce = (u: number, split = far) =>
  (1 - Math.exp(-split * u) * (1 + split * u)) / (u * u);

const entries = 4096;

export class ShortRange {
  private readonly scalar = new Float64Array(entries + 2);
  private readonly force = new Float64Array(entries + 2);
  private readonly radius: number;
  private readonly perEntry: number;
  private readonly order: Int32Array;
  private readonly cells: Int32Array;
  /** The points and what is found for them, in the order of cells. */
  private readonly sorted: Float64Array;
  private readonly found: Float64Array;
  /** Of each cell in `sorted`, and where the last one ends. */
  private starts = new Int32Array(1);

  constructor(
    private readonly count: number,
    { split, radius }: Split,
  ) {
    this.radius = radius;
    this.perEntry = entries / (radius * radius);
    for (let n = 0; n < entries; n++) {
      const u = 1 + n / this.perEntry;
      this.scalar[n] = 1 / u - smoothScalar(u, split);
      this.force[n] = 1 / (u * u) - smoothForce(u, split);
    }
    this.order = new Int32Array(count);
    this.cells = new Int32Array(count);
    this.sorted = new Float64Array(2 * count);
    this.found = new Float64Array(2 * count);
  }

  /**
   * Adds the short part to `forces` for points [N, 2] that lie within `span` of `low`.
   * @returns what it adds to Z
   */
  add(points: Float64Array, low: readonly [number, number], span: number, forces: Float64Array) {
    const { order, found } = this;
    const side = this.sort(points, low, span);
    found.fill(0);
    let z = 0;
    for (let cell = 0; cell < side * side; cell++) z += this.pairsOf(cell, side);
    for (let n = 0; n < this.count; n++) {
      forces[2 * order[n]] += found[2 * n];
      forces[2 * order[n] + 1] += found[2 * n + 1];
    }
    return 2 * z;
  }

  /** By square cells as wide as the radius, row by row; gives the cells of a row. */
  private sort(points: Float64Array, low: readonly [number, number], span: number) {
    const { order, cells, sorted, radius, count } = this;
    const side = Math.floor(span / radius) + 1;
    this.starts = new Int32Array(side * side + 1);
    const { starts } = this;
    for (let i = 0; i < count; i++) {
      const column = Math.floor((points[2 * i] - low[0]) / radius);
      const row = Math.floor((points[2 * i + 1] - low[1]) / radius);
      cells[i] = row * side + column;
      starts[cells[i]]++;
    }
    for (let c = 1; c <= side * side; c++) starts[c] += starts[c - 1];
    for (let i = count - 1; i >= 0; i--) order[--starts[cells[i]]] = i;
    for (let n = 0; n < count; n++) {
      sorted[2 * n] = points[2 * order[n]];
      sorted[2 * n + 1] = points[2 * order[n] + 1];
    }
    return side;
  }

  /** Each pair once: with the cell itself and the next, and with the three below. */
  private pairsOf(cell: number, side: number): number {
    const { starts } = this;
    const column = cell % side;
    const right = cell + (column + 1 < side ? 1 : 0);
    const last = starts[right + 1];
    const below = cell + side < side * side;
    const from = below ? starts[cell + side - (column > 0 ? 1 : 0)] : 0;
    const to = below ? starts[right + side + 1] : 0;
    let z = 0;
    for (let n = starts[cell]; n < starts[cell + 1]; n++)
      z += this.pairs(n, n + 1, last) + this.pairs(n, from, to);
    return z;
  }

  private pairs(n: number, from: number, to: number): number {
    const { sorted, found, scalar, force, perEntry } = this;
    const x = sorted[2 * n];
    const y = sorted[2 * n + 1];
    let [fx, fy, z] = [0, 0, 0];
    for (let m = from; m < to; m++) {
      const dx = x - sorted[2 * m];
      const dy = y - sorted[2 * m + 1];
      const at = (dx * dx + dy * dy) * perEntry;
      if (at >= entries) continue;
      const entry = at | 0;
      const part = at - entry;
      z += scalar[entry] + part * (scalar[entry + 1] - scalar[entry]);
      const f = force[entry] + part * (force[entry + 1] - force[entry]);
      fx += f * dx;
      fy += f * dy;
      found[2 * m] -= f * dx;
      found[2 * m + 1] -= f * dy;
    }
    found[2 * n] += fx;
    found[2 * n + 1] += fy;
    return z;
  }
}
