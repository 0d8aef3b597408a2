// Semantic maps: a score for each class and cell, or the best class alone; masks of one channel.
import type { Network } from "../../network";
import { evenly, type MapOutput, mapOf, squashedBy } from "../map";
import type { Found, Output, Reader } from "../reader";

/** Coarser than the input at most: detectors' grids are coarser still. */
const coarsest = 16;
const most = 20;

export const semantic: Reader = {
  id: "semantic",
  title: "Classes of regions",
  families:
    "Semantic maps (DeepLab, U-Net, SegFormer) with or without Softmax or ArgMax, binary masks",
  explains: "the class's mean logit over its mask; any pixel (`class:LABEL@X,Y`) or rectangle",
  tried: "DeepLab v3 (MobileNet v2, portraits)",
  recognise(network, named) {
    const map = mapIn(network);
    if (!map) return undefined;
    const fits = named || map.value !== network.model.graph.outputs[0] || isOfClasses(network, map);
    return fits ? [map.value] : undefined;
  },
  read: ([output], network) => semanticThings(mapIn(network)!, output, network),
};

/** The classes that are the best somewhere, those with the most cells first. */
export function semanticThings(map: MapOutput, output: Output, network: Network): Found[] {
  const masks = map.channels === 1 ? [alone(map, output)] : bestOf(map, output);
  const names = network.namesOf(map.channels);
  const found = masks.flatMap((values, c) => thing(map, values, c, names?.[c]) ?? []);
  found.sort((a, b) => b.share - a.share);
  return found.slice(0, most).map(({ share: _, ...t }) => t);
}

/** The first output, if all others are of its kind (as of a network with two heads). */
function mapIn(network: Network): MapOutput | undefined {
  const { outputs } = network.model.graph;
  if (outputs.some((y) => y.shape?.length !== outputs[0].shape?.length)) return undefined;
  const map = mapOf(network, outputs[0]);
  const { height } = network.info.preprocessing;
  return map && map.height * coarsest >= height ? map : undefined;
}

/** Words of their own: "batch_normalization" is no map of normals. */
const otherwise = /(?<![a-z])(uv|flow|heat.?maps?|key.?points?|joints?|depth|normals?)(?![a-z])/i;

/** Not a picture, nor anything whose channels are no classes. */
function isOfClasses(network: Network, map: MapOutput) {
  const { outputs } = network.model.graph;
  const squashed = squashedBy(map);
  if (squashed === "Softmax" || squashed === "LogSoftmax") return true;
  if (outputs.some((y) => otherwise.test(y.name))) return false;
  if (map.channels === 1) return squashed === "Sigmoid";
  return map.channels !== 3 || /seg|mask|class|logit/i.test(outputs[0].name);
}

/** Above zero where its class is the best, by how much. */
export function bestOf(map: MapOutput, { data }: Output): Float32Array[] {
  const { channels, width, height } = map;
  const masks = Array.from({ length: channels }, () => new Float32Array(width * height).fill(-1));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let best = 0;
      for (let c = 1; c < channels; c++)
        if (data[map.index(c, y, x)] > data[map.index(best, y, x)]) best = c;
      masks[best][y * width + x] = 1;
    }
  return masks;
}

/** A probability above a half, a logit above zero. */
function alone(map: MapOutput, { data }: Output) {
  const half = squashedBy(map) === "Sigmoid" ? 0.5 : 0;
  return data.subarray(0, map.width * map.height).map((v) => v - half);
}

function thing(map: MapOutput, values: Float32Array, c: number, known: string | undefined) {
  const { width, height } = map;
  const places = Array.from(values.keys())
    .filter((p) => values[p] > 0)
    .map((p) => map.place(c, Math.floor(p / width), p % width));
  if (!places.length) return undefined;
  const name = known ?? (map.channels === 1 ? "mask" : `class ${c}`);
  const found: Found & { share: number } = {
    id: `mask:${c}`,
    name,
    label: `mean of ${name} over its mask`,
    mask: { width, height, values },
    share: places.length / values.length,
    elements: evenly(places),
  };
  return found;
}
