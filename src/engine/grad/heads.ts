// Attention per head: Y = softmax(scale Q K' + mask) V. The probabilities are computed again, then
// dV = P' dY, dS = P (dP - sum(dP P)) with dP = dY V', dQ = scale dS K, dK = scale dS' Q.
import type { Value } from "../graph/graph";
import type { Ops } from "../graph/ops";
import { swapLast } from "./linear";
import { type At, cannotPass, constantLike, filled, range, rank } from "./rule";

export interface Heads {
  /** [N, H, L, E], [N, H, S, E], [N, H, S, F]. */
  q: Value;
  k: Value;
  v: Value;
  /** Each is added to the scores [N, H, L, S], with which it broadcasts. */
  masks: readonly (Value | undefined)[];
  scale: number;
  /** Scores are held by softcap * tanh(score / softcap), if above 0. */
  softcap?: number;
}

/** Gradients of Q, K, V and of the scores after the masks were added, from dY [N, H, L, F]. */
export function attend(op: Ops, { q, k, v, masks, scale, softcap = 0 }: Heads, dy: Value) {
  const turned = (x: Value) => swapLast(op, x, 4);
  const raw = op.Mul(op.MatMul(q, turned(k)), scale);
  const t = softcap > 0 ? op.Tanh(op.Div(raw, softcap)) : undefined;
  const scores = masks
    .filter((m) => m !== undefined)
    .reduce((sum, m) => op.Add(sum, m), t ? op.Mul(t, softcap) : raw);
  const p = op.Softmax(scores, { axis: -1 });
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
export const split = (op: Ops, v: Value, heads: number, width: number) =>
  op.Transpose(op.Reshape(v, [0, 0, heads, width]), { perm: [0, 2, 1, 3] });
export const joined = (op: Ops, v: Value, width: number) =>
  op.Reshape(op.Transpose(v, { perm: [0, 2, 1, 3] }), [0, 0, width]);

/** What is added to the score of a key that must not be looked at. */
export const hidden = -1e4;

/** Hides from each query the keys after it. */
export function causal(x: Value, queries: number, keys: number) {
  const cells = range(queries).flatMap((i) => range(keys).map((j) => (j > i ? hidden : 0)));
  return constantLike(x, [queries, keys], cells);
}

/** Hides what `seen` says no of; the element type is that of `x`. */
export const unlessSeen = (op: Ops, seen: Value, x: Value, otherwise = hidden) =>
  op.Where(seen, filled(op, [1], x), otherwise);

/** @throws Refusal `no-gradient` for an input from the `from`-th on that is not `allowed` */
export function refuseOthers({ node, x }: At, from: number, allowed: number[] = []) {
  const given = range(Math.max(x.length - from, 0), from).find((i) => x[i] && !allowed.includes(i));
  if (given !== undefined)
    throw cannotPass(node, `there is no rule for it with the input "${x[given].name}" (${given})`);
}

/** @throws Refusal `no-gradient` where a gradient flows to more than the first output */
export function refuseOtherOutputs({ node, dy }: At) {
  if (dy.slice(1).some(Boolean)) throw cannotPass(node, "more than its first output is used");
}

/**
 * com.microsoft's integer masks: how many keys count [N], or 1 for each that does, [N, S] or
 * [N, L, S].
 */
export function padding({ op, node, x }: At, mask: Value | undefined, keys: number) {
  if (!mask) return undefined;
  const filter = node.float("mask_filter_value", hidden);
  const per = rank(mask);
  if (per === 1 && mask.shape![0] === x[0].shape![0]) {
    const counts = op.Cast(op.Reshape(mask, [-1, 1, 1, 1]), { to: 1 });
    const places = constantLike(counts, [keys], range(keys));
    return unlessSeen(op, op.Less(places, counts), x[0], filter);
  }
  if (per !== 2 && per !== 3)
    throw cannotPass(node, `there is no rule for it with a mask of [${mask.shape}]`);
  const spread = op.Unsqueeze(mask, per === 2 ? [1, 2] : [1]);
  return unlessSeen(op, op.Greater(spread, 0), x[0], filter);
}
