import { float } from "../../../../src/engine/graph/ops";
import type { Cases } from "../case";

const wide = (x = "2x30") => ({ x: [x], range: [-4, 4] as [number, number] });
const alpha = (a: number) => ({ ...wide(), attrs: { alpha: float(a) } });

export const activation: Cases = {
  Relu: [{ x: ["2x3x5"] }],
  LeakyRelu: [wide(), alpha(0.2)],
  Elu: [wide(), alpha(0.5)],
  Selu: [wide(), { ...wide(), attrs: { alpha: float(1.5), gamma: float(1.2) } }],
  Celu: [wide(), alpha(0.5)],
  ThresholdedRelu: [wide(), alpha(0.5)],
  Shrink: [wide(), { ...wide(), attrs: { lambd: float(1.5), bias: float(0.5) } }],
  Sigmoid: [wide()],
  HardSigmoid: [wide(), { ...wide(), attrs: { alpha: float(0.5), beta: float(0.6) } }],
  HardSwish: [wide()],
  Swish: [
    { ...wide(), opset: 24 },
    { ...alpha(1.5), opset: 24 },
  ],
  "com.microsoft.QuickGelu": [wide(), alpha(1)],
  Mish: [wide()],
  Gelu: [
    { ...wide(), opset: 20 },
    { ...wide(), opset: 20, attrs: { approximate: "tanh" } },
  ],
  "com.microsoft.Gelu": [wide()],
  "com.microsoft.BiasGelu": [{ x: ["2x3x5", "5"], range: [-2, 2] }],
  "com.microsoft.FastGelu": [wide(), { x: ["2x3x5", "5"], range: [-2, 2] }],
  Softplus: [wide()],
  Softsign: [wide()],
  Tanh: [wide()],
  Softmax: [
    { x: ["2x5"] },
    { x: ["1x3x2x2"], attrs: { axis: 1 } },
    { x: ["3x4x2"], attrs: { axis: 0 } },
  ],
  LogSoftmax: [{ x: ["2x5"] }, { x: ["2x3x2x2"], attrs: { axis: 1 } }],
};
