import { cam, type LayerGradient, sum, weighted } from "./cams";

/** Each channel weighted by its mean gradient. */
export const gradCamOf = (l: LayerGradient) => weighted(l, (_, g) => sum(g) / g.length);

export const gradCam = cam(
  {
    id: "grad-cam",
    title: "Grad-CAM",
    about:
      "Which regions of a layer speak for the class, each channel weighted by its mean gradient.",
    paper: "https://arxiv.org/abs/1610.02391",
    wholeChannels: true,
    recommended: true,
  },
  gradCamOf,
);
