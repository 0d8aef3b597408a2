// Steps on pixel values, one after the other, kept in the form (pixel * rescale - mean) / std.
import type { ChannelOrder } from "../api";

export class Affine {
  rescale_factor = 1;
  mean = [0];
  std = [1];
  channel_order?: ChannelOrder;

  multiply(by: number[]) {
    this.divide(by.map((v) => 1 / v));
  }

  divide(by: number[]) {
    const untouched = this.mean.every((m) => m === 0) && this.std.every((s) => s === 1);
    if (untouched && by.length === 1) this.rescale_factor = tidy(this.rescale_factor / by[0]);
    else this.std = zip(this.std, by, (s, d) => tidy(s * d));
  }

  subtract(what: number[]) {
    const moved = zip(this.std, what, (s, c) => s * c);
    this.mean = zip(this.mean, moved, (m, c) => tidy(m + c));
  }

  /** The channels in reverse: RGB becomes BGR. */
  reverse() {
    this.mean.reverse();
    this.std.reverse();
    this.channel_order = this.channel_order === "BGR" ? "RGB" : "BGR";
  }
}

/** 2 * 0.5 * 127.5 and the like without the last bits' noise. */
const tidy = (v: number) => Number(v.toPrecision(12));

function zip(a: number[], b: number[], f: (a: number, b: number) => number): number[] {
  const length = Math.max(a.length, b.length);
  return Array.from({ length }, (_, i) => f(a[i % a.length], b[i % b.length]));
}
