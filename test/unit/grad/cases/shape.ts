import { type Cases, int, ints, scalar } from "../case";

export const shape: Cases = {
  Reshape: [{ x: ["2x3x2", int(3, 4)] }, { x: ["2x3x2", int(0, -1)] }],
  Flatten: [{ x: ["2x3x2x2"] }, { x: ["2x3x2"], attrs: { axis: 2 } }],
  Squeeze: [{ x: ["2x1x3x1", int(1, 3)] }, { x: ["1x3x1"] }],
  Unsqueeze: [{ x: ["2x3", int(0, 3)] }, { x: ["2x3", int(-1)] }],
  Transpose: [{ x: ["2x3x4"] }, { x: ["2x3x4x5"], attrs: { perm: [0, 3, 1, 2] } }],
  Concat: [
    { x: ["2x3", "2x2"], attrs: { axis: 1 } },
    { x: ["1x2x3", "1x1x3", "1x4x3"], attrs: { axis: -2 } },
    { x: ["2x3"], attrs: { axis: 1 } },
  ],
  Split: [
    { x: ["2x6"], attrs: { axis: 1, num_outputs: 3 }, outputs: 3 },
    { x: ["2x7"], attrs: { axis: -1, num_outputs: 3 }, outputs: 3 },
    { x: ["5x2", int(1, 4)], outputs: 2 },
    { x: ["2x5x2", int(3, 2)], attrs: { axis: 1 }, outputs: 2 },
  ],
  Tile: [{ x: ["2x3", int(1, 2)] }, { x: ["2x3x2", int(2, 1, 3)] }, { x: ["2x3", int(1, 1)] }],
  DepthToSpace: [
    { x: ["2x8x2x3"], attrs: { blocksize: 2 } },
    { x: ["2x8x2x3"], attrs: { blocksize: 2, mode: "CRD" } },
    { x: ["1x18x2x2"], attrs: { blocksize: 3, mode: "DCR" } },
  ],
  SpaceToDepth: [
    { x: ["2x3x4x6"], attrs: { blocksize: 2 } },
    { x: ["1x2x6x3"], attrs: { blocksize: 3 } },
  ],
  CumSum: [
    { x: ["2x5", ints("", 1)] },
    { x: ["2x5", ints("", -1)], attrs: { exclusive: 1 } },
    { x: ["4x3", ints("", 0)], attrs: { reverse: 1 } },
    { x: ["2x5", ints("", 1)], attrs: { exclusive: 1, reverse: 1 } },
  ],
  Trilu: [
    { x: ["2x4x4"] },
    { x: ["2x4x5", ints("", 1)], attrs: { upper: 0 } },
    { x: ["4x3", ints("", -1)] },
  ],
  ReverseSequence: [
    { x: ["4x3x2", int(4, 2, 1)] },
    {
      x: ["2x4x2", int(3, 2)],
      attrs: { batch_axis: 0, time_axis: 1 },
    },
  ],
  Pad: [
    { x: ["2x3", int(1, 0, 2, 1)] },
    { x: ["1x3x4x4", int(0, 1, 0, -1, 0, 2, 0, 1), scalar(2)] },
    { x: ["2x3x4", int(1, 2), undefined, int(-1)] },
    { x: ["2x3", int(0, 2, 0, 1), ""] },
    { x: ["2x3", int(0, -1, 0, 1), ""] },
    ...["reflect", "edge", "wrap"].flatMap((mode) => [
      { x: ["1x2x5x4", int(0, 0, 2, 1, 0, 0, 3, 2)], attrs: { mode }, opset: 19 },
      { x: ["2x3x4", int(0, 2, 3, 0, 0, 1)], attrs: { mode }, opset: 19 },
      { x: ["2x3x6", int(2, -1), undefined, int(-1)], attrs: { mode }, opset: 19 },
      { x: ["3x4x3", int(1, 2, 2, 1), undefined, int(0, 1)], attrs: { mode }, opset: 19 },
    ]),
  ],
  Slice: [
    { x: ["5x6", int(1, 2), int(4, 5)] },
    { x: ["1x3x8x8", int(0, 0), int(8, 8), int(2, 3), int(2, 2)] },
    { x: ["7x8", int(-1), int(-100), int(0), int(-1)] },
    { x: ["3x9", int(1), int(9223372036854775000), int(-1), int(3)] },
    { x: ["9x2", int(-2), int(0), int(0), int(-3)] },
  ],
};
