// Dense surface coordinates: for each part of a body a map of u and a map of v (DensePose).
import type { Network } from "../../network";
import { evenly, mapOf } from "../map";
import type { Found, Reader } from "../reader";
import { bestOf } from "./semantic";

export const surface: Reader = {
  id: "surface",
  title: "Parts of a surface with their coordinates",
  families: "DensePose: parts with u and v for each",
  explains: "the mean over a part's mask of its score, of u and of v",
  recognise: (network) => tensorsOf(network),
  read([segments, u, v], network) {
    const [map, mapU, mapV] = [segments, u, v].map((o) => mapOf(network, o.value)!);
    const names = network.namesOf(map.channels);
    return bestOf(map, segments).flatMap((values, part): Found[] => {
      const cells = Array.from(values.keys()).filter((p) => values[p] > 0);
      // Part 0 is the background.
      if (!part || !cells.length) return [];
      const places = (of: typeof map) =>
        evenly(cells.map((p) => of.place(part, Math.floor(p / map.width), p % map.width)));
      const name = names?.[part] ?? `part ${part}`;
      return [
        {
          id: `mask:${part}`,
          name,
          label: `mean of ${name} over its mask`,
          mask: { width: map.width, height: map.height, values },
          elements: places(map),
          parts: [
            { name: "u", label: `mean u of ${name}`, elements: places(mapU) },
            { name: "v", label: `mean v of ${name}`, elements: places(mapV) },
          ],
        },
      ];
    });
  },
};

function tensorsOf({ model }: Network) {
  const { outputs } = model.graph;
  const maps = outputs.filter((y) => y.shape?.length === 4);
  const u = maps.find((y) => /^u$|_u$/i.test(y.name));
  const v = maps.find((y) => /^v$|_v$/i.test(y.name));
  const segments = maps.find(
    (y) => /fine|index|part|seg/i.test(y.name) && y.shape![1] === u?.shape?.[1],
  );
  return u && v && segments ? [segments, u, v] : undefined;
}
