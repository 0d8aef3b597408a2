// Pictures that a network makes of its input: of the same size, or scaled.
import type { Network } from "../../network";
import { mapOf, meanOver, squashedBy } from "../map";
import { originOf } from "../origin";
import { shaped } from "../prototypes";
import type { Made, Output, Reader } from "../reader";

/** The middle is asked about first: this part of each side. */
const middle = 8;

export const image: Reader = {
  id: "image",
  title: "A picture made of the input",
  families: "Image to image: style transfer, pix2pix and CycleGAN generators, super-resolution",
  explains: "the mean of the middle or of the whole; any rectangle (`region:X,Y,W,H`)",
  tried:
    "a style network (mosaic), ESPCN super-resolution x 3, our own `translator` and `generator`",
  recognise(network, named) {
    const [output] = network.model.graph.outputs;
    const map = mapOf(network, output);
    if (!map || map.value !== output || ![1, 3].includes(map.channels)) return undefined;
    if (network.given) return [output];
    const { width, channel_order: order } = network.info.preprocessing;
    const channels = order === "grey" ? 1 : 3;
    const alike = map.channels === channels && Number.isInteger(map.width / width);
    return named || alike ? [output] : undefined;
  },
  read([output], network, geometry) {
    const { value, data } = output;
    const { x, y, width, height } = geometry.placement;
    const [w, h] = [width / middle, height / middle];
    const box = { x: x + (width - w) / 2, y: y + (height - h) / 2, width: w, height: h };
    const map = mapOf(network, value)!;
    const all = Array.from({ length: map.channels }, (_, c) => c);
    return [
      {
        id: "picture:0",
        name: "middle",
        label: "mean of the middle of the picture that is made",
        box,
        elements: meanOver(map, all, box, geometry),
      },
      {
        id: "picture:1",
        name: "whole picture",
        label: "mean of the picture that is made",
        score: data.reduce((sum, v) => sum + v, 0) / data.length,
        build: (op) =>
          shaped(op.ReduceMean(value, [1, 2, 3], { keepdims: 1 }), [value.shape![0], 1, 1, 1]),
      },
    ];
  },
  picture: ([output], network) => pictureOf(output, network),
};

function pictureOf(output: Output, network: Network): Made {
  const map = mapOf(network, output.value)!;
  const { width, height, channels } = map;
  const area = width * height;
  const planes = new Float32Array(channels * area);
  for (let c = 0; c < channels; c++)
    for (let p = 0; p < area; p++)
      planes[c * area + p] = output.data[map.index(c, Math.floor(p / width), p % width)];
  const { scale, shift } = rangeOf(planes, network, map.place(0, 0, 0));
  const blue = network.info.preprocessing.channel_order === "BGR" && channels === 3;
  const shown = planes.map((v) => v * scale + shift);
  return { width, height, planes: blue ? reversed(shown, area) : shown };
}

/** What the last operator says of the range, else the numbers themselves. */
function rangeOf(planes: Float32Array, network: Network, place: Parameters<typeof originOf>[0]) {
  const map = mapOf(network, place.value)!;
  if (squashedBy(map) === "Sigmoid") return { scale: 255, shift: 0 };
  const last = originOf(place).value.producer?.op;
  const least = planes.reduce((a, b) => Math.min(a, b), 0);
  if (last === "Tanh" || (least < -0.5 && least >= -1.5)) return { scale: 127.5, shift: 127.5 };
  const most = planes.reduce((a, b) => Math.max(a, b), 0);
  return most > 2 ? { scale: 1, shift: 0 } : { scale: 255, shift: 0 };
}

const reversed = (planes: Float32Array, area: number) =>
  Float32Array.from(planes, (_, i) => planes[(2 - Math.floor(i / area)) * area + (i % area)]);
