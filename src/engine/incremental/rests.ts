// What the cells that a window leaves as they are add to the mean of a map.
import { sizeOf } from "../graph/tensor";
import type { Interval } from "./intervals";
import type { Pair } from "./region";

/** Sums of every rectangle of a map [1, C, H, W], in double precision. */
export class Integral {
  /** [H + 1, W + 1, C]: of the cells above and left of a corner. */
  private readonly sums: Float64Array;
  private readonly channels: number;
  private readonly height: number;
  private readonly width: number;

  constructor({ dims, data }: { dims: readonly number[]; data: Float32Array }) {
    [this.channels, this.height, this.width] = dims.slice(1);
    const { channels, height, width } = this;
    this.sums = new Float64Array(sizeOf([channels, height + 1, width + 1]));
    for (let c = 0; c < channels; c++)
      for (let y = 0; y < height; y++) {
        let across = 0;
        for (let x = 0; x < width; x++) {
          across += data[(c * height + y) * width + x];
          this.sums[this.corner(y + 1, x + 1) + c] = this.sums[this.corner(y, x + 1) + c] + across;
        }
      }
  }

  /** For each channel the sum of all cells but those of the rectangle, over the number of all. */
  outside([rows, columns]: Pair<Interval>): Float32Array {
    const { sums, height, width } = this;
    const all = this.corner(height, width);
    const [a, b] = [this.corner(rows.lo, columns.lo), this.corner(rows.lo, columns.hi)];
    const [c, d] = [this.corner(rows.hi, columns.lo), this.corner(rows.hi, columns.hi)];
    const out = new Float32Array(this.channels);
    for (let k = 0; k < out.length; k++) {
      const inside = sums[d + k] - sums[c + k] - sums[b + k] + sums[a + k];
      out[k] = (sums[all + k] - inside) / (height * width);
    }
    return out;
  }

  private corner = (y: number, x: number) => (y * (this.width + 1) + x) * this.channels;
}
