// The gradient by the rules, of a score made of seeded outputs.
import { backward, gradients, type Rules } from "../../../src/engine/grad";
import { Graph, type Node, Value } from "../../../src/engine/graph/graph";
import { opsOn } from "../../../src/engine/graph/ops";
import { needed } from "../../../src/engine/graph/query";
import { Tensor } from "../../../src/engine/graph/tensor";
import { fitted, rulesOn } from "../../../src/engine/lower";
import type { Model } from "../../../src/engine/onnx/model";
import { type Provider, Session } from "../../../src/engine/run/session";

/** What a gradient is checked with. */
export interface Checked {
  rules: Rules;
  device: Provider;
}
export const usual: Checked = { rules: gradients, device: "cpu" };

export const sessionOf = (model: Model, device: Provider) =>
  Session.create({ ...model, graph: fitted(model.graph, device) }, device);

/** The gradient of the sum over outputs of seed * output. */
export async function analytic(
  model: Model,
  x: Value,
  at: { dims: readonly number[]; data: Float32Array },
  outputs: Value[],
  dims: (readonly number[])[],
  v: Float32Array[],
  { rules, device }: Checked = usual,
) {
  const seeds = outputs.map((y) => new Value("", { shape: y.shape, type: "float" }));
  const { nodes, score, seed } = together(outputs, seeds);
  const graph = new Graph([x], [score], [...model.graph.nodes, ...nodes]);
  const found = backward(graph, score, seed, [x], rulesOn(device, rules));
  const dx = found.gradients.get(x)!;
  const all = needed([...graph.nodes, ...found.nodes], [dx]);
  const session = await sessionOf({ ...model, graph: new Graph([x, ...seeds], [dx], all) }, device);
  const feeds = new Map([
    [x, at],
    ...seeds.map((s, i) => [s, { dims: dims[i], data: v[i] }] as const),
  ]);
  const [result] = await session.run(feeds, [dx]);
  await session.release();
  if (String(result.dims) !== String(at.dims))
    throw new Error(`the gradient has shape [${result.dims}] where [${at.dims}] belongs`);
  return result.data as Float32Array;
}

/** One output is its own score; of several the seeded sums are added up. */
function together(outputs: Value[], seeds: Value[]) {
  if (outputs.length === 1) return { nodes: [], score: outputs[0], seed: seeds[0] };
  const nodes: Node[] = [];
  const op = opsOn(nodes);
  const sums = outputs.map((y, i) => {
    const product = op.Mul(y, seeds[i]);
    product.shape = y.shape;
    return shaped(op.ReduceSum(product, undefined, { keepdims: 0 }));
  });
  const score = sums.reduce((a, b) => shaped(op.Add(a, b)));
  return { nodes, score, seed: new Value("", { data: Tensor.of("float", [], [1]) }) };
}
const shaped = (v: Value) => Object.assign(v, { shape: [] });
