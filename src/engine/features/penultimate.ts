// What a classifier is given: the value that the last layer with weights reads.
import type { Graph, Node, Value } from "../graph/graph";
import type { Ops } from "../graph/ops";
import { descendants } from "../graph/query";

const weighted = new Set(["Gemm", "MatMul", "Conv"]);

/** The input of the last Gemm, MatMul or Conv on the way to the scores; nothing if there is none. */
export function penultimate(graph: Graph, input: Value, scores: Value): Value | undefined {
  const varying = descendants(graph, [input]);
  let value: Value | undefined = scores;
  while (value?.producer) {
    const { op, inputs }: Node = value.producer;
    const from: Value[] = inputs.filter((x) => x !== undefined && varying.has(x)) as Value[];
    // Two operands that depend on the picture are attention, not weights.
    if (weighted.has(op) && from.length === 1) return from[0];
    value = from[0];
  }
  return undefined;
}

/** [N, D]: the mean over cells of [N, C, h, w], over tokens of [N, T, C], else all elements. */
export function averaged(op: Ops, value: Value): Value {
  const rank = value.shape?.length ?? 2;
  if (rank === 2) return op.Identity(value);
  if (rank === 3) return op.ReduceMean(value, [1], { keepdims: 0 });
  if (rank === 4) return op.ReduceMean(value, [2, 3], { keepdims: 0 });
  return op.Flatten(value);
}
