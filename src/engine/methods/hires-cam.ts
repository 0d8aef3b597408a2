import { cam, cellwise } from "./cams";

export const hiresCam = cam(
  {
    id: "hires-cam",
    title: "HiResCAM",
    about: "Gradient times activation, cell by cell: only regions that the score really uses.",
    paper: "https://arxiv.org/abs/2011.08891",
  },
  (l) => cellwise(l, (A, g) => g * A),
);
