import { drawn } from "../drawing";
import { findLayer } from "../lookup";
import { Refusal } from "../refusal";
import { asWebp } from "../run/picture";
import { subjectOf } from "../subject";
import type { Calls } from "./call";

export const strip: Calls["strip"] = async (job, control, models) => {
  const { image, layer: name, side, count } = job;
  if (!("file" in image))
    throw new Refusal("picture-unreadable", "A strip needs a picture: a tensor has none.");
  const { programs, input, predicted } = await subjectOf(models, job, control);
  const layer = findLayer(programs.network, name);
  const { dims, data } = await programs.activation(layer.value, input);
  const [, all, height, width] = dims;
  const area = height * width;
  const of = (k: number) => (data as Float32Array).subarray(k * area, (k + 1) * area);
  const means = Array.from({ length: all }, (_, k) => of(k).reduce((a, b) => a + b, 0) / area);
  const channels = means
    .map((_, k) => k)
    .sort((a, b) => means[b] - means[a])
    .slice(0, count);
  const tiles = channels.map((k) => {
    const map = { width, height, values: of(k), view: "positive", unit: "", clip: 100 } as const;
    return drawn(image.file, predicted.picture!, map, { side, square: true });
  });
  return { layer: layer.info, channels, image: await asWebp(await Promise.all(tiles)) };
};
