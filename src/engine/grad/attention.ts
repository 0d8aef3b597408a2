// ai.onnx's Attention, since opset 23: Q, K, V in three axes or four.
import type { Value } from "../graph/graph";
import {
  attend,
  causal,
  type Heads,
  joined,
  probabilities,
  refuseOtherOutputs,
  refuseOthers,
  split,
  unlessSeen,
} from "./heads";
import { type Forward, type Rule, type Rules, rank, size, sumTo } from "./rule";

/** What it attends with, and how its operands lie. */
function headsOf({ op, node, x }: Forward) {
  const flat = rank(x[0]) === 3;
  const queryHeads = flat ? node.int("q_num_heads", 1) : size(x[0], 1);
  const keyHeads = flat ? node.int("kv_num_heads", 1) : size(x[1], 1);
  const shared = queryHeads / keyHeads;
  const counts = [queryHeads, keyHeads, keyHeads];
  const width = x.slice(0, 3).map((v, i) => size(v, -1) / (flat ? counts[i] : 1));
  const apart = x.slice(0, 3).map((v, i) => (flat ? split(op, v, counts[i], width[i]) : v));
  const [queries, keys] = [size(x[0], -2), size(x[1], -2)];
  const repeated = (v: Value, e: number) =>
    shared === 1
      ? v
      : op.Reshape(op.Expand(op.Unsqueeze(v, [2]), [1, 1, shared, 1, 1]), [0, queryHeads, keys, e]);
  const heads: Heads = {
    q: apart[0],
    k: repeated(apart[1], width[1]),
    v: repeated(apart[2], width[2]),
    masks: [
      x[3]?.type === "bool" ? unlessSeen(op, x[3], x[0]) : x[3],
      node.int("is_causal", 0) ? causal(x[0], queries, keys) : undefined,
    ],
    scale: node.float("scale", 1 / Math.sqrt(width[0])),
    softcap: node.float("softcap", 0),
  };
  return { heads, flat, counts, shared, width, queries, keys };
}

/** What an Attention gives, where its first output is all that is used. */
export function attended(at: Forward) {
  const { op } = at;
  const { heads, flat, counts, width } = headsOf(at);
  const y = op.MatMul(probabilities(op, heads).p, heads.v);
  return flat ? joined(op, y, counts[0] * width[2]) : y;
}

/** Several query heads may share a key's. */
const Attention: Rule = (at) => {
  const { op, x, y, dy, wanted } = at;
  refuseOthers(at, 4);
  refuseOtherOutputs(at);
  const { heads, flat, counts, shared, width, queries, keys } = headsOf(at);
  const merged = (v: Value, e: number) =>
    shared === 1
      ? v
      : op.ReduceSum(op.Reshape(v, [0, counts[1], shared, keys, e]), [2], { keepdims: 0 });
  const d = attend(op, heads, flat ? split(op, dy[0], counts[0], width[2]) : dy[0]);
  const back = [d.q, merged(d.k, width[1]), merged(d.v, width[2])].map((v, i) =>
    flat ? joined(op, v, counts[i] * width[i]) : v,
  );
  const scores = [y[0].shape![0], counts[0], queries, keys];
  return [...back, wanted[3] ? sumTo(op, d.scores, scores, x[3]) : undefined];
};

export const attention: Rules = { Attention };
