// What WebGPU is given instead means the same: held on the CPU, which has both forms.
import { expect, test } from "vitest";
import { gradients } from "../../../src/engine/grad";
import { Graph, type Node, Value } from "../../../src/engine/graph/graph";
import { constant, opsOn } from "../../../src/engine/graph/ops";
import { type DataType, Tensor } from "../../../src/engine/graph/tensor";
import { lower, lowered, lowerings } from "../../../src/engine/lower";
import { type Model, modelOf } from "../../../src/engine/onnx/model";
import { type NdArray, Session } from "../../../src/engine/run/session";
import { measureShapes } from "../../../src/engine/run/shapes";
import type { Case, Cases } from "../grad/case";
import { cases } from "../grad/cases";
import { gradientErrors, modelOfCase } from "../grad/check";
import { relativeL2 } from "../reference";

test.each(Object.keys(lowered).flatMap((op) => cases[op].map((c, i) => ({ op, i, ...c }))))(
  "$op $i: $x $attrs",
  async ({ op, ...c }) => {
    const errors = await gradientErrors(op, c, { rules: { ...gradients, ...lowered } });
    for (const error of errors) expect(error).toBeLessThan(2e-3);
  },
);

const wide = { range: [-8, 8] } satisfies Partial<Case>;
/** Operators without a rule, or forms of them that the rules' cases lack. */
const more: Cases = {
  Conv: [{ x: ["2x6x5x4", "12x3x3x3", "12"], attrs: { group: 2, pads: [1, 1, 1, 1] } }],
  ConvTranspose: [{ x: ["2x6x5x4", "6x1x3x3", "2"], attrs: { group: 2, strides: [2, 1] } }],
  Sign: [{ x: ["2x9"] }],
  Round: [{ x: ["3x40"], ...wide }],
  ArgMax: [
    { x: ["3x7x2"], attrs: { axis: 1 } },
    { x: ["3x7x2"], attrs: { axis: -1, keepdims: 0 } },
  ],
};
const all = Object.keys(lowerings).map((op) => [op, [...(cases[op] ?? []), ...(more[op] ?? [])]]);
/** What is between two of these are numbers of another type; sizes want a batch of any size. */
const together = /(Q|Deq)uantizeLinear$|^Reshape$|^Expand$/;

async function run(model: Model, x: Value, feed: NdArray) {
  const session = await Session.create(model, "cpu");
  const found = await session.run(new Map([[x, feed]]), model.graph.outputs);
  await session.release();
  return found.map(({ data }) => Array.from(data, Number));
}

async function same(model: Model, x: Value, feed: NdArray) {
  const there = await run({ ...model, graph: lower(model.graph) }, x, feed);
  (await run(model, x, feed)).forEach((y, i) => {
    expect(relativeL2(there[i], y)).toBeLessThan(1e-5);
  });
}

test.each(all.filter(([op]) => !together.test(String(op))))(
  "%s is the same when it is lowered",
  async (op, some) => {
    let replaced = 0;
    for (const c of some as Case[]) {
      const { model, x, ...feed } = (await modelOfCase(op as string, c))!;
      if (lower(model.graph).nodes.some((n) => n === model.graph.nodes.at(-1))) continue;
      replaced++;
      await same(model, x, feed);
    }
    expect(replaced).toBeGreaterThan(0);
  },
);

const ties = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5, 0.49999997];
test.each<[string, DataType | undefined, number[], number[]]>([
  ["from 0", undefined, [0.5], []],
  ["uint8", "uint8", [0.1], [120]],
  ["a scale for each channel", "int8", [0.1, 0.03, 1], [0, -5, 7]],
])("a quantized value held as a float, ties to even: %s", async (_, type, scales, zeros) => {
  const x = new Value("x", { shape: [2, 3, 8], type: "float" });
  const nodes: Node[] = [];
  const op = opsOn(nodes);
  const dims = scales.length > 1 ? [scales.length] : [];
  const scale = constant(Tensor.of("float", dims, scales));
  const zero = type && constant(Tensor.of(type as "int8", dims, zeros));
  const [q] = op.node("QuantizeLinear", 1, [x, scale, zero], { axis: 1 });
  const moved = op.Transpose(op.Transpose(q, { perm: [0, 2, 1] }), { perm: [0, 2, 1] });
  const [y] = op.node("DequantizeLinear", 1, [moved, scale, zero], { axis: 1 });
  y.name = "y";
  const model = modelOf(new Graph([x], [y], nodes), 21);
  const data = Float32Array.from({ length: 48 }, (_, i) => ties[i % 8] * scales[0] * (1 + i / 8));
  await measureShapes(model, x);
  await same(model, x, { dims: [2, 3, 8], data });
});

test("sizes that are computed from the batch become constants", async () => {
  const x = new Value("x", { shape: [null, 3, 2, 2], type: "float" });
  const nodes: Node[] = [];
  const op = opsOn(nodes);
  const batch = op.Slice(op.Shape(x), [0], [1]);
  const flat = op.Reshape(x, op.Concat(batch, [12], { axis: 0 }));
  const bias = op.Expand(op.Slice(flat, [0], [1], [1]), op.Concat(batch, [12], { axis: 0 }));
  const y = op.Add(flat, bias);
  y.name = "y";
  const model = modelOf(new Graph([x], [y], nodes));
  await measureShapes(model, x);
  const low = lower(model.graph);
  expect(low.nodes.map((n) => n.op)).not.toContain("Shape");
  const data = Float32Array.from({ length: 24 }, (_, i) => i);
  await same(model, x, { dims: [2, 3, 2, 2], data });
});
