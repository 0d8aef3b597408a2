import type { Preprocessing } from "../../../src/engine/api";

/** Pixels as they are; each case changes what it is about. */
export const plain: Preprocessing = {
  height: 100,
  width: 100,
  layout: "NCHW",
  channel_order: "RGB",
  rescale_factor: 1,
  mean: [0, 0, 0],
  std: [1, 1, 1],
  resize: "crop",
  resize_short: 100,
  interpolation: "bilinear",
  antialias: true,
  align: "centre",
  pad_value: [0, 0, 0],
  from: "",
  sources: {},
};
