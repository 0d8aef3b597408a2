import { type Case, type Cases, int, positive } from "../case";

const cases = (range?: [number, number]): Case[] =>
  [
    { x: ["2x3x4", int(1)] },
    { x: ["2x3"] },
    { x: ["2x3", int(-1)], attrs: { keepdims: 0 } },
    { x: ["2x3x4x4", int(2, 3)], attrs: { keepdims: 0 } },
    { x: ["2x3x4", int(-1, 0)] },
    { x: ["2x3"], attrs: { keepdims: 0 } },
    { x: ["2x3"], attrs: { noop_with_empty_axes: 1 } },
  ].map((c) => (range ? { ...c, range } : c));

export const reduce: Cases = {
  ReduceSum: cases(),
  ReduceMean: cases(),
  ReduceMax: cases(),
  ReduceMin: cases(),
  ReduceL1: cases(),
  ReduceL2: cases(),
  ReduceLogSum: cases(positive),
  ReduceLogSumExp: cases(),
  ReduceSumSquare: cases(),
  ReduceProd: [...cases(positive), { x: ["2x3", int(1)], range: [-2, -0.2] }],
};
