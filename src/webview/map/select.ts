// Which points lie within what a person has drawn.
import KDBush from "kdbush";

/** [x, y] on the map. */
export type Point = readonly [number, number];

export class Places {
  private readonly tree: KDBush;

  /** @param positions [N, 2] */
  constructor(private readonly positions: Float32Array) {
    this.tree = new KDBush(positions.length / 2, 64, Float32Array);
    for (let i = 0; i < positions.length; i += 2) this.tree.add(positions[i], positions[i + 1]);
    this.tree.finish();
  }

  /** Between two opposite corners. */
  inBox([x1, y1]: Point, [x2, y2]: Point): number[] {
    const [left, right] = [Math.min(x1, x2), Math.max(x1, x2)];
    const [low, high] = [Math.min(y1, y2), Math.max(y1, y2)];
    return this.tree.range(left, low, right, high).sort((a, b) => a - b);
  }

  /** Within a closed line, by the even-odd rule. */
  inside(line: readonly Point[]): number[] {
    if (line.length < 3) return [];
    const xs = line.map(([x]) => x);
    const ys = line.map(([, y]) => y);
    const box = this.inBox([Math.min(...xs), Math.min(...ys)], [Math.max(...xs), Math.max(...ys)]);
    return box.filter((i) => encloses(line, this.positions[2 * i], this.positions[2 * i + 1]));
  }
}

function encloses(line: readonly Point[], x: number, y: number) {
  let inside = false;
  line.forEach(([x1, y1], i) => {
    const [x2, y2] = line.at(i - 1)!;
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  });
  return inside;
}
