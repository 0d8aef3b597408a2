// One line is one case: an operator, the dims of its operands, its attributes.
import { float } from "../../../src/engine/graph/ops";
import { Tensor } from "../../../src/engine/graph/tensor";
import { type Case, int } from "./check";

const scalar = (v: number) => Tensor.of("float", [], [v]);
const positive: [number, number] = [0.2, 2];

export const cases: Record<string, Case[]> = {
  Identity: [{ x: [[4]] }],
  Add: [
    {
      x: [
        [2, 3],
        [2, 3],
      ],
    },
    {
      x: [
        [2, 3, 4],
        [3, 1],
      ],
    },
    { x: [[1], [2, 3]] },
  ],
  Sub: [
    {
      x: [
        [2, 3],
        [2, 3],
      ],
    },
    { x: [[3], [2, 3]] },
    {
      x: [
        [2, 1, 4],
        [3, 1],
      ],
    },
  ],
  Mul: [
    {
      x: [
        [2, 3],
        [2, 3],
      ],
    },
    {
      x: [
        [1, 3, 1, 1],
        [2, 3, 2, 2],
      ],
    },
    { x: [[], [2, 3]] },
  ],
  Div: [
    {
      x: [
        [1, 3],
        [2, 3],
      ],
      range: positive,
    },
    { x: [[2, 3, 2], [1]], range: positive },
    {
      x: [
        [2, 1],
        [2, 3],
      ],
      range: positive,
    },
  ],
  Relu: [{ x: [[2, 3, 5]] }],
  Clip: [
    { x: [[2, 30], scalar(-0.5), scalar(0.25)] },
    { x: [[30], scalar(0)] },
    { x: [[30], undefined, scalar(0.3)] },
    { x: [[5]] },
  ],
  Sigmoid: [{ x: [[2, 3]] }],
  Tanh: [{ x: [[2, 3]] }],
  Exp: [{ x: [[2, 3]] }],
  Softmax: [{ x: [[2, 5]] }, { x: [[1, 3, 2, 2]], attrs: { axis: 1 } }],
  Gemm: [
    { x: [[2, 3], [3, 4], [4]] },
    {
      x: [
        [2, 3],
        [4, 3],
        [2, 1],
      ],
      attrs: { transB: 1, alpha: float(0.5), beta: float(2) },
    },
    {
      x: [
        [3, 2],
        [3, 4],
      ],
      attrs: { transA: 1 },
    },
    { x: [[3, 2], [4, 3], []], attrs: { transA: 1, transB: 1, alpha: float(1.5) } },
  ],
  MatMul: [
    {
      x: [
        [2, 3],
        [3, 4],
      ],
    },
    {
      x: [
        [2, 2, 3],
        [3, 4],
      ],
    },
    {
      x: [
        [3, 4],
        [2, 5, 4, 2],
      ],
    },
    {
      x: [
        [2, 1, 2, 3],
        [4, 3, 2],
      ],
    },
    { x: [[3], [2, 3, 4]] },
    { x: [[2, 4, 3], [3]] },
    { x: [[3], [3]] },
  ],
  Conv: [
    {
      x: [
        [1, 2, 5, 5],
        [3, 2, 3, 3],
      ],
    },
    { x: [[2, 2, 8, 7], [3, 2, 3, 3], [3]], attrs: { strides: [2, 2], pads: [1, 1, 1, 1] } },
    { x: [[1, 4, 6, 6], [4, 1, 3, 3], [4]], attrs: { group: 4, pads: [1, 1, 1, 1] } },
    {
      x: [
        [2, 6, 5, 5],
        [4, 3, 3, 3],
      ],
      attrs: { group: 2, pads: [1, 0, 1, 2] },
    },
    {
      x: [
        [1, 6, 7, 5],
        [9, 2, 2, 3],
      ],
      attrs: { group: 3, strides: [2, 1] },
    },
    {
      x: [
        [1, 1, 9, 9],
        [1, 1, 3, 3],
      ],
      attrs: { dilations: [2, 2], strides: [3, 2], pads: [0, 1, 2, 1] },
    },
    {
      x: [
        [1, 2, 9, 9],
        [2, 2, 3, 3],
      ],
      attrs: { dilations: [2, 3], pads: [2, 3, 2, 3] },
    },
    {
      x: [
        [1, 2, 4, 4],
        [3, 2, 1, 1],
      ],
      attrs: { pads: [1, 1, 1, 1] },
    },
    {
      x: [
        [1, 3, 7, 7],
        [2, 3, 1, 1],
      ],
      attrs: { strides: [2, 2] },
    },
    {
      x: [
        [2, 3, 11],
        [4, 3, 4],
      ],
      attrs: { strides: [2], pads: [1, 2] },
    },
    {
      x: [
        [1, 2, 7, 7],
        [2, 2, 3, 3],
      ],
      attrs: { strides: [2, 2], auto_pad: "SAME_UPPER" },
    },
    {
      x: [
        [1, 2, 6, 6],
        [2, 2, 3, 2],
      ],
      attrs: { strides: [2, 1], auto_pad: "SAME_LOWER" },
    },
    {
      x: [
        [1, 2, 6, 6],
        [2, 2, 3, 2],
      ],
      attrs: { auto_pad: "VALID" },
    },
    {
      x: [
        [1, 1, 4, 4, 4],
        [2, 1, 2, 2, 2],
      ],
      attrs: { strides: [1, 2, 1] },
    },
  ],
  MaxPool: [
    { x: [[1, 2, 6, 6]], attrs: { kernel_shape: [2, 2], strides: [2, 2] } },
    { x: [[2, 3, 7, 7]], attrs: { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] } },
    { x: [[1, 2, 7, 6]], attrs: { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 } },
    { x: [[1, 1, 9, 9]], attrs: { kernel_shape: [3, 3], dilations: [2, 2] } },
    { x: [[1, 2, 7, 7]], attrs: { kernel_shape: [3, 3], strides: [2, 2], auto_pad: "SAME_UPPER" } },
    { x: [[2, 2, 9]], attrs: { kernel_shape: [3], strides: [3] } },
  ],
  AveragePool: [
    { x: [[1, 2, 6, 6]], attrs: { kernel_shape: [2, 2], strides: [2, 2] } },
    { x: [[2, 3, 7, 7]], attrs: { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] } },
    {
      x: [[1, 2, 7, 7]],
      attrs: { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 0, 1, 1], count_include_pad: 1 },
    },
    { x: [[1, 2, 8, 6]], attrs: { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 } },
    { x: [[1, 2, 7, 7]], attrs: { kernel_shape: [3, 3], strides: [2, 2], auto_pad: "SAME_LOWER" } },
    { x: [[2, 2, 9]], attrs: { kernel_shape: [4], strides: [3] } },
  ],
  GlobalAveragePool: [{ x: [[2, 3, 4, 5]] }, { x: [[2, 3, 7]] }],
  BatchNormalization: [
    { x: [[2, 3, 2, 2], tensor([3]), tensor([3]), tensor([3]), tensor([3])] },
    {
      x: [[4, 3], tensor([3]), tensor([3]), tensor([3]), tensor([3])],
      attrs: { epsilon: float(0.1) },
    },
  ],
  ReduceSum: [
    { x: [[2, 3, 4], int(1)] },
    { x: [[2, 3]] },
    { x: [[2, 3], int(-1)], attrs: { keepdims: 0 } },
  ],
  ReduceMean: [
    { x: [[2, 3, 4, 4], int(2, 3)], attrs: { keepdims: 0 } },
    { x: [[2, 3, 4], int(-1)] },
    { x: [[2, 3]], attrs: { keepdims: 0 } },
  ],
  Reshape: [{ x: [[2, 3, 2], int(3, 4)] }, { x: [[2, 3, 2], int(0, -1)] }],
  Flatten: [{ x: [[2, 3, 2, 2]] }, { x: [[2, 3, 2]], attrs: { axis: 2 } }],
  Squeeze: [{ x: [[2, 1, 3, 1], int(1, 3)] }, { x: [[1, 3, 1]] }],
  Unsqueeze: [{ x: [[2, 3], int(0, 3)] }],
  Transpose: [{ x: [[2, 3, 4]] }, { x: [[2, 3, 4, 5]], attrs: { perm: [0, 3, 1, 2] } }],
  Concat: [
    {
      x: [
        [2, 3],
        [2, 2],
      ],
      attrs: { axis: 1 },
    },
    {
      x: [
        [1, 2, 3],
        [1, 1, 3],
        [1, 4, 3],
      ],
      attrs: { axis: -2 },
    },
  ],
  Pad: [
    { x: [[2, 3], int(1, 0, 2, 1)] },
    { x: [[1, 3, 4, 4], int(0, 1, 0, -1, 0, 2, 0, 1), scalar(2)] },
    { x: [[2, 3, 4], int(1, 2), undefined, int(-1)] },
  ],
  Slice: [
    { x: [[5, 6], int(1, 2), int(4, 5)] },
    { x: [[1, 3, 8, 8], int(0, 0), int(8, 8), int(2, 3), int(2, 2)] },
    { x: [[7, 8], int(-1), int(-100), int(0), int(-1)] },
    { x: [[3, 9], int(1), int(9223372036854775000), int(-1), int(3)] },
    { x: [[9, 2], int(-2), int(0), int(0), int(-3)] },
  ],
};

/** Positive numbers that no finite difference is taken of: scales and variances. */
function tensor(dims: number[]) {
  return Tensor.of(
    "float",
    dims,
    Array.from({ length: dims[0] }, (_, i) => 0.5 + 0.3 * i),
  );
}
