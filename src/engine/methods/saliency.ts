import { defineMethod } from "./method";
import { largestAbs, pixelMap } from "./reduce";

export const saliency = defineMethod({
  id: "saliency",
  title: "Saliency",
  about: "How strongly each pixel, changed a little, would change the score.",
  group: "pixels",
  paper: "https://arxiv.org/abs/1312.6034",
  needs: ["gradients"],
  params: {},
  async explain(lab) {
    const { gradient: raw } = await lab.gradient({ wrt: "input" });
    const unit = "logit per input unit";
    return { raw, map: pixelMap(lab, largestAbs(lab, raw), { view: "positive", unit }) };
  },
});
