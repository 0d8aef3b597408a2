import type { AttrInputs } from "../../../src/engine/graph/ops";
import { Tensor } from "../../../src/engine/graph/tensor";

export interface Case {
  /** Dims of each float operand ("2x3", filled at random), a constant, or an operand left out. */
  x: (string | Tensor | undefined)[];
  attrs?: AttrInputs;
  /** Range that the random numbers are spread over, evenly and shuffled: no two are near. */
  range?: [number, number];
  outputs?: number;
  opset?: number;
}
export type Cases = Record<string, Case[]>;

export const int = (...values: number[]) => Tensor.of("int64", [values.length], values);
/** Integers of several axes: indices. */
export const ints = (dims: string, ...values: number[]) =>
  Tensor.of("int64", dims ? dims.split("x").map(Number) : [], values);
export const floats = (dims: string, ...values: number[]) =>
  Tensor.of("float", dims ? dims.split("x").map(Number) : [], values);
export const scalar = (v: number) => Tensor.of("float", [], [v]);
export const positive: [number, number] = [0.2, 2];
/** Positive numbers that no finite difference is taken of: scales and variances. */
export const vector = (n: number) =>
  Tensor.of(
    "float",
    [n],
    Array.from({ length: n }, (_, i) => 0.5 + 0.3 * i),
  );
