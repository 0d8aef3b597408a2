// Several operators in one node.
import { attended } from "../grad/attention";
import { swapLast } from "../grad/linear";
import { rank } from "../grad/rule";
import type { Node, Value } from "../graph/graph";
import { float, type Ops } from "../graph/ops";
import type { Lowerings } from "./lowering";

/** What the activation of a fused node does, by its name. */
const activations: Record<string, (op: Ops, v: Value, p: number[]) => Value> = {
  "": (_, v) => v,
  Relu: (op, v) => op.Relu(v),
  Sigmoid: (op, v) => op.Sigmoid(v),
  Tanh: (op, v) => op.Tanh(v),
  LeakyRelu: (op, v, [alpha = 0.01]) => op.LeakyRelu(v, { alpha: float(alpha) }),
  HardSigmoid: (op, v, [alpha = 0.2, beta = 0.5]) =>
    op.HardSigmoid(v, { alpha: float(alpha), beta: float(beta) }),
  Clip: (op, v, [low, high]) => op.Clip(v, low, high),
};

function activated(op: Ops, node: Node, v: Value) {
  const { activation_params: params, activation_alpha: alpha } = node.attrs;
  const numbers =
    params?.type === "floats" ? params.value : alpha?.type === "float" ? [alpha.value] : [];
  return activations[node.string("activation", "")]?.(op, v, [...numbers]);
}

export const fused: Lowerings = {
  Attention: (at) =>
    [...at.x.slice(4), ...at.y.slice(1)].some(Boolean) ? undefined : attended(at),
  // What is added before the activation is left out there.
  "com.microsoft.FusedConv": ({ op, node, x: [x, w, b, added] }) => {
    const { activation: _, activation_params: __, ...attrs } = node.attrs;
    const y = op.Conv(x, w, b, attrs);
    return activated(op, node, added ? op.Add(y, added) : y);
  },
  "com.microsoft.FusedGemm": ({ op, node, x }) => {
    const { transA, transB, alpha, beta } = node.attrs;
    return activated(op, node, op.Gemm(...x, { transA, transB, alpha, beta }));
  },
  "com.microsoft.FusedMatMul": ({ op, node, x }) => {
    if (node.int("transBatchA", 0) || node.int("transBatchB", 0)) return undefined;
    const [a, b] = ["transA", "transB"].map((name, i) =>
      node.int(name, 0) && rank(x[i]) > 1 ? swapLast(op, x[i], rank(x[i])) : x[i],
    );
    return op.Mul(op.MatMul(a, b), node.float("alpha", 1));
  },
};
