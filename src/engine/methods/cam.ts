import { Refusal } from "../refusal";
import { camMap, layerGradient } from "./cams";
import { gradCamOf } from "./grad-cam";
import { defineMethod } from "./method";

export const classActivation = defineMethod({
  id: "cam",
  title: "CAM",
  about:
    "The last activation weighted by the class's own weights; for networks that end in a mean.",
  group: "regions",
  paper: "https://arxiv.org/abs/1512.04150",
  needs: ["gradients", "layer"],
  params: {},
  async explain(lab) {
    const { head } = lab;
    const useGradCam = [
      { title: "Use Grad-CAM", action: { kind: "method" as const, method: "grad-cam" } },
    ];
    if (head.brokenBy !== undefined)
      throw new Refusal(
        "method-not-applicable",
        `CAM needs a network that ends in a global average and one linear layer; ${head.brokenBy} ` +
          "stands between the last spatial activation and the scores.",
        useGradCam,
      );
    if (head.pooled !== lab.layer)
      throw new Refusal(
        "method-not-applicable",
        `CAM can be taken only at "${head.pooled}", which the network averages; ` +
          `"${lab.layer}" was asked for.`,
        [
          { title: `Use ${head.pooled}`, action: { kind: "layer", layer: head.pooled } },
          ...useGradCam,
        ],
      );
    const { value, gradient } = await lab.gradient({ wrt: "layer" });
    const l = layerGradient(value, gradient);
    // Behind the mean over h w cells every gradient is w_k / (h w), so Grad-CAM has the weights.
    return camMap(
      value.dims,
      gradCamOf(l).map((v) => v * l.area),
    );
  },
});
