import type { AttrInputs } from "../../../src/engine/graph/ops";
import { Tensor } from "../../../src/engine/graph/tensor";

export interface Case {
  /** Dims of each float operand (filled at random), a constant, or an operand left out. */
  x: (number[] | Tensor | undefined)[];
  attrs?: AttrInputs;
  /** Range that the random numbers are spread over, evenly and shuffled: no two are near. */
  range?: [number, number];
  outputs?: number;
  domain?: string;
  opset?: number;
}
export type Cases = Record<string, Case[]>;

export const int = (...values: number[]) => Tensor.of("int64", [values.length], values);
export const scalar = (v: number) => Tensor.of("float", [], [v]);
export const positive: [number, number] = [0.2, 2];
/** Positive numbers that no finite difference is taken of: scales and variances. */
export const vector = (n: number) =>
  Tensor.of(
    "float",
    [n],
    Array.from({ length: n }, (_, i) => 0.5 + 0.3 * i),
  );
