// A rule against finite differences of the operator itself, both run by ONNX Runtime.
import { backward, gradients, type Rules } from "../../../src/engine/grad";
import { Graph, Node, Value } from "../../../src/engine/graph/graph";
import { toAttrs } from "../../../src/engine/graph/ops";
import { needed } from "../../../src/engine/graph/query";
import { sizeOf, Tensor } from "../../../src/engine/graph/tensor";
import { modelOf } from "../../../src/engine/onnx/model";
import { Session } from "../../../src/engine/run/session";
import { measureShapes } from "../../../src/engine/run/shapes";
import type { Case } from "./case";

/**
 * For each float operand in turn the relative error of the rule: |v.J.u - finite difference| over
 * the size of what was added up, along one random direction u, for a random seed v.
 */
export async function gradientErrors(op: string, c: Case, rules: Rules = gradients) {
  const errors: number[] = [];
  for (const [i, operand] of c.x.entries())
    if (Array.isArray(operand)) errors.push(await errorAt(op, c, i, rules));
  return errors;
}

async function errorAt(op: string, c: Case, at: number, rules: Rules) {
  const random = mulberry(at + 1);
  const operands = c.x.map((o) => (Array.isArray(o) ? spread(o, c.range ?? [-1, 1], random) : o));
  const x = new Value("x", { shape: c.x[at] as number[], type: "float" });
  const values = operands.map((o, i) => (i === at ? x : o && new Value(`w${i}`, { data: o })));
  const outputs = Array.from({ length: c.outputs ?? 1 }, (_, i) => new Value(`y${i}`));
  const node = new Node(op, values, outputs, toAttrs(c.attrs ?? {}), { domain: c.domain });
  const model = modelOf(new Graph([x], outputs, [node]), c.opset);
  if (c.domain) model.domains = new Map([[c.domain, 1]]);
  await measureShapes(model, x);

  const x0 = operands[at]!.numbers() as Float32Array;
  const u = spread(x.shape as number[], [-1, 1], random).numbers() as Float32Array;
  const seeds = outputs.map((y) => new Value("", { shape: y.shape, type: "float" }));
  const v = outputs.map((y) => spread(y.shape as number[], [-1, 1], random).numbers());
  const eps = 1e-3 * ((c.range ?? [-1, 1])[1] - (c.range ?? [-1, 1])[0]) * 0.5;

  const forward = await Session.create(model, "cpu");
  const f = async (step: number) => {
    const data = x0.map((a, i) => Math.fround(a + step * u[i]));
    const found = await forward.run(new Map([[x, { dims: x.shape as number[], data }]]), outputs);
    return found.map((y) => y.data as Float32Array);
  };
  const [up, down] = [await f(eps), await f(-eps)];
  let numeric = 0;
  let scale = 0;
  outputs.forEach((_, o) => {
    up[o].forEach((a, i) => {
      const term = ((a - down[o][i]) / (2 * eps)) * v[o][i];
      numeric += term;
      scale += Math.abs(term);
    });
  });
  await forward.release();

  const dx = await analytic(model, x, x0, outputs, seeds, v, rules);
  if (dx.length !== x0.length) return Number.POSITIVE_INFINITY;
  const exact = dx.reduce((s, d, i) => s + d * u[i], 0);
  return Math.abs(exact - numeric) / Math.max(scale, 1e-3);
}

/** All outputs count: their seeds are joined by giving the walk one node that adds them up. */
async function analytic(
  model: ReturnType<typeof modelOf>,
  x: Value,
  x0: Float32Array,
  outputs: Value[],
  seeds: Value[],
  v: ArrayLike<number>[],
  rules: Rules,
) {
  const sums = new Float32Array(x0.length);
  for (const [o, y] of outputs.entries()) {
    const { nodes, gradients: found } = backward(model.graph, y, seeds[o], [x], rules);
    const dx = found.get(x)!;
    const all = needed([...model.graph.nodes, ...nodes], [dx]);
    const session = await Session.create(
      { ...model, graph: new Graph([x, seeds[o]], [dx], all) },
      "cpu",
    );
    const feeds = new Map([
      [x, { dims: x.shape as number[], data: x0 }],
      [seeds[o], { dims: y.shape as number[], data: Float32Array.from(v[o]) }],
    ]);
    const [result] = await session.run(feeds, [dx]);
    await session.release();
    if (sizeOf(result.dims) !== x0.length || String(result.dims) !== String(x.shape))
      throw new Error(`the gradient has shape [${result.dims}] where [${x.shape}] belongs`);
    (result.data as Float32Array).forEach((d, i) => {
      sums[i] += d;
    });
  }
  return sums;
}

/** Evenly spread over the range and shuffled, so that no max or ReLU sits near a tie. */
function spread(dims: number[], [low, high]: [number, number], random: () => number) {
  const n = sizeOf(dims);
  const values = Array.from({ length: n }, (_, i) => low + ((i + 0.37) * (high - low)) / n);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [values[i], values[j]] = [values[j], values[i]];
  }
  return Tensor.of("float", dims, values);
}

function mulberry(seed: number) {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
