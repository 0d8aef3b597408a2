import { cam, sum, weighted } from "./cams";

export const xgradCam = cam(
  {
    id: "xgrad-cam",
    title: "XGrad-CAM",
    about: "As Grad-CAM, each gradient weighted by how active its cell is.",
    paper: "https://arxiv.org/abs/2008.02312",
    wholeChannels: true,
  },
  (l) => weighted(l, (A, g) => A.reduce((s, a, i) => s + a * g[i], 0) / (sum(A) + 1e-7)),
);
