// What WebGPU is given instead means the same: held on the CPU, which has both forms.
import { expect, test } from "vitest";
import { gradients, lowered } from "../../../src/engine/grad";
import { Graph, Node, Value } from "../../../src/engine/graph/graph";
import { lower, loweredOperators } from "../../../src/engine/graph/lower";
import { type AttrInputs, constant, float, toAttrs } from "../../../src/engine/graph/ops";
import { sizeOf, Tensor } from "../../../src/engine/graph/tensor";
import { modelOf } from "../../../src/engine/onnx/model";
import { Session } from "../../../src/engine/run/session";
import { relativeL2 } from "../reference";
import { cases } from "./cases";
import { gradientErrors } from "./check";

test.each(Object.keys(lowered).flatMap((op) => cases[op].map((c, i) => ({ op, i, ...c }))))(
  "$op $i: $x $attrs",
  async ({ op, ...c }) => {
    const errors = await gradientErrors(op, c, { ...gradients, ...lowered });
    for (const error of errors) expect(error).toBeLessThan(2e-3);
  },
);

const map = [2, 6, 5, 4];
/** Each operator with its operands' shapes. */
const forwards: Record<string, { x: number[][]; attrs?: AttrInputs }> = {
  Conv: { x: [map, [12, 3, 3, 3], [12]], attrs: { group: 2, pads: [1, 1, 1, 1] } },
  Celu: { x: [map], attrs: { alpha: float(0.7) } },
  Selu: { x: [map] },
  Softsign: { x: [map] },
  Sign: { x: [map] },
  Sum: { x: [map, map, map] },
  Mean: { x: [map, map, [4]] },
  LogSoftmax: { x: [[3, 7]], attrs: { axis: 1 } },
  LRN: { x: [map], attrs: { size: 5, alpha: float(0.3), beta: float(0.6), bias: float(1.5) } },
};

test("every lowering is tried", () =>
  expect(Object.keys(forwards).sort()).toEqual(loweredOperators.toSorted()));

test.each(Object.keys(forwards))("%s is the same when it is lowered", async (op) => {
  const { x: shapes, attrs = {} } = forwards[op];
  const data = (dims: number[]) =>
    Float32Array.from({ length: sizeOf(dims) }, (_, i) => 3 * Math.sin(1.3 * i * i));
  const x = new Value("x", { shape: shapes[0], type: "float" });
  const others = shapes.slice(1).map((s) => constant(Tensor.of("float", s, data(s))));
  const y = new Value("y", { type: "float" });
  const graph = new Graph([x], [y], [new Node(op, [x, ...others], [y], toAttrs(attrs))]);
  const feeds = new Map([[x, { dims: shapes[0], data: data(shapes[0]) }]]);
  const run = async (g: Graph) => {
    const session = await Session.create(modelOf(g), "cpu");
    const [found] = await session.run(feeds, [y]);
    await session.release();
    return found.data as Float32Array;
  };
  const low = lower(graph);
  expect(low.nodes.some((n) => n === graph.nodes[0])).toBe(false);
  expect(relativeL2(await run(low), await run(graph))).toBeLessThan(1e-5);
});
