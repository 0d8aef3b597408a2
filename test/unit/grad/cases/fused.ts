import { float } from "../../../../src/engine/graph/ops";
import { Tensor } from "../../../../src/engine/graph/tensor";
import { type Cases, floats } from "../case";

const floatList = (...value: number[]) => ({ type: "floats", value }) as const;

export const fused: Cases = {
  Attention: [
    { x: ["2x2x3x4", "2x2x5x4", "2x2x5x3"], opset: 23 },
    { x: ["2x3x8", "2x5x8", "2x5x6"], attrs: { q_num_heads: 2, kv_num_heads: 2 }, opset: 23 },
    { x: ["2x3x8", "2x5x4", "2x5x6"], attrs: { q_num_heads: 4, kv_num_heads: 2 }, opset: 23 },
    { x: ["1x2x4x4", "1x2x4x4", "1x2x4x4"], attrs: { is_causal: 1 }, opset: 23 },
    { x: ["1x2x3x4", "1x2x4x4", "1x2x4x4", "3x4"], attrs: { scale: float(0.7) }, opset: 23 },
    { x: ["1x2x3x4", "1x2x4x4", "1x2x4x4"], attrs: { softcap: float(0.8) }, opset: 23 },
    {
      x: ["1x2x2x4", "1x2x3x4", "1x2x3x4", Tensor.of("bool", [2, 3], [1, 0, 1, 1, 1, 0])],
      opset: 23,
    },
  ],
  "com.microsoft.MultiHeadAttention": [
    { x: ["2x3x8", "2x5x8", "2x5x8"], attrs: { num_heads: 2 } },
    { x: ["2x3x8", "2x3x8", "2x3x8", "24"], attrs: { num_heads: 2, scale: float(0.4) } },
    {
      x: ["2x3x8", "2x4x8", "2x4x8", undefined, undefined, "1x2x3x4"],
      attrs: { num_heads: 2 },
    },
    { x: ["2x4x8", "2x4x8", "2x4x8"], attrs: { num_heads: 2, unidirectional: 1 } },
  ],
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
