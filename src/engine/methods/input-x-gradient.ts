import { defineMethod } from "./method";
import { channelSum, pixelMap } from "./reduce";

export const inputXGradient = defineMethod({
  id: "input-x-gradient",
  title: "Input x gradient",
  about: "Each pixel's own share of the score to first order: what speaks for and what against.",
  group: "pixels",
  paper: "https://arxiv.org/abs/1605.01713",
  needs: ["gradients"],
  params: {},
  async explain(lab) {
    const { gradient } = await lab.gradient({ wrt: "input" });
    const data = gradient.data.map((g, i) => g * lab.input.data[i]);
    const raw = { dims: gradient.dims, data };
    return { raw, map: pixelMap(lab, channelSum(lab, raw), { view: "signed", unit: "logit" }) };
  },
});
