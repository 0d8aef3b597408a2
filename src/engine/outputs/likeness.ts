// Likeness to another picture: the cosine of what a layer makes of the two.
import type { Node, Value } from "../graph/graph";
import { constant, type Ops } from "../graph/ops";
import { sizeOf, Tensor } from "../graph/tensor";
import { anyLayer } from "../lookup";
import type { NdFloats } from "../methods";
import type { Network } from "../network";
import type { Programs } from "../programs";
import { shaped } from "./prototypes";
import { type Scalar, scalarBy } from "./scalar";

/**
 * @param other the other picture as the network's input
 * @throws Refusal `no-such-layer`
 */
export async function likeness(
  programs: Programs,
  other: NdFloats,
  words: string,
  layer?: string,
): Promise<Scalar> {
  const value =
    layer === undefined ? lastVector(programs.network) : anyLayer(programs.network, layer).value;
  const [{ data }] = await programs.values([value], other);
  const theirs = Float32Array.from(data as ArrayLike<number>, Number);
  return scalarBy({ build: (op) => cosine(op, value, theirs) }, words, programs);
}

/** What the last linear operator is given; the scores themselves if there is none. */
function lastVector({ scores }: Network): Value {
  for (let value: Value | undefined = scores; value?.producer; ) {
    const { op, inputs }: Node = value.producer;
    if (op === "Gemm" || op === "MatMul" || op === "Conv") return inputs[0]!;
    value = inputs.find((x) => x && !x.data);
  }
  return scores;
}

/** a . b / (|a| |b|), [N, 1]. */
function cosine(op: Ops, a: Value, b: Float32Array): Value {
  const [n, ...own] = a.shape!;
  const size = sizeOf(own.map((d) => d ?? 1));
  const rows = [n, size];
  const ours = shaped(op.Reshape(a, [-1, size]), rows);
  const length = Math.sqrt(b.reduce((sum, v) => sum + v * v, 0)) || 1;
  const theirs = constant(
    Tensor.of(
      "float",
      [1, size],
      b.map((v) => v / length),
    ),
  );
  const sum = (v: Value) => shaped(op.ReduceSum(shaped(v, rows), [1], { keepdims: 1 }), [n, 1]);
  const norm = shaped(op.Sqrt(sum(op.Mul(ours, ours))), [n, 1]);
  return op.Div(sum(op.Mul(ours, theirs)), norm);
}
