/** A grid of numbers, row by row. */
export interface Grid {
  width: number;
  height: number;
  values: Float32Array;
}
interface Size {
  width: number;
  height: number;
}
interface Rectangle extends Size {
  x: number;
  y: number;
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
export const upsample = (grid: Grid, width: number, height: number): Float32Array =>
  resample(grid, { width, height }, { x: 0, y: 0, width, height });

/** The grid laid over `area` of a picture of `size`; beyond the area its edge repeats. */
export function resample(grid: Grid, size: Size, area: Rectangle): Float32Array {
  const { width, values } = grid;
  const across = axis(width, size.width, area.x, area.width);
  const down = axis(grid.height, size.height, area.y, area.height);
  const out = new Float32Array(size.width * size.height);
  for (let y = 0; y < size.height; y++) {
    const top = down.low[y] * width;
    const bottom = down.high[y] * width;
    const fy = down.share[y];
    for (let x = 0; x < size.width; x++) {
      const x0 = across.low[x];
      const x1 = across.high[x];
      const fx = across.share[x];
      const above = values[top + x0] * (1 - fx) + values[top + x1] * fx;
      const below = values[bottom + x0] * (1 - fx) + values[bottom + x1] * fx;
      out[y * size.width + x] = above * (1 - fy) + below * fy;
    }
  }
  return out;
}

/** For each pixel of an axis the two cells around it, and the second one's share. */
function axis(cells: number, pixels: number, start: number, length: number) {
  const low = new Int32Array(pixels);
  const high = new Int32Array(pixels);
  const share = new Float64Array(pixels);
  for (let i = 0; i < pixels; i++)
    [low[i], high[i], share[i]] = between(((i + 0.5 - start) / length) * cells - 0.5, cells);
  return { low, high, share };
}

/** The two cells around a position and how far it is from the first; the edge repeats. */
function between(at: number, n: number): [number, number, number] {
  const clamped = Math.min(Math.max(at, 0), n - 1);
  const low = Math.floor(clamped);
  return [low, Math.min(low + 1, n - 1), clamped - low];
}
