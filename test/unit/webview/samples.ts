// Small pieces of plain data that the page's tests share.
import type {
  Layer,
  LayerMaps,
  MethodInfo,
  ModelInfo,
  Predicted,
  Trust,
} from "../../../src/engine/api";
import type { Choice, Shown } from "../../../src/webview/protocol";

export const choice: Choice = {
  picture: "/pictures/cat.png",
  model: "/models/a.onnx",
  target: { kind: "class", index: 0 },
  method: "grad-cam",
  parameters: {},
};

export const method: MethodInfo = {
  id: "grad-cam",
  title: "Grad-CAM",
  about: "Which regions speak for the class.",
  group: "regions",
  recommended: true,
  needs: ["gradients", "layer"],
  params: {},
};

export const layer = (name: string, side: number, op = "Relu"): Layer => ({
  name,
  node: name,
  tensor: name,
  op,
  shape: [null, 8, side, side],
  cam: true,
});

export const model: ModelInfo = {
  path: "/models/a.onnx",
  weights: [],
  producer: "pytorch",
  opset: 18,
  input: { name: "x", shape: [null, 3, 4, 4], type: "float" },
  preprocessing: {
    height: 4,
    width: 4,
    layout: "NCHW",
    channel_order: "RGB",
    rescale_factor: 1 / 255,
    mean: [0, 0, 0],
    std: [1, 1, 1],
    resize: "stretch",
    resize_short: 4,
    interpolation: "bilinear",
    antialias: true,
    align: "centre",
    pad_value: [0, 0, 0],
    from: "a.glassbox.json",
    sources: {},
  },
  classes: 3,
  labels: ["Egyptian cat", "tiger cat", "catamaran"],
  labelsFrom: "labels.txt",
  layers: [layer("features.1", 4)],
  defaultLayer: "features.1",
  notes: [],
};

export const predicted: Predicted = {
  model: model.path,
  picture: {
    width: 2,
    height: 1,
    placement: { x: 0, y: 0, width: 2, height: 1 },
    displayable: true,
  },
  predictions: [
    { index: 0, label: "Egyptian cat", score: 3, probability: 0.7 },
    { index: 1, label: "tiger cat", score: 2, probability: 0.2 },
  ],
  notes: [],
  device: "cpu",
  timings: {},
};

export const shown: Shown = {
  ...predicted,
  kind: "map",
  method: "grad-cam",
  target: { kind: "class", index: 0 },
  layer: "features.1",
  parameters: {},
  range: [-1, 2],
  figures: {},
  map: {
    width: 2,
    height: 2,
    values: Float32Array.from([-1, 0, 1, 2]),
    view: "positive",
    unit: "logit",
    clip: 100,
  },
  versions: {},
};

export const strip: LayerMaps = {
  method: "grad-cam",
  target: { kind: "class", index: 0 },
  layers: [
    {
      layer: "features.1",
      map: shown.map,
      entropy: 1,
      deletion: { value: 0.1, random: 0.5 },
    },
  ],
  recommended: { layer: "features.1", reason: "0.1 of 0.5" },
};

export const trust: Trust = {
  figures: [
    { id: "deletion", value: 0.1, against: { random: 0.5, gaussian: 0.4 }, verdict: "good" },
    { id: "completeness", value: Number.NaN, verdict: "none" },
  ],
  steps: 20,
};
