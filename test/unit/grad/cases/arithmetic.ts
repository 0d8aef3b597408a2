import { Tensor } from "../../../../src/engine/graph/tensor";
import { type Cases, floats, positive, scalar } from "../case";

const bools = (dims: number[], ...values: number[]) => Tensor.of("bool", dims, values);
const binary = [{ x: ["2x3", "2x3"] }, { x: ["2x3x4", "3x1"] }, { x: ["1", "2x3"] }];

export const arithmetic: Cases = {
  Identity: [{ x: ["4"] }],
  Dropout: [{ x: ["2x4"] }],
  Cast: [
    { x: ["2x4"], attrs: { to: 1 } },
    { x: ["2x4"], attrs: { to: 11 } },
  ],
  CastLike: [{ x: ["2x4", floats("1", 0)] }, { x: ["2x4", Tensor.of("double", [1], [0])] }],
  Add: binary,
  Sub: [...binary, { x: ["2x1x4", "3x1"] }],
  Mul: [{ x: ["2x3", "2x3"] }, { x: ["1x3x1x1", "2x3x2x2"] }, { x: ["", "2x3"] }],
  Div: [
    { x: ["1x3", "2x3"], range: positive },
    { x: ["2x3x2", "1"], range: positive },
    { x: ["2x1", "2x3"], range: positive },
  ],
  Sum: [{ x: ["2x3"] }, { x: ["2x3", "3", "2x1"] }],
  Mean: [{ x: ["2x3", "2x3"] }, { x: ["2x3", "3", "2x1"] }],
  Max: [
    { x: ["2x30"] },
    { x: ["2x30", "30"] },
    { x: ["2x9", "9", "2x1"] },
    { x: ["2x30", scalar(0.1)] },
  ],
  Min: [
    { x: ["2x30"] },
    { x: ["2x30", "30"] },
    { x: ["2x9", "9", "2x1"] },
    { x: ["2x30", scalar(0.1)] },
  ],
  Pow: [
    { x: ["2x9", scalar(2)] },
    { x: ["2x9", scalar(3)] },
    { x: ["2x9", scalar(0.5)], range: positive },
    { x: ["2x4", "2x4"], range: positive },
    { x: ["2x4", "1"], range: positive },
    { x: ["3x9", Tensor.of("int64", [], [3])] },
    { x: ["2x3", floats("3", 2, 3, -1)], range: positive },
  ],
  Mod: [
    { x: ["2x20", scalar(0.7)], attrs: { fmod: 1 } },
    { x: [floats("2", 5.3, -4.1), "2"], attrs: { fmod: 1 }, range: [1.1, 1.7] },
  ],
  Where: [
    { x: [bools([2, 3], 1, 0, 1, 0, 0, 1), "2x3", "2x3"] },
    { x: [bools([3], 1, 0, 1), "2x3", "1"] },
    { x: [bools([2, 1], 1, 0), "1x3", "2x3"] },
  ],
  Clip: [
    { x: ["2x30", scalar(-0.5), scalar(0.25)] },
    { x: ["30", scalar(0)] },
    { x: ["30", undefined, scalar(0.3)] },
    { x: ["5"] },
    { x: [floats("4", -2, 0.1, 3, 4), "", scalar(2)], range: [-1, 0] },
    { x: [floats("4", -2, 0.1, 3, 4), scalar(-1), ""] },
  ],
  PRelu: [{ x: ["2x3x4x4", "3x1x1"] }, { x: ["2x30", "1"] }, { x: ["2x30", "30"] }],
  Expand: [
    { x: ["3x1", Tensor.of("int64", [3], [2, 1, 4])] },
    { x: ["1", Tensor.of("int64", [1], [4])] },
    { x: ["2x3", Tensor.of("int64", [2], [1, 1])] },
  ],
};
