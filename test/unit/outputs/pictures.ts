// Pictures of disks and squares as `trained/train.py` draws them, with where each is.
import { normal, uniform } from "../../../src/engine/methods/random";

export const side = 64;
const area = side * side;

export interface Shape {
  kind: "disk" | "square";
  x: number;
  y: number;
  radius: number;
}
export interface Drawn {
  /** [1, 3, 64, 64], 0 to 1. */
  pixels: Float32Array;
  shapes: Shape[];
}

/** @param counts of disks and squares; one or two of each if not given */
export function drawn(seed: number, counts?: [number, number]): Drawn {
  const random = uniform(seed);
  const noise = normal(seed + 1);
  const between = (a: number, b: number) => a + (b - a) * random();
  const colour = () => [random(), random(), random()];
  const ground = colour().map((v) => 0.2 + 0.6 * v);
  const pixels = Float32Array.from(
    { length: 3 * area },
    (_, i) => ground[Math.floor(i / area)] + 0.04 * noise(),
  );
  const [disks, squares] = counts ?? [1 + Math.floor(2 * random()), 1 + Math.floor(2 * random())];
  const shapes: Shape[] = [];
  for (let n = 0; n < disks + squares; n++)
    for (let tries = 0; tries < 100; tries++) {
      const radius = between(5, 9);
      const [x, y] = [1, 2].map(() => between(radius + 1, side - radius - 1));
      const near = shapes.some((s) => Math.hypot(s.x - x, s.y - y) <= radius + s.radius + 6);
      if (near) continue;
      const shape: Shape = { kind: n < disks ? "disk" : "square", x, y, radius };
      shapes.push(shape);
      let own = colour();
      while (Math.max(...own.map((v, c) => Math.abs(v - ground[c]))) < 0.4) own = colour();
      for (let p = 0; p < area; p++)
        if (covers(shape, (p % side) + 0.5, Math.floor(p / side) + 0.5))
          for (let c = 0; c < 3; c++) pixels[c * area + p] = own[c] + 0.04 * noise();
      break;
    }
  return { pixels: pixels.map((v) => Math.min(Math.max(v, 0), 1)), shapes };
}

const covers = ({ kind, x, y, radius }: Shape, u: number, v: number) =>
  (kind === "disk" ? Math.hypot(u - x, v - y) : Math.max(Math.abs(u - x), Math.abs(v - y))) <
  radius;
