// com.microsoft: what ONNX Runtime leaves in files that it optimized, several operators in one node.
import type { Value } from "../graph/graph";
import type { Ops } from "../graph/ops";
import { Conv } from "./convolution";
import { layerGradients } from "./layer-normalization";
import { linear } from "./linear";
import { type At, cannotPass, type Rule, type Rules, rank, sumTo, where } from "./rule";

/** dy before the activation that a node ends in, told from the result y. */
const activations: Record<string, (op: Ops, y: Value, dy: Value, p: number[]) => Value> = {
  "": (_, __, dy) => dy,
  Relu: (op, y, dy) => where(op, op.Greater(y, 0), dy),
  LeakyRelu: (op, y, dy, [alpha = 0.01]) => op.Where(op.Greater(y, 0), dy, op.Mul(dy, alpha)),
  Sigmoid: (op, y, dy) => op.Mul(dy, op.Mul(y, op.Sub(1, y))),
  Tanh: (op, y, dy) => op.Mul(dy, op.Sub(1, op.Mul(y, y))),
  HardSigmoid: (op, y, dy, [alpha = 0.2]) =>
    where(op, op.And(op.Greater(y, 0), op.Less(y, 1)), op.Mul(dy, alpha)),
  Clip: (op, y, dy, [low, high]) => where(op, op.And(op.Greater(y, low), op.Less(y, high)), dy),
};

function beforeActivation({ op, node, y: [y], dy: [dy] }: At) {
  const name = node.string("activation", "");
  const back = activations[name];
  if (!back) throw cannotPass(node, `its activation is "${name}"`);
  const { activation_params: params, activation_alpha: alpha } = node.attrs;
  const numbers =
    params?.type === "floats" ? params.value : alpha?.type === "float" ? [alpha.value] : [];
  return back(op, y, dy, [...numbers]);
}

/** LayerNormalization of input + skip + bias, whose sum is the fourth output. */
const skip =
  (centred: boolean): Rule =>
  ({ op, node, x, dy, wanted }) => {
    const [input, skipped, scale] = x;
    const bias = centred ? x[3] : undefined;
    const shift = x[centred ? 4 : 3];
    const sum = shift ? op.Add(op.Add(input, skipped), shift) : op.Add(input, skipped);
    sum.shape = input.shape;
    const epsilon = node.float("epsilon", 1e-12);
    const layer = { x: sum, scale, bias, axes: [rank(input) - 1], epsilon, centred };
    const flows = dy.slice(0, 3).some(Boolean);
    const [through, dScale, dBias] = flows
      ? layerGradients(op, { ...layer, dy: [dy[0]] }, [true, wanted[2], wanted[3]])
      : [];
    const d = through && dy[3] ? op.Add(through, dy[3]) : (through ?? dy[3]);
    const added = (v: Value, i: number) => (wanted[i] ? sumTo(op, d, sum.shape!, v) : undefined);
    const parts = [added(input, 0), added(skipped, 1), dScale];
    const ofShift = shift && added(shift, x.indexOf(shift));
    return centred ? [...parts, dBias, ofShift] : [...parts, ofShift];
  };

export const fused: Rules = {
  "com.microsoft.FusedConv": (at) => {
    const before = beforeActivation(at);
    const dx = Conv({ ...at, dy: [before] });
    return at.x[3] ? [...dx, before] : dx;
  },
  "com.microsoft.FusedGemm": (at) => linear.Gemm({ ...at, dy: [beforeActivation(at)] }),
  "com.microsoft.SkipLayerNormalization": skip(true),
  "com.microsoft.SkipSimplifiedLayerNormalization": skip(false),
};
