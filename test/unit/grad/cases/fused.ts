import { float } from "../../../../src/engine/graph/ops";
import { type Cases, floats } from "../case";

const floatList = (...value: number[]) => ({ type: "floats", value }) as const;

export const fused: Cases = {
  "com.microsoft.FusedConv": [
    { x: ["1x2x5x5", "3x2x3x3", "3"], attrs: { activation: "Relu" } },
    { x: ["1x2x5x5", "3x2x3x3", "3"], attrs: { activation: "Sigmoid", pads: [1, 1, 1, 1] } },
    { x: ["1x2x5x5", "3x2x3x3"], attrs: { activation: "Tanh" } },
    { x: ["2x2x5x5", "3x2x3x3", "3", "2x3x3x3"], attrs: { activation: "Relu" } },
    {
      x: ["1x2x5x5", "3x2x3x3", floats("3", 0.3, -1, 0.2)],
      attrs: { activation: "LeakyRelu", activation_params: floatList(0.2) },
    },
    {
      x: ["1x2x5x5", "3x2x3x3"],
      attrs: { activation: "Clip", activation_params: floatList(-0.4, 0.6) },
    },
    {
      x: ["1x2x5x5", "3x2x3x3"],
      attrs: { activation: "HardSigmoid", activation_params: floatList(0.5, 0.5) },
    },
  ],
  "com.microsoft.FusedGemm": [
    { x: ["2x3", "3x4", "4"], attrs: { activation: "Tanh" } },
    { x: ["2x3", "3x4", "2x4"], attrs: { activation: "Relu" } },
    { x: ["2x3", "3x4", "2x4"], attrs: { activation: "LeakyRelu", activation_alpha: float(0.3) } },
  ],
};
