// com.microsoft's attention, as ONNX Runtime's optimizer and its exporters leave it in files.
import type { Value } from "../graph/graph";
import { int64 } from "../graph/ops";
import { attend, causal, joined, padding, refuseOtherOutputs, refuseOthers, split } from "./heads";
import { swapLast } from "./linear";
import { type At, cannotPass, type Rule, type Rules, rank, size, sumTo } from "./rule";

interface Operands {
  /** [N, L, H E], [N, S, H E], [N, S, H F]. */
  qkv: readonly Value[];
  widths: readonly number[];
  mask?: Value;
  /** Added to the scores. */
  added?: Value;
}

/** Gradients of q, k and v in three axes, and of what is added to the scores. */
function attended(at: At, { qkv, widths, mask, added }: Operands) {
  const { op, node, x, dy } = at;
  const heads = node.int("num_heads", 1);
  const each = widths.map((w) => w / heads);
  const [q, k, v] = qkv.map((s, i) => split(op, s, heads, each[i]));
  const queries = size(x[0], 1);
  const keys = size(node.op === "Attention" ? x[0] : x[1], 1);
  const ahead = node.int("unidirectional", 0) ? causal(x[0], queries, keys) : undefined;
  const masks = [padding(at, mask, keys), ahead, added];
  const scale = node.float("scale", 0) || 1 / Math.sqrt(each[0]);
  const d = attend(op, { q, k, v, masks, scale }, split(op, dy[0], heads, each[2]));
  const scores = [x[0].shape![0], heads, queries, keys];
  return {
    parts: [d.q, d.k, d.v].map((part, i) => joined(op, part, widths[i])),
    added: (to: Value) => sumTo(op, d.scores, scores, to),
  };
}

/** Queries, keys and values [N, L, D], a bias for the three in one, and one added to the scores. */
const MultiHeadAttention: Rule = (at) => {
  const { op, node, x, wanted } = at;
  refuseOthers(at, 6);
  refuseOtherOutputs(at);
  const [q, k, v, bias, mask, added] = x;
  if (!k || !v || rank(k) !== 3) throw cannotPass(node, "its keys come packed");
  const widths = [q, k, v].map((s) => size(s, -1));
  const offsets = [0, widths[0], widths[0] + widths[1]];
  const qkv = [q, k, v].map((s, i) =>
    bias ? op.Add(s, op.Slice(bias, [offsets[i]], [offsets[i] + widths[i]], [0])) : s,
  );
  const d = attended(at, { qkv, widths, mask, added });
  const biasParts = () => d.parts.map((b) => op.ReduceSum(b, [0, 1], { keepdims: 0 }));
  return [
    ...d.parts,
    bias && wanted[3] ? op.Concat(...biasParts(), { axis: 0 }) : undefined,
    undefined,
    added && wanted[5] ? d.added(added) : undefined,
  ];
};

/** Queries, keys and values of one input by one product: x [N, L, D], w [D, Q + K + V]. */
const Attention: Rule = (at) => {
  const { op, node, x, wanted } = at;
  refuseOthers(at, 4, [5]);
  refuseOtherOutputs(at);
  if (node.int("do_rotary", 0)) throw cannotPass(node, "it turns its queries by their places");
  const [from, w, bias, mask, , added] = x;
  const third = size(w, 1) / 3;
  const widths = node.ints("qkv_hidden_sizes", [third, third, third]);
  // The bias is optional, but the runtime has no such kernel: it crashes.
  const sum = op.Add(op.MatMul(from, w), bias);
  const qkv = op.many("Split", 3, [sum, int64(widths)], { axis: -1 });
  const d = attended(at, { qkv, widths, mask, added });
  const all = op.Concat(...d.parts, { axis: 2 });
  const rows = (v: Value, width: number) => op.Reshape(v, [-1, width]);
  const toWeights = () => op.MatMul(swapLast(op, rows(from, size(w, 0)), 2), rows(all, size(w, 1)));
  return [
    op.MatMul(all, swapLast(op, w, 2)),
    wanted[1] ? toWeights() : undefined,
    wanted[2] ? op.ReduceSum(all, [0, 1], { keepdims: 0 }) : undefined,
    undefined,
    undefined,
    added && wanted[5] ? d.added(added) : undefined,
  ];
};

export const fusedAttention: Rules = {
  "com.microsoft.Attention": Attention,
  "com.microsoft.MultiHeadAttention": MultiHeadAttention,
};
