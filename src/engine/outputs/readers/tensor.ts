// What no reader knows: an output with more than one axis, channel by channel.
import { type MapOutput, mapOf } from "../map";
import type { Output, Reader } from "../reader";

const most = 16;

export const tensor: Reader = {
  id: "tensor",
  title: "An output that is not known",
  families: "Anything else: the channels of the output by their largest value",
  recognise(network) {
    const [output] = network.model.graph.outputs;
    const map = mapOf(network, output);
    return map && map.value === output ? [output] : undefined;
  },
  read([output], network) {
    const map = mapOf(network, output.value)!;
    return Array.from({ length: map.channels }, (_, c) => strongest(map, output, c))
      .sort((a, b) => b.value - a.value)
      .slice(0, most)
      .map(({ channel, x, y, values }) => ({
        id: `channel:${channel}`,
        name: `channel ${channel}`,
        label: `${output.value.name}[${channel}, ${y}, ${x}], the largest of its channel`,
        mask: { width: map.width, height: map.height, values },
        elements: [{ place: map.place(channel, y, x), weight: 1 }],
      }));
  },
};

/** A channel over its mean: what is above zero stands out. */
function strongest(map: MapOutput, { data }: Output, channel: number) {
  const { width, height } = map;
  const plane = Float32Array.from(
    { length: width * height },
    (_, p) => data[map.index(channel, Math.floor(p / width), p % width)],
  );
  let best = 0;
  for (let p = 1; p < plane.length; p++) if (plane[p] > plane[best]) best = p;
  const mean = plane.reduce((a, b) => a + b, 0) / plane.length;
  return {
    channel,
    value: plane[best],
    x: best % width,
    y: Math.floor(best / width),
    values: plane.map((v) => v - mean),
  };
}
