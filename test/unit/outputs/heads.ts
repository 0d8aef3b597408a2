// Networks whose outputs are known: each number is a constant, and grows a little with the picture.
import { create } from "@bufbuild/protobuf";
import { Graph, Value } from "../../../src/engine/graph/graph";
import { constant, type Ops, opsOn } from "../../../src/engine/graph/ops";
import { sizeOf, Tensor } from "../../../src/engine/graph/tensor";
import { encode } from "../../../src/engine/onnx/encode";
import { ModelProtoSchema } from "../../../src/engine/onnx/gen/onnx_pb";
import { modelOf } from "../../../src/engine/onnx/model";
import { encodeNpy } from "../../../src/engine/run/npy";
import { scratch, write } from "../engine/fixtures";

/** Of the input, [1, 3, side, side]. */
export const side = 64;

export interface Net {
  /** The outputs by name, in order. */
  outputs(op: Ops, x: Value): Record<string, Value>;
  metadata?: Record<string, string>;
  sidecar?: object;
}

/** Writes the model with its sidecar and a tensor of zeros: where they lie. */
export function written({ outputs, metadata = {}, sidecar }: Net) {
  const x = new Value("picture", { shape: [1, 3, side, side], type: "float" });
  const nodes: ConstructorParameters<typeof Graph>[2][number][] = [];
  const made = Object.entries(outputs(opsOn(nodes), x)).map(([name, y]) =>
    Object.assign(y, { name }),
  );
  const metadataProps = Object.entries(metadata).map(([key, value]) => ({ key, value }));
  const origin = create(ModelProtoSchema, { producerName: "glassbox", metadataProps });
  const folder = scratch();
  const model = write(
    folder,
    "model.onnx",
    encode({ ...modelOf(new Graph([x], made, nodes)), origin }),
  );
  if (sidecar) write(folder, "model.glassbox.json", JSON.stringify(sidecar));
  const dims = [1, 3, side, side];
  const tensor = write(
    folder,
    "input.npy",
    Buffer.from(encodeNpy(dims, new Float32Array(sizeOf(dims)))),
  );
  return { model, image: { tensor }, device: "cpu" as const };
}

/** Numbers that are `value(index)` for a picture of zeros, as if a convolution had made them. */
export function numbers(op: Ops, x: Value, dims: number[], value: (at: number[]) => number): Value {
  const data = Array.from({ length: sizeOf(dims) }, (_, flat) =>
    value(dims.map((d, k) => Math.floor(flat / sizeOf(dims.slice(k + 1))) % d)),
  );
  const mean = op.Reshape(
    op.ReduceMean(x, [1, 2, 3], { keepdims: 0 }),
    dims.map(() => 1),
  );
  return op.Add(constant(Tensor.of("float", dims, data)), mean);
}

/** A network of one output [1, C, h, w] that a convolution of one cell makes of a pooled picture. */
export const logit = (p: number) => Math.log(p / (1 - p));
