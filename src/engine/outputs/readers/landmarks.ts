// Key points as coordinates: [N, 2 K], [N, K, 2], or with how sure each is.
import type { Network } from "../../network";
import { pointIn } from "../boxes";
import { only, type Reader } from "../reader";

export const landmarks: Reader = {
  id: "landmarks",
  title: "Key points",
  families: "Landmark regression: x and y of each point, in pixels or as shares of the input",
  explains: "x + y of a point; each of the two",
  tried: "a network of our own (`landmarks`)",
  recognise: (network, named) => (shapeOf(network, named) ? [firstOf(network)] : undefined),
  read([{ data, value }], network, geometry) {
    const { points, each, rows } = shapeOf(network, true)!;
    const at = (k: number, i: number) => data[k * each + i];
    const share = data.every((v) => v > -0.5 && v < 1.5);
    const [across, down] = share ? [geometry.width, geometry.height] : [1, 1];
    const names = network.namesOf(points);
    return Array.from({ length: points }, (_, k) => {
      const name = names?.[k] ?? `point ${k}`;
      const place = (i: number) => ({ value, at: rows ? [0, k, i] : [0, k * each + i] });
      return {
        id: `point:${k}`,
        name,
        label: `x + y of ${name}`,
        points: [pointIn(geometry, at(k, 0) * across, at(k, 1) * down)],
        elements: [0, 1].map((i) => ({ place: place(i), weight: 1 })),
        parts: ["x", "y"].map((axis, i) => ({
          name: axis,
          label: `${axis} of ${name}`,
          ...only(place(i)),
        })),
      };
    });
  },
};

const firstOf = ({ model }: Network) => model.graph.outputs[0];
const called = /landmark|lmk|key.?p|kpt|joint|coord|points/i;

/** A list of numbers by itself may as well be classes: its name, or the person, must say. */
function shapeOf(network: Network, named: boolean) {
  const { shape, name } = firstOf(network);
  if (network.model.graph.outputs.length > 1 || (!named && !called.test(name))) return undefined;
  const [, a, b] = shape?.map((d) => d ?? 1) ?? [];
  if (shape?.length === 2 && a % 2 === 0) return { points: a / 2, each: 2, rows: false };
  if (shape?.length === 3 && (b === 2 || b === 3)) return { points: a, each: b, rows: true };
  return undefined;
}
