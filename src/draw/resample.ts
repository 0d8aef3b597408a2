/** A grid of numbers, row by row. */
export interface Grid {
  width: number;
  height: number;
  values: Float32Array;
}

/**
 * The value of a grid at a point of the area it covers, bilinear between the cells' centres.
 * @param u, v 0 to 1 across and down; the centre of cell i of n lies at (i + 0.5) / n
 */
export function sample({ width, height, values }: Grid, u: number, v: number): number {
  const [x0, x1, fx] = between(u * width - 0.5, width);
  const [y0, y1, fy] = between(v * height - 0.5, height);
  const top = values[y0 * width + x0] * (1 - fx) + values[y0 * width + x1] * fx;
  const bottom = values[y1 * width + x0] * (1 - fx) + values[y1 * width + x1] * fx;
  return top * (1 - fy) + bottom * fy;
}

/** The grid at another resolution, half-pixel centres: PyTorch's align_corners=False. */
export function upsample(grid: Grid, width: number, height: number): Float32Array {
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      out[y * width + x] = sample(grid, (x + 0.5) / width, (y + 0.5) / height);
  return out;
}

/** The two cells around a position and how far it is from the first; the edge repeats. */
function between(at: number, n: number): [number, number, number] {
  const clamped = Math.min(Math.max(at, 0), n - 1);
  const low = Math.floor(clamped);
  return [low, Math.min(low + 1, n - 1), clamped - low];
}
