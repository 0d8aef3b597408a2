import { failsRandomisation, guided, rectified } from "./rectifiers";

export const guidedBackprop = rectified(
  {
    id: "guided-backprop",
    title: "Guided backprop",
    about: "As saliency, but only what raises the score passes each ReLU.",
    paper: "https://arxiv.org/abs/1412.6806",
    caveat: failsRandomisation,
  },
  guided,
);
