import { failsRandomisation, rectified, deconvnet as rules } from "./rectifiers";

export const deconvnet = rectified(
  {
    id: "deconvnet",
    title: "Deconvnet",
    about: "The score projected back to pixels, keeping positive signals at each ReLU.",
    paper: "https://arxiv.org/abs/1311.2901",
    caveat: failsRandomisation,
  },
  rules,
);
