// Key points as peaks of heat maps, one for each.

import { pointIn } from "../boxes";
import { mapOf } from "../map";
import { only, type Reader } from "../reader";

/** Words of their own: "transpose" is no pose. */
const told = /(?<![a-z])(heat|key.?p|kpt|joint|pose|landmark|hourglass)/i;

export const keyPoints: Reader = {
  id: "key-points",
  title: "Key points",
  families: "Stacked hourglass, HRNet, SimpleBaseline: a heat map for each key point",
  explains: "the heat map's value at its peak",
  tried: "a network of our own (`hourglass`)",
  recognise(network, named) {
    const { outputs } = network.model.graph;
    // Of a stack of hourglasses the last one counts.
    const output = outputs.at(-1)!;
    const map = mapOf(network, output);
    const called = outputs.every((y) => told.test(y.name));
    return map && map.value === output && (named || called) ? [output] : undefined;
  },
  read([output], network, geometry) {
    const map = mapOf(network, output.value)!;
    const { width, height, channels } = map;
    const names = network.namesOf(channels);
    return Array.from({ length: channels }, (_, k) => {
      let [column, row] = [0, 0];
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++)
          if (output.data[map.index(k, y, x)] > output.data[map.index(k, row, column)])
            [column, row] = [x, y];
      const name = names?.[k] ?? `point ${k}`;
      const x = ((column + 0.5) / width) * geometry.width;
      const y = ((row + 0.5) / height) * geometry.height;
      return {
        id: `point:${k}`,
        name,
        label: `peak of ${name}`,
        points: [pointIn(geometry, x, y)],
        ...only(map.place(k, row, column)),
      };
    });
  },
};
