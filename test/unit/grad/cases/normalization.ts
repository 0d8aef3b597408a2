import { float } from "../../../../src/engine/graph/ops";
import { type Cases, floats, positive, vector } from "../case";

const microsoft = "com.microsoft.";

export const normalization: Cases = {
  BatchNormalization: [
    { x: ["2x3x2x2", vector(3), vector(3), vector(3), vector(3)] },
    { x: ["4x3", "3", "3", "3", vector(3)], attrs: { epsilon: float(0.1) } },
    { x: [floats("1x2x2", 1, 3, 2, 5), "2", "2", "2", "2"], range: positive },
  ],
  InstanceNormalization: [
    { x: ["2x3x4x4", "3", "3"] },
    { x: ["2x3x7", "3", "3"], attrs: { epsilon: float(0.01) } },
  ],
  LayerNormalization: [
    { x: ["2x3x5", "5", "5"] },
    { x: ["2x3x5", "5"], attrs: { epsilon: float(0.01) } },
    { x: ["2x3x4", "3x4", "3x4"], attrs: { axis: 1 } },
    { x: ["2x3x4", "4", "4"], attrs: { axis: -2 } },
    { x: ["2x3x4", "4", "4"], outputs: 3 },
  ],
  RMSNormalization: [
    { x: ["2x3x5", "5"], opset: 23 },
    { x: ["2x3x4", "3x4"], attrs: { axis: 1, epsilon: float(0.01) }, opset: 23 },
  ],
  SimplifiedLayerNormalization: [{ x: ["2x3x5", "5"] }, { x: ["2x3x5", "5"], outputs: 2 }],
  [`${microsoft}SkipLayerNormalization`]: [
    { x: ["2x3x8", "2x3x8", "8", "8", "8"] },
    { x: ["2x3x8", "2x3x8", "8"], attrs: { epsilon: float(0.01) } },
  ],
  [`${microsoft}SkipSimplifiedLayerNormalization`]: [
    { x: ["2x3x8", "2x3x8", "8", "8"] },
    { x: ["2x3x8", "2x3x8", "8"] },
  ],
  GroupNormalization: [
    { x: ["2x6x3x3", "2", "2"], attrs: { num_groups: 2 } },
    { x: ["2x6x3x3", "6", "6"], attrs: { num_groups: 3 }, opset: 21 },
    { x: ["2x6x5", "6", "6"], attrs: { num_groups: 6, epsilon: float(0.1) }, opset: 21 },
  ],
  LRN: [
    { x: ["2x6x3x3"], attrs: { size: 3, alpha: float(0.5), beta: float(0.75) } },
    { x: ["1x5x2x2"], attrs: { size: 5, alpha: float(0.9), bias: float(2) } },
    { x: ["2x3x3x1"], attrs: { size: 7 } },
  ],
  LpNormalization: [
    { x: ["2x5"] },
    { x: ["2x5x3"], attrs: { axis: 1, p: 1 } },
    { x: ["2x5x3"], attrs: { axis: 1, p: 2 } },
  ],
  MeanVarianceNormalization: [{ x: ["2x3x4x4"] }, { x: ["2x3x4x4"], attrs: { axes: [2, 3] } }],
};
