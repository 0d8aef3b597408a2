import { float } from "../../../../src/engine/graph/ops";
import { Tensor } from "../../../../src/engine/graph/tensor";
import type { Cases } from "../case";

/** com.microsoft's masks are of 32 bits. */
const seen = (dims: string, ...values: number[]) =>
  Tensor.of("int32", dims.split("x").map(Number), values);
const counts = (...values: number[]) => seen(String(values.length), ...values);

export const attention: Cases = {
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
    {
      x: ["2x4x8", "2x4x8", "2x4x6", "22", undefined, "2x1x4x4"],
      attrs: { num_heads: 2, unidirectional: 1 },
    },
    { x: ["2x3x8", "2x4x8", "2x4x8", undefined, counts(2, 4)], attrs: { num_heads: 2 } },
    {
      x: ["2x3x8", "2x4x8", "2x4x8", undefined, seen("2x4", 1, 1, 0, 1, 1, 0, 1, 1)],
      attrs: { num_heads: 4, mask_filter_value: float(-500) },
    },
  ],
  "com.microsoft.Attention": [
    { x: ["2x3x4", "4x24", "24"], attrs: { num_heads: 2 } },
    { x: ["2x3x4", "4x24", "24"], attrs: { num_heads: 4, scale: float(0.4) } },
    { x: ["2x3x4", "4x22", "22"], attrs: { num_heads: 2, qkv_hidden_sizes: [8, 8, 6] } },
    { x: ["2x3x4", "4x24", "24"], attrs: { num_heads: 2, unidirectional: 1 } },
    { x: ["2x3x4", "4x24", "24", counts(2, 3)], attrs: { num_heads: 2 } },
    { x: ["2x3x4", "4x24", "24", seen("2x3", 1, 0, 1, 0, 1, 1)], attrs: { num_heads: 2 } },
    {
      x: ["1x3x4", "4x24", "24", seen("1x3x3", 1, 0, 1, 0, 1, 1, 1, 1, 0)],
      attrs: { num_heads: 2 },
    },
    {
      x: ["2x3x4", "4x24", "24", undefined, undefined, "1x2x3x3"],
      attrs: { num_heads: 2 },
    },
  ],
};
