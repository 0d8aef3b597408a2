// Small models built with the op builder, and files that are broken on purpose.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import type { Control } from "../../../src/engine/api";
import { Graph, Value } from "../../../src/engine/graph/graph";
import { constant, type Ops, opsOn } from "../../../src/engine/graph/ops";
import { sizeOf, Tensor } from "../../../src/engine/graph/tensor";
import { encode } from "../../../src/engine/onnx/encode";
import { modelOf } from "../../../src/engine/onnx/model";

export const quiet: Control = { signal: new AbortController().signal, progress() {} };
export const scratch = () => mkdtempSync(join(tmpdir(), "glassbox-"));

/** A model of what `body` makes of a picture input of the given shape (null: any batch). */
export function modelBytes(
  shape: (number | null)[],
  body: (op: Ops, x: Value) => Value,
  opset?: number,
): Uint8Array {
  const x = new Value("picture", { shape, type: "float" });
  const nodes: ConstructorParameters<typeof Graph>[2][number][] = [];
  const y = body(opsOn(nodes), x);
  y.name ||= "scores";
  return encode(modelOf(new Graph([x], [y], nodes), opset));
}

/** Weights that are fixed and of no meaning. */
export const weights = (...dims: number[]) =>
  constant(
    Tensor.of(
      "float",
      dims,
      Array.from({ length: sizeOf(dims) }, (_, i) => Math.sin(i * 1.7) / 3),
    ),
  );

/** Conv, Relu, global pool, Gemm: three classes. */
export const smallNet = (op: Ops, x: Value) => {
  const features = op.Relu(op.Conv(x, weights(4, 3, 3, 3), { pads: [1, 1, 1, 1] }));
  return op.Gemm(op.Flatten(op.GlobalAveragePool(features)), weights(4, 3));
};

export function write(folder: string, name: string, bytes: Uint8Array | string) {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** A PNG that says it is width x height and holds next to nothing. */
export function pngHeader(width: number, height: number): Uint8Array {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), body.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  const data = deflateSync(Buffer.alloc(100));
  return Buffer.concat([
    signature,
    chunk("IHDR", head),
    chunk("IDAT", data),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}
