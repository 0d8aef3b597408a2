// Quantized networks as exporters write them: what can be explained of each, and how.
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Job } from "../../../src/engine/api";
import { createEngine } from "../../../src/engine/engine";
import type { Value } from "../../../src/engine/graph/graph";
import { constant, type Ops } from "../../../src/engine/graph/ops";
import { sizeOf, Tensor } from "../../../src/engine/graph/tensor";
import { modelBytes, quiet, scratch, weights, write } from "./fixtures";

const engine = createEngine();
const folder = scratch();
let picture: string;
beforeAll(async () => {
  const noise = { type: "gaussian" as const, mean: 120, sigma: 50 };
  const create = { width: 12, height: 12, channels: 3 as const, background: "red", noise };
  picture = write(folder, "picture.png", await sharp({ create }).png().toBuffer());
});
afterAll(() => engine.release());

type Body = (op: Ops, x: Value) => Value;
function jobOf(name: string, body: Body, method: string): Job {
  const model = write(folder, `${name}.onnx`, modelBytes([null, 3, 12, 12], body, 21));
  const target = { kind: "top" } as const;
  return { model, image: { file: picture }, target, method, parameters: {}, device: "cpu" };
}

const whole = (dims: number[]) =>
  Array.from({ length: sizeOf(dims) }, (_, i) => ((i * 37) % 15) - 7);
const int8 = (...dims: number[]) => constant(Tensor.of("int8", dims, whole(dims)));
const step = (v: number) => constant(Tensor.of("float", [], [v]));
const head = (op: Ops, features: Value) =>
  op.Gemm(op.Flatten(op.GlobalAveragePool(op.Relu(features))), weights(4, 3));

/** As dynamic quantization writes a Conv: the scale of the activations follows from the picture. */
const dynamic: Body = (op, x) => {
  const [q, scale, zero] = op.node("DynamicQuantizeLinear", 3, [x]);
  const [sums] = op.node("ConvInteger", 1, [q, int8(4, 3, 3, 3), zero]);
  return head(op, op.Mul(op.Cast(sums, { to: 1 }), op.Mul(scale, step(0.01))));
};
/** As static quantization to integer operators writes it. */
const integer: Body = (op, x) => {
  const zero = (type: "uint8" | "int8") => constant(Tensor.of(type, [], [0]));
  const [q] = op.node("QuantizeLinear", 1, [x, step(0.02), zero("uint8")]);
  const bias = constant(Tensor.of("int32", [4], [0, 10, 20, 30]));
  const operands = [q, step(0.02), zero("uint8"), int8(4, 3, 3, 3), step(0.01), zero("int8")];
  const [y] = op.node("QLinearConv", 1, [...operands, step(0.05), zero("uint8"), bias]);
  return head(op, op.node("DequantizeLinear", 1, [y, step(0.05), zero("uint8")])[0]);
};

test.each([
  ["DynamicQuantizeLinear", dynamic],
  ["QLinearConv", integer],
])("%s: scores and occlusion work, gradients are refused with the reason", async (name, body) => {
  const job = jobOf(name, body, "occlusion");
  const { predictions, raw } = await engine.explain({ ...job, parameters: { window: 4 } }, quiet);
  expect(predictions).toHaveLength(3);
  expect(raw.data.some((v) => v !== 0)).toBe(true);
  const saliency = engine.explain({ ...job, method: "saliency" }, quiet);
  await expect(saliency).rejects.toThrow(
    new RegExp(`${name} ".*makes whole numbers.*Methods that need no gradient still work`),
  );
});

test("weights in blocks of four bits: the gradient passes and is right", async () => {
  const body: Body = (op, x) => {
    const packed = constant(
      new Tensor(
        "int4",
        [4, 32],
        Uint8Array.from({ length: 64 }, (_, i) => 37 * i),
      ),
    );
    const scales = constant(
      Tensor.of(
        "float",
        [4, 2],
        Array.from({ length: 8 }, (_, i) => 0.05 + i / 50),
      ),
    );
    const [w] = op.node("DequantizeLinear", 1, [packed, scales], { axis: 1, block_size: 16 });
    const features = op.Relu(op.Conv(x, weights(32, 3, 3, 3)));
    return op.MatMul(op.Flatten(op.GlobalAveragePool(features)), op.Transpose(w, { perm: [1, 0] }));
  };
  const job = jobOf("blocks", body, "saliency");
  expect((await engine.explain(job, quiet)).raw.data.some((v) => v > 0)).toBe(true);
  expect(await engine.check(job, quiet)).toMatchObject({ passed: true });
});
