// Colour maps that are even to the eye and safe for the colour-blind. A handful of anchors, linear
// between them, stays within what a screen can show of the published tables.

/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number];
export const schemes = ["inferno", "viridis", "blue-red"] as const;
export type Scheme = (typeof schemes)[number];

const anchors: Record<Scheme, string> = {
  inferno: "000004 1b0c41 4a0c6b 781c6d a52c60 cf4446 ed6925 fb9b06 f7d13d fcffa4",
  viridis: "440154 482878 3e4989 31688e 26828e 1f9e89 35b779 6ece58 b5de2b fde725",
  // Against (blue), nothing (white), for (red).
  "blue-red": "053061 2166ac 4393c3 92c5de f7f7f7 f4a582 d6604d b2182b 67001f",
};

const tables = Object.fromEntries(
  Object.entries(anchors).map(([name, text]) => [name, table(text.split(" ").map(parse))]),
) as Record<Scheme, Rgb[]>;

/** The colour at `t`, 0 to 1; outside it is clamped. */
export const colorAt = (scheme: Scheme, t: number): Rgb =>
  tables[scheme][Math.round(255 * Math.min(Math.max(t, 0), 1))];

function parse(hex: string): Rgb {
  const n = Number.parseInt(hex, 16);
  return [n >> 16, (n >> 8) & 255, n & 255];
}

function table(stops: Rgb[]): Rgb[] {
  return Array.from({ length: 256 }, (_, i) => {
    const at = (i / 255) * (stops.length - 1);
    const left = Math.min(Math.floor(at), stops.length - 2);
    const mix = (c: 0 | 1 | 2) =>
      Math.round(stops[left][c] + (at - left) * (stops[left + 1][c] - stops[left][c]));
    return [mix(0), mix(1), mix(2)];
  });
}
