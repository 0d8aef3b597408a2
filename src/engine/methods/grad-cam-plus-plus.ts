import { cam, sum, weighted } from "./cams";

export const gradCamPlusPlus = cam(
  {
    id: "grad-cam-plus-plus",
    title: "Grad-CAM++",
    about: "As Grad-CAM, with weights that find several objects of one class.",
    paper: "https://arxiv.org/abs/1710.11063",
    wholeChannels: true,
  },
  (l) =>
    weighted(l, (A, g) => {
      const total = sum(A);
      return g.reduce((w, d) => {
        const alpha = d === 0 ? 0 : d ** 2 / (2 * d ** 2 + total * d ** 3 + 1e-6);
        return w + Math.max(d, 0) * alpha;
      }, 0);
    }),
);
