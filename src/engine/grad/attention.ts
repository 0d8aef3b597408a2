// ai.onnx's Attention, since opset 23: Q, K, V in three axes or four.
import type { Value } from "../graph/graph";
import {
  attend,
  causal,
  joined,
  refuseOtherOutputs,
  refuseOthers,
  split,
  unlessSeen,
} from "./heads";
import { type Rule, type Rules, rank, size, sumTo } from "./rule";

/** Several query heads may share a key's. */
const Attention: Rule = (at) => {
  const { op, node, x, y, dy, wanted } = at;
  refuseOthers(at, 4);
  refuseOtherOutputs(at);
  const flat = rank(x[0]) === 3;
  const queryHeads = flat ? node.int("q_num_heads", 1) : size(x[0], 1);
  const keyHeads = flat ? node.int("kv_num_heads", 1) : size(x[1], 1);
  const shared = queryHeads / keyHeads;
  const heads = [queryHeads, keyHeads, keyHeads];
  const width = x.slice(0, 3).map((v, i) => size(v, -1) / (flat ? heads[i] : 1));
  const apart = x.slice(0, 3).map((v, i) => (flat ? split(op, v, heads[i], width[i]) : v));
  const [queries, keys] = [size(x[0], -2), size(x[1], -2)];
  const repeated = (v: Value, e: number) =>
    shared === 1
      ? v
      : op.Reshape(op.Expand(op.Unsqueeze(v, [2]), [1, 1, shared, 1, 1]), [0, queryHeads, keys, e]);
  const merged = (v: Value, e: number) =>
    shared === 1
      ? v
      : op.ReduceSum(op.Reshape(v, [0, keyHeads, shared, keys, e]), [2], { keepdims: 0 });
  const masks = [
    x[3]?.type === "bool" ? unlessSeen(op, x[3], x[0]) : x[3],
    node.int("is_causal", 0) ? causal(x[0], queries, keys) : undefined,
  ];
  const scale = node.float("scale", 1 / Math.sqrt(width[0]));
  const softcap = node.float("softcap", 0);
  const [k, v] = [repeated(apart[1], width[1]), repeated(apart[2], width[2])];
  const apartDy = flat ? split(op, dy[0], queryHeads, width[2]) : dy[0];
  const d = attend(op, { q: apart[0], k, v, masks, scale, softcap }, apartDy);
  const back = [d.q, merged(d.k, width[1]), merged(d.v, width[2])].map((v, i) =>
    flat ? joined(op, v, heads[i] * width[i]) : v,
  );
  const scores = [y[0].shape![0], queryHeads, queries, keys];
  return [...back, wanted[3] ? sumTo(op, d.scores, scores, x[3]) : undefined];
};

export const attention: Rules = { Attention };
