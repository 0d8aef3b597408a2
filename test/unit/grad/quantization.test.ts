// A quantized value is a staircase: its gradient is that of the ramp under it, cut off at the ends.
import { expect, test } from "vitest";
import { backward, gradients } from "../../../src/engine/grad";
import { Graph, type Node, Value } from "../../../src/engine/graph/graph";
import { type Ops, opsOn } from "../../../src/engine/graph/ops";
import { type DataType, Tensor } from "../../../src/engine/graph/tensor";
import { modelOf } from "../../../src/engine/onnx/model";
import { Session } from "../../../src/engine/run/session";
import { measureShapes } from "../../../src/engine/run/shapes";

/** d(sum y)/dx of y = body(x) at x0. */
async function slopes(dims: number[], x0: number[], body: (op: Ops, x: Value) => Value) {
  const x = new Value("x", { shape: dims, type: "float" });
  const nodes: Node[] = [];
  const y = body(opsOn(nodes), x);
  y.name = "y";
  const model = modelOf(new Graph([x], [y], nodes), 21);
  await measureShapes(model, x);
  const ones = Tensor.of("float", y.shape as number[], Array(x0.length).fill(1));
  const seed = new Value("", { data: ones });
  const found = backward(model.graph, y, seed, [x], gradients);
  const dx = found.gradients.get(x)!;
  const graph = new Graph([x], [dx], [...nodes, ...found.nodes]);
  const session = await Session.create({ ...model, graph }, "cpu");
  const [result] = await session.run(new Map([[x, { dims, data: Float32Array.from(x0) }]]), [dx]);
  return Array.from(result.data, Number);
}

type Zero = "uint8" | "int8" | "uint16" | "int16";
const value = (type: Zero | "float", dims: number[], list: number[]) =>
  new Value("", { data: Tensor.of(type, dims, list) });
const there = (op: Ops, x: Value, scale: Value, zero: Value | undefined, axis = 1) => {
  const [q] = op.node("QuantizeLinear", 1, [x, scale, zero], { axis });
  return { q, back: (v: Value) => op.node("DequantizeLinear", 1, [v, scale, zero], { axis })[0] };
};

const perTensor: [DataType, number, number, number][] = [
  ["uint8", 100, -10, 15.5],
  ["int8", -28, -10, 15.5],
  ["uint16", 100, -10, 6543.5],
  ["int16", 100, -3286.8, 3266.7],
];
test.each(perTensor)(
  "%s, zero point %d: straight through from %d to %d",
  async (type, zero, low, high) => {
    const step = 0.1;
    const x0 = [low - 1, low + 2 * step, (low + high) / 2, 0.33, high - 2 * step, high + 1];
    const found = await slopes([6], x0, (op, x) => {
      const { q, back } = there(op, x, value("float", [], [step]), value(type as Zero, [], [zero]));
      return back(q);
    });
    expect(found.map((d) => Number(d.toFixed(5)))).toEqual([0, 1, 1, 1, 1, 0]);
  },
);

test("without a zero point it is a uint8 from 0", async () => {
  const found = await slopes([3], [-1, 1, 26], (op, x) => {
    const { q, back } = there(op, x, value("float", [], [0.1]), undefined);
    return back(q);
  });
  expect(found.map((d) => Number(d.toFixed(5)))).toEqual([0, 1, 0]);
});

test("a scale and zero point per channel; the integers may be moved in between", async () => {
  const scale = value("float", [2], [0.1, 1]);
  const zero = value("int8", [2], [0, 100]);
  // Channel 0 holds -12.8 to 12.7, channel 1 holds -228 to 27.
  const x0 = [-13, 3, 12, 13, -200, 30, 20, -300];
  const found = await slopes([1, 2, 2, 2], x0, (op, x) => {
    const { q, back } = there(op, x, scale, zero);
    return back(op.Transpose(q, { perm: [0, 1, 3, 2] }));
  });
  expect(found.map((d) => Number(d.toFixed(5)))).toEqual([0, 1, 1, 0, 1, 0, 1, 0]);
});
