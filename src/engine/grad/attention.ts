// Attention: Y = softmax(scale Q K' + mask) V. The probabilities are computed again, then
// dV = P' dY, dS = P (dP - sum(dP P)) with dP = dY V', dQ = scale dS K, dK = scale dS' Q.
import type { Value } from "../graph/graph";
import type { Ops } from "../graph/ops";
import { swapLast } from "./linear";
import {
  type At,
  cannotPass,
  constantLike,
  type Forward,
  filled,
  type Rule,
  type Rules,
  range,
  rank,
  size,
  sumTo,
} from "./rule";

interface Heads {
  /** [N, H, L, E], [N, H, S, E], [N, H, S, F]. */
  q: Value;
  k: Value;
  v: Value;
  /** Added to the scores [N, H, L, S] (broadcasts); undefined adds nothing. */
  mask?: Value;
  scale: number;
  /** Scores are held by softcap * tanh(score / softcap), if above 0. */
  softcap: number;
}

/** The probabilities [N, H, L, S], and what softcap made of the scores on the way. */
function probabilities(op: Ops, { q, k, mask, scale, softcap }: Heads) {
  const raw = op.Mul(op.MatMul(q, swapLast(op, k, 4)), scale);
  const t = softcap > 0 ? op.Tanh(op.Div(raw, softcap)) : undefined;
  const scores = t ? op.Mul(t, softcap) : raw;
  return { p: op.Softmax(mask ? op.Add(scores, mask) : scores, { axis: -1 }), t };
}

/** Gradients of Q, K, V and of the scores after the mask was added, from dY [N, H, L, F]. */
function attend(op: Ops, heads: Heads, dy: Value) {
  const { q, k, v, scale } = heads;
  const turned = (x: Value) => swapLast(op, x, 4);
  const { p, t } = probabilities(op, heads);
  const dp = op.MatMul(dy, turned(v));
  const along = op.ReduceSum(op.Mul(dp, p), [-1], { keepdims: 1 });
  const dScores = op.Mul(p, op.Sub(dp, along));
  const dRaw = t ? op.Mul(dScores, op.Sub(1, op.Mul(t, t))) : dScores;
  const ds = op.Mul(dRaw, scale);
  return {
    q: op.MatMul(ds, k),
    k: op.MatMul(turned(ds), q),
    v: op.MatMul(turned(p), dy),
    scores: dScores,
  };
}

/** [N, L, H E] -> [N, H, L, E] and back. */
const split = (op: Ops, v: Value, heads: number, width: number) =>
  op.Transpose(op.Reshape(v, [0, 0, heads, width]), { perm: [0, 2, 1, 3] });
const joined = (op: Ops, v: Value, width: number) =>
  op.Reshape(op.Transpose(v, { perm: [0, 2, 1, 3] }), [0, 0, width]);

/** Large and negative where a query may not look: above the diagonal. */
function causal(x: Value, queries: number, keys: number) {
  const cells = range(queries).flatMap((i) => range(keys).map((j) => (j > i ? -1e4 : 0)));
  return constantLike(x, [queries, keys], cells);
}

const refuseOthers = ({ node, x }: At, from: number, allowed: number[] = []) => {
  const given = range(x.length - from, from).find((i) => x[i] && !allowed.includes(i));
  if (given !== undefined)
    throw cannotPass(node, `there is no rule for it with the input "${x[given].name}" (${given})`);
};

/** What an Attention of ai.onnx 23 attends with: Q, K, V come in three axes or four. */
function headsOf({ op, node, x }: Forward) {
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
  const masks = [
    x[3] && (x[3].type === "bool" ? op.Where(x[3], filled(op, [1], x[0]), -1e4) : x[3]),
    node.int("is_causal", 0) ? causal(x[0], queries, keys) : undefined,
  ].filter((m) => m !== undefined);
  const all: Heads = {
    q: apart[0],
    k: repeated(apart[1], width[1]),
    v: repeated(apart[2], width[2]),
    mask: masks.length > 1 ? op.Add(masks[0], masks[1]) : masks[0],
    scale: node.float("scale", 1 / Math.sqrt(width[0])),
    softcap: node.float("softcap", 0),
  };
  return { all, flat, heads, width, keys, queries };
}

/** What an Attention gives, where its first output is all that is used. */
export function attended(at: Forward) {
  const { op } = at;
  const { all, flat, heads, width } = headsOf(at);
  const y = op.MatMul(probabilities(op, all).p, all.v);
  return flat ? joined(op, y, heads[0] * width[2]) : y;
}

/** Several query heads may share a key's. */
const Attention: Rule = (at) => {
  const { op, node, x, y, dy, wanted } = at;
  refuseOthers(at, 4);
  if (dy.slice(1).some(Boolean)) throw cannotPass(node, "more than its first output is used");
  const { all, flat, heads, width, keys, queries } = headsOf(at);
  const [queryHeads, keyHeads] = heads;
  const shared = queryHeads / keyHeads;
  const merged = (v: Value, e: number) =>
    shared === 1
      ? v
      : op.ReduceSum(op.Reshape(v, [0, keyHeads, shared, keys, e]), [2], { keepdims: 0 });
  const d = attend(op, all, flat ? split(op, dy[0], queryHeads, width[2]) : dy[0]);
  const back = [d.q, merged(d.k, width[1]), merged(d.v, width[2])].map((v, i) =>
    flat ? joined(op, v, heads[i] * width[i]) : v,
  );
  const scores = [y[0].shape![0], queryHeads, queries, keys];
  return [...back, wanted[3] ? sumTo(op, d.scores, scores, x[3]) : undefined];
};

/** com.microsoft: [N, L, D] each, a bias for Q, K and V in one, and one added to the scores. */
const MultiHeadAttention: Rule = (at) => {
  const { op, node, x, dy, wanted } = at;
  refuseOthers(at, 4, [5]);
  const [q, k, v, bias, , added] = x;
  if (!k || !v || rank(k) !== 3) throw cannotPass(node, "its keys come packed");
  const heads = node.int("num_heads", 1);
  const ends = [q, k, v].map((s) => size(s, -1));
  const offsets = [0, ends[0], ends[0] + ends[1]];
  const apart = [q, k, v].map((s, i) => {
    const shifted = bias ? op.Add(s, op.Slice(bias, [offsets[i]], [offsets[i] + ends[i]], [0])) : s;
    return split(op, shifted, heads, ends[i] / heads);
  });
  const lookahead = node.int("unidirectional", 0);
  if (lookahead && added) throw cannotPass(node, "it is causal and has an attention bias");
  const d = attend(
    op,
    {
      q: apart[0],
      k: apart[1],
      v: apart[2],
      mask: lookahead ? causal(q, size(q, 1), size(k, 1)) : added,
      scale: node.float("scale", 0) || 1 / Math.sqrt(ends[0] / heads),
      softcap: 0,
    },
    split(op, dy[0], heads, ends[2] / heads),
  );
  const back = [d.q, d.k, d.v].map((v, i) => joined(op, v, ends[i]));
  const biasParts = () => back.map((b) => op.ReduceSum(b, [0, 1], { keepdims: 0 }));
  const scores = [q.shape![0], heads, size(q, 1), size(k, 1)];
  return [
    ...back,
    bias && wanted[3] ? op.Concat(...biasParts(), { axis: 0 }) : undefined,
    undefined,
    added && wanted[5] ? sumTo(op, d.scores, scores, added) : undefined,
  ];
};

export const attention: Rules = {
  Attention,
  "com.microsoft.MultiHeadAttention": MultiHeadAttention,
};
