// Small pictures side by side on a sheet.

/** RGBA, straight alpha, row by row. */
export interface Tile {
  width: number;
  height: number;
  rgba: Uint8ClampedArray;
}

/** Pixels between two tiles. */
const gap = 2;

/**
 * Tiles of one size, in rows, about as wide as high; `scale` repeats each pixel, `columns` overrides
 * how many stand in a row.
 */
export function sheet(tiles: readonly Tile[], scale = 1, columns = squarish(tiles.length)): Tile {
  const { width, height } = tiles[0];
  const [across, down] = [width * scale + gap, height * scale + gap];
  const rows = Math.ceil(tiles.length / columns);
  const out = { width: columns * across + gap, height: rows * down + gap };
  const rgba = new Uint8ClampedArray(4 * out.width * out.height);
  const from32 = tiles.map((t) => new Uint32Array(t.rgba.slice().buffer));
  const to32 = new Uint32Array(rgba.buffer);
  tiles.forEach((_, i) => {
    const left = gap + (i % columns) * across;
    const top = gap + Math.floor(i / columns) * down;
    for (let y = 0; y < height * scale; y++)
      for (let x = 0; x < width * scale; x++) {
        const pixel = from32[i][Math.floor(y / scale) * width + Math.floor(x / scale)];
        to32[(top + y) * out.width + left + x] = pixel;
      }
  });
  return { ...out, rgba };
}

const squarish = (n: number) => Math.ceil(Math.sqrt(n));

/** How often to repeat a tile's pixels so that a person can see them. */
export const magnified = ({ width, height }: Pick<Tile, "width" | "height">, side = 64) =>
  Math.max(1, Math.floor(side / Math.max(width, height)));

/** RGB bytes made opaque. */
export function opaque({ width, height, rgb }: { width: number; height: number; rgb: Uint8Array }) {
  const rgba = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let p = 0; p < width * height; p++) rgba.set(rgb.subarray(3 * p, 3 * p + 3), 4 * p);
  return { width, height, rgba };
}

/**
 * Colour planes [3, h, w] (or one, grey) as a tile, the range from `low` to `high` made visible;
 * what is no number stays black.
 */
export function tinted(
  planes: Float32Array,
  { width, height }: Pick<Tile, "width" | "height">,
  low: number,
  high: number,
): Tile {
  const size = width * height;
  const rgba = new Uint8ClampedArray(4 * size).fill(255);
  const span = high - low || 1;
  for (let p = 0; p < size; p++)
    for (let c = 0; c < 3; c++)
      rgba[4 * p + c] = (255 * (planes[(c * size + p) % planes.length] - low)) / span;
  return { width, height, rgba };
}

/** A part of a tile, in whole pixels; it must not overhang. */
export function cut(tile: Tile, area: { x: number; y: number } & Pick<Tile, "width" | "height">) {
  const [x, y, width, height] = [area.x, area.y, area.width, area.height].map(Math.round);
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (let row = 0; row < height; row++) {
    const start = 4 * ((y + row) * tile.width + x);
    rgba.set(tile.rgba.subarray(start, start + 4 * width), 4 * row * width);
  }
  return { width, height, rgba };
}
