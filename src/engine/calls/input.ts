import type { NetworkInput } from "../api";
import { rangeOf } from "../range";
import { Refusal } from "../refusal";
import { encodePng } from "../run/picture";
import { channelSource, preprocess } from "../run/preprocess";
import type { Calls } from "./call";

export const input: Calls["input"] = async (job, _, models): Promise<NetworkInput> => {
  if (!("file" in job.image))
    throw new Refusal("picture-unreadable", "A tensor is the network's input already.");
  const { network } = await models.programs(job);
  const how = network.info.preprocessing;
  const { width, height, layout, rescale_factor, mean, std } = how;
  const { data } = (await preprocess(job.image.file, how)).input;
  const channels = channelSource[how.channel_order];
  const plane = width * height;
  const rgba = new Uint8ClampedArray(4 * plane).fill(255);
  channels.forEach((to, c) => {
    for (let p = 0; p < plane; p++) {
      const value = data[layout === "NCHW" ? c * plane + p : p * channels.length + c];
      const pixel = (value * std[c] + mean[c]) / rescale_factor;
      // Grey goes to all three.
      if (to < 0) rgba.fill(Math.round(pixel), 4 * p, 4 * p + 3);
      else rgba[4 * p + to] = Math.round(pixel);
    }
  });
  return { image: await encodePng({ width, height, rgba }), range: rangeOf(data) };
};
