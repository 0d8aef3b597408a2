// A quantized value is a staircase: its gradient is that of the ramp under it, cut off at the ends.
import { expect, test } from "vitest";
import { Value } from "../../../src/engine/graph/graph";
import type { Ops } from "../../../src/engine/graph/ops";
import { type DataType, Tensor } from "../../../src/engine/graph/tensor";
import { slopes } from "./slopes";

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
    expect(found).toEqual([0, 1, 1, 1, 1, 0]);
  },
);

test.each(["QuantizeLinear", "DequantizeLinear"])(
  "%s: a scale made from the picture",
  async (name) => {
    const made = (op: Ops, x: Value) => {
      const scale = op.ReduceMax(x, [0], { keepdims: 0 });
      const one = value("float", [], [1]);
      const scales = name === "QuantizeLinear" ? [scale, one] : [one, scale];
      const [q] = op.node("QuantizeLinear", 1, [x, scales[0]]);
      return op.node("DequantizeLinear", 1, [q, scales[1]])[0];
    };
    await expect(slopes([3], [1, 2, 3], made)).rejects.toThrow(
      new RegExp(`${name}.*its scale depends on the picture`),
    );
  },
);

test("without a zero point it is a uint8 from 0", async () => {
  const found = await slopes([3], [-1, 1, 26], (op, x) => {
    const { q, back } = there(op, x, value("float", [], [0.1]), undefined);
    return back(q);
  });
  expect(found).toEqual([0, 1, 0]);
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
  expect(found).toEqual([0, 1, 1, 0, 1, 0, 1, 0]);
});

test("a scale and zero point per block of an axis, the last one short", async () => {
  const scale = value("float", [1, 2, 2], [0.1, 0.1, 1, 1]);
  const zero = value("int8", [1, 2, 2], [0, 0, 100, 100]);
  const attrs = { axis: 1, block_size: 2 };
  // The first block holds -12.8 to 12.7, the second, of one row, -228 to 27.
  const found = await slopes([1, 3, 2], [-13, 3, 12, 13, -200, 30], (op, x) => {
    const [q] = op.node("QuantizeLinear", 1, [x, scale, zero], attrs);
    return op.node("DequantizeLinear", 1, [q, scale, zero], attrs)[0];
  });
  expect(found).toEqual([0, 1, 1, 0, 1, 0]);
});
