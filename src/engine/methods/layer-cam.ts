import { cam, cellwise } from "./cams";

export const layerCam = cam(
  {
    id: "layer-cam",
    title: "LayerCAM",
    about: "Positive gradient times activation, cell by cell: sharp at early layers too.",
    paper: "https://ieeexplore.ieee.org/document/9462463",
  },
  (l) => cellwise(l, (A, g) => Math.max(g, 0) * A),
);
