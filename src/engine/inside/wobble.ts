// Pictures moved, grown and turned a little, bilinear; and the adjoint, which leads a gradient back.

export interface Motion {
  /** Pixels to the right and down. */
  x: number;
  y: number;
  /** 1 is as it was. */
  scale: number;
  /** Radians, clockwise. */
  turn: number;
}

export interface Wobble {
  apply(planes: Float32Array): Float32Array;
  /** <apply(a), b> = <a, adjoint(b)> */
  adjoint(planes: Float32Array): Float32Array;
}

/** For planes of `width` x `height`, any number of them one after the other; the edge repeats. */
export function wobble(width: number, height: number, motion: Motion): Wobble {
  const size = width * height;
  const { at, weight } = taps(width, height, motion);
  const each = (
    planes: Float32Array,
    visit: (tap: number, moved: number, from: number) => void,
  ) => {
    for (let start = 0; start < planes.length; start += size)
      for (let tap = 0; tap < 4 * size; tap++) visit(tap, start + (tap >> 2), start + at[tap]);
  };
  return {
    apply(planes) {
      const out = new Float32Array(planes.length);
      each(planes, (tap, moved, from) => {
        out[moved] += weight[tap] * planes[from];
      });
      return out;
    },
    adjoint(planes) {
      const out = new Float32Array(planes.length);
      each(planes, (tap, moved, from) => {
        out[from] += weight[tap] * planes[moved];
      });
      return out;
    },
  };
}

/** For each pixel the four that it is mixed from, and their shares. */
function taps(width: number, height: number, { x: dx, y: dy, scale, turn }: Motion) {
  const at = new Int32Array(4 * width * height);
  const weight = new Float32Array(4 * width * height);
  const [cos, sin] = [Math.cos(turn) / scale, Math.sin(turn) / scale];
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [u, v] = [x - middleX - dx, y - middleY - dy];
      const [left, right, fx] = between(middleX + cos * u + sin * v, width);
      const [top, bottom, fy] = between(middleY - sin * u + cos * v, height);
      const tap = 4 * (y * width + x);
      at.set(
        [left, right].map((c) => top * width + c),
        tap,
      );
      at.set(
        [left, right].map((c) => bottom * width + c),
        tap + 2,
      );
      weight.set([(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy], tap);
    }
  return { at, weight };
}

function between(position: number, n: number): [number, number, number] {
  const clamped = Math.min(Math.max(position, 0), n - 1);
  const low = Math.floor(clamped);
  return [low, Math.min(low + 1, n - 1), clamped - low];
}

/** A small motion at random: a sixteenth of the side, a tenth of the size, five degrees. */
export function randomMotion(random: () => number, width: number, height: number): Motion {
  const around = (most: number) => most * (2 * random() - 1);
  return {
    x: around(width / 16),
    y: around(height / 16),
    scale: 1 + around(0.1),
    turn: around((5 * Math.PI) / 180),
  };
}
