// Where no finite difference helps: at kinks and ties, and what does not change by a little.
import { expect, test } from "vitest";
import { Value } from "../../../src/engine/graph/graph";
import type { Ops } from "../../../src/engine/graph/ops";
import { Tensor } from "../../../src/engine/graph/tensor";
import { slopes } from "./slopes";

const flat = "Round Floor Ceil Sign".split(" ");
test.each(flat)("%s beside another path adds nothing", async (name) => {
  const body = (op: Ops, x: Value) => op.Add(op.Mul(x, x), op.node(name, 1, [x])[0]);
  expect(await slopes([2], [1.3, -0.7], body)).toEqual([2.6, -1.4]);
});

test("Hardmax and ArgMax beside another path add nothing", async () => {
  const body = (op: Ops, x: Value) =>
    op.Add(op.Mul(x, op.node("Hardmax", 1, [x])[0]), op.Cast(op.ArgMax(x, { axis: 0 }), { to: 1 }));
  expect(await slopes([3], [1, 3, 2], body)).toEqual([0, 1, 0]);
});

test("a Cast to whole numbers and back stops the gradient", async () => {
  const whole = (op: Ops, x: Value) => op.Cast(op.Cast(x, { to: 7 }), { to: 1 });
  expect(await slopes([2], [1.5, 2.5], (op, x) => op.Add(x, whole(op, x)))).toEqual([1, 1]);
});

const constant = (...v: number[]) => new Value("", { data: Tensor.of("float", [v.length], v) });
// As PyTorch 2 gives them: maximum and amax share, ReLU and hardtanh pass nothing on the kink.
const kinks: [string, number[], (op: Ops, x: Value) => Value, number[]][] = [
  ["ReLU at 0", [-1, 0, 1], (op, x) => op.Relu(x), [0, 0, 1]],
  ["LeakyRelu at 0", [-1, 0, 1], (op, x) => op.LeakyRelu(x), [0.01, 0.01, 1]],
  ["Abs at 0", [-1, 0, 1], (op, x) => op.Abs(x), [-1, 0, 1]],
  ["ReLU6 on its bounds", [0, 3, 6], (op, x) => op.Clip(x, 0, 6), [0, 1, 0]],
  ["Max of equals", [1, 2], (op, x) => op.Max(x, constant(1, 1)), [0.5, 1]],
  ["Min of three equals", [1], (op, x) => op.Min(x, constant(1), constant(1)), [0.33333]],
  ["ReduceMax of equals", [3, 1, 3], (op, x) => op.ReduceMax(x, [0]), [0.5, 0, 0.5]],
  ["ReduceMin of equals", [1, 1, 3], (op, x) => op.ReduceMin(x, [0]), [0.5, 0.5, 0]],
  ["ReduceL2 of nothing", [0, 0], (op, x) => op.ReduceL2(x, [0]), [0, 0]],
  ["ReduceProd with a zero", [2, 0, 3], (op, x) => op.ReduceProd(x, [0]), [0, 6, 0]],
  ["ReduceProd with two zeros", [0, 0, 3], (op, x) => op.ReduceProd(x, [0]), [0, 0, 0]],
  ["a square at 0", [0, 2], (op, x) => op.Pow(x, 2), [0, 4]],
];
test.each(kinks)("%s", async (_, x0, body, expected) => {
  expect(await slopes([x0.length], x0, body)).toEqual(expected);
});

test("overlapping max pools: the first of equals takes it all, as in the runtime", async () => {
  const body = (op: Ops, x: Value) => op.MaxPool(x, { kernel_shape: [3], strides: [1] });
  expect(await slopes([1, 1, 4], [1, 5, 5, 2], body)).toEqual([0, 2, 0, 0]);
});

test("what falls on one place adds up, however much it is", async () => {
  const [count, width] = [40_000, 64];
  const places = Tensor.of(
    "int64",
    [count, 1],
    Array.from({ length: count }, (_, i) => i % 4),
  );
  // Squared, so that the gradient is no constant that the runtime works out beforehand.
  const body = (op: Ops, x: Value) => {
    const each = op.GatherND(x, new Value("", { data: places }));
    return op.Mul(each, each);
  };
  const x0 = Array.from({ length: 4 * width }, (_, i) => i % 7);
  const expected = x0.map((v) => (2 * v * count) / 4);
  for (let run = 0; run < 3; run++) expect(await slopes([4, width], x0, body)).toEqual(expected);
});

test("boxes that follow from the picture are held where they are", async () => {
  const area = Array.from({ length: 16 }, (_, i) => Math.sin(i));
  const boxes = new Value("", { data: Tensor.of("float", [1, 4], [0.4, 0.7, 2.6, 2.9]) });
  const first = new Value("", { data: Tensor.of("int64", [1], [0]) });
  const attrs = { output_height: 2, output_width: 2 };
  const fixed = await slopes([1, 1, 4, 4], area, (op, x) => op.RoiAlign(x, boxes, first, attrs));
  const found = await slopes([1, 1, 4, 4], area, (op, x) => {
    const nothing = op.Mul(op.ReduceMean(x, [2, 3], { keepdims: 0 }), 0);
    return op.RoiAlign(x, op.Add(boxes, nothing), first, attrs);
  });
  expect(fixed.some((d) => d > 0)).toBe(true);
  expect(found).toEqual(fixed);
});
