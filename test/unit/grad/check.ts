import { passes } from "../../../src/engine/grad/passing";
import { isFloat } from "../../../src/engine/grad/rule";
import { Graph, Node, Value } from "../../../src/engine/graph/graph";
import { opsOn, toAttrs } from "../../../src/engine/graph/ops";
import { descendants } from "../../../src/engine/graph/query";
import { Tensor } from "../../../src/engine/graph/tensor";
import { type Model, modelOf } from "../../../src/engine/onnx/model";
import { Refusal } from "../../../src/engine/refusal";
import { measureShapes } from "../../../src/engine/run/shapes";
import { relativeL2 } from "../reference-data";
import { analytic, type Checked, sessionOf, usual } from "./analytic";
import type { Case } from "./case";
import { random, spread } from "./numbers";

/**
 * For each float operand in turn the relative error of the rule: |v.J.u - finite difference| over
 * the size of what was added up, along one random direction u, for random seeds v.
 */
export async function gradientErrors(op: string, c: Case, checked: Partial<Checked> = {}) {
  const errors: number[] = [];
  for (const [i, operand] of c.x.entries())
    if (typeof operand === "string") errors.push((await errorAt(op, c, i, checked, false))!);
  return errors;
}

/** The same for the first operand where its first size is not known before it runs, if it can be. */
export const batchError = (
  op: string,
  c: Case,
  checked: Partial<Checked> = {},
): Promise<number | undefined> =>
  errorAt(
    op,
    c,
    c.x.findIndex((o) => typeof o === "string"),
    checked,
    true,
  ).catch((e) => {
    // Either the runtime or the rule refuses, each for a reason of its own.
    if (e instanceof Refusal || /Non-zero status code/.test(String(e))) return undefined;
    throw e;
  });

const dimsOf = (text: string) => (text ? text.split("x").map(Number) : []);

/** The operands as numbers; `at` is the first float one if it is not given. */
export function operandsOf(c: Case, at = c.x.findIndex((o) => typeof o === "string")) {
  const next = random(at + 1);
  const operands = c.x.map((o) =>
    typeof o === "string" ? spread(dimsOf(o), c.range ?? [-1, 1], next) : o,
  );
  return { operands, at };
}

/**
 * A case as a model of that one node, its values measured.
 * @param at which operand is its input; the others are constants
 * @param varying whether the first size of x is left open: undefined if it cannot be
 */
export async function modelOfCase(name: string, c: Case, at?: number, varying = false) {
  const { operands, at: which } = operandsOf(c, at);
  const dims = operands[which]!.dims;
  if (varying && !dims.length) return undefined;
  const x = new Value("x", { shape: varying ? [null, ...dims.slice(1)] : dims, type: "float" });
  const nodes: Node[] = [];
  const values = operands.map((o, i) => {
    if (i === which || !o) return o && x;
    const shared = varying && typeof c.x[i] === "string" && o.dims.length === dims.length;
    const w = shared && o.dims[0] === dims[0] && dims[0] > 1 ? batchOf(nodes, o, x) : undefined;
    return w ?? new Value(`w${i}`, { data: o });
  });
  const outputs = Array.from({ length: c.outputs ?? 1 }, (_, i) => new Value(`y${i}`));
  const [op, domain] = splitKey(name);
  const node = new Node(op, values, outputs, toAttrs(c.attrs ?? {}), { domain });
  const model = modelOf(new Graph([x], outputs, [...nodes, node]), c.opset);
  if (domain) model.domains = new Map([[domain, 1]]);
  const varies = await measureShapes(model, x);
  if (varying && !(varies && outputs[0].shape?.[0] === null)) return undefined;
  return { model, x, dims, data: operands[which]!.numbers() as Float32Array };
}

async function errorAt(
  name: string,
  c: Case,
  at: number,
  checked: Partial<Checked>,
  varying: boolean,
) {
  const made = await modelOfCase(name, c, at, varying);
  if (!made) return undefined;
  const [low, high] = c.range ?? [-1, 1];
  const eps = 1e-3 * (high - low) * 0.5;
  return directionalError(made.model, made.x, made, eps, checked);
}

/** An operand with as big a batch as x: the first of its rows and a little of x. */
function batchOf(nodes: Node[], { dims, bytes }: Tensor, x: Value) {
  const op = opsOn(nodes);
  const one = [1, ...dims.slice(1)];
  const row = new Tensor("float", one, bytes.subarray(0, bytes.length / dims[0]));
  const rest = dims.slice(1).map((_, i) => i + 1);
  return op.Add(op.Mul(op.ReduceMean(x, rest, { keepdims: 1 }), 0.1), new Value("", { data: row }));
}

/** "com.microsoft.FusedConv": the operator and its domain. */
export const splitKey = (key: string) => {
  const dot = key.lastIndexOf(".");
  return [key.slice(dot + 1), key.slice(0, Math.max(dot, 0))];
};

/** Along which direction the step goes, given the gradient that is to be checked. */
type Direction = (dx: Float32Array, next: () => number) => ArrayLike<number>;
const anywhere: Direction = (dx, next) => spread([dx.length], [-1, 1], next).numbers();

/**
 * The worst relative error over the outputs, each alone and all together, of the gradient at a
 * place; on another device than the CPU also that of the outputs themselves.
 * @param model its values measured
 */
export async function directionalError(
  model: Model,
  x: Value,
  at: { dims: readonly number[]; data: Float32Array },
  eps: number,
  { direction = anywhere, ...given }: Partial<Checked> & { direction?: Direction } = {},
): Promise<number> {
  const checked = { ...usual, ...given };
  const { dims, data: x0 } = at;
  const next = random(dims.length + 7);
  const reached = descendants(model.graph, [x], passes);
  const outputs = model.graph.outputs.filter((y) => reached.has(y) && isFloat(y.type));
  if (!outputs.length) throw new Error("no output depends on the input");
  const forward = await sessionOf(model, "cpu");
  const f = async (u: ArrayLike<number>, step: number) => {
    const data = x0.map((a, i) => Math.fround(a + step * u[i]));
    return forward.run(new Map([[x, { dims, data }]]), outputs);
  };
  const sizes = (await f(x0, 0)).map((y) => y.dims);
  const seeds = sizes.map((d) => spread(d, [-1, 1], next).numbers() as Float32Array);
  const errorOf = async (some: number[]) => {
    const [ys, shapes, v] = [outputs, sizes, seeds].map((l) => some.map((o) => l[o])) as [
      Value[],
      number[][],
      Float32Array[],
    ];
    const dx = await analytic(model, x, { dims, data: x0 }, ys, shapes, v, checked);
    const u = direction(dx, next);
    const [up, down] = [await f(u, eps), await f(u, -eps)];
    const terms = some.flatMap((o) =>
      Array.from(up[o].data as Float32Array, (a, i) => {
        return ((a - Number(down[o].data[i])) / (2 * eps)) * seeds[o][i];
      }),
    );
    const products = Array.from(dx, (d, i) => d * u[i]);
    const scale = Math.max(...[terms, products].map((l) => total(l.map(Math.abs))), 1e-3);
    return Math.abs(total(products) - total(terms)) / scale;
  };
  const all = outputs.map((_, o) => o);
  let worst = await errorOf(all);
  if (checked.device !== "cpu") {
    const there = await sessionOf(model, checked.device);
    const [found, right] = [await there.run(new Map([[x, at]]), outputs), await f(x0, 0)];
    worst = Math.max(
      worst,
      ...found.map((y, o) => relativeL2(y.data as Float32Array, right[o].data as Float32Array)),
    );
    await there.release();
  }
  if (all.length > 1) for (const o of all) worst = Math.max(worst, await errorOf([o]));
  await forward.release();
  return worst;
}

const total = (terms: readonly number[]) => terms.reduce((a, b) => a + b, 0);
