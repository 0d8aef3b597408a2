import { camMap, weightedSum } from "./cams";
import { defineMethod } from "./method";

export const gradCam = defineMethod({
  id: "grad-cam",
  title: "Grad-CAM",
  about:
    "Which regions of a layer speak for the class, each channel weighted by its mean gradient.",
  group: "regions",
  paper: "https://arxiv.org/abs/1610.02391",
  recommended: true,
  needs: ["gradients", "layer"],
  params: {},
  async explain(lab) {
    const { value, gradient } = await lab.gradient({ wrt: "layer" });
    const [, channels, height, width] = value.dims;
    const area = height * width;
    const weights = Float64Array.from({ length: channels }, (_, k) => {
      let sum = 0;
      for (let p = k * area; p < (k + 1) * area; p++) sum += gradient.data[p];
      return sum / area;
    });
    return camMap(value.dims, weightedSum(value.data, weights, area), "logit");
  },
});
