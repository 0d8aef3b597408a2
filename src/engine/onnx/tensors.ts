// ONNX's tensors to ours: their bytes stay views of the file that they lie in.
import { type DataType, dataTypes, Tensor } from "../graph/tensor";
import { Refusal } from "../refusal";
import type { StringStringEntryProto, TensorProto } from "./gen/onnx_pb";

/** A file beside the model that holds weights. */
export interface ExternalFile {
  size: number;
  /** The bytes of one weight; the range lies within the file. */
  read(offset: number, length: number): Uint8Array;
}
export type ReadExternal = (location: string) => ExternalFile;

export const noExternal: ReadExternal = (location) => {
  throw new Refusal(
    "model-data-missing",
    `The weights are in "${location}", which is not at hand.`,
  );
};

export const unreadable = (why: string) =>
  new Refusal("model-unreadable", `This model cannot be read: ${why}.`, [
    { title: "Choose another model", action: { kind: "pick-model" } },
  ]);

export function decodeTensor(proto: TensorProto, external: ReadExternal): Tensor {
  const type = dataTypes[proto.dataType - 1];
  if (!type) throw unreadable(`the weight "${proto.name}" has the unknown type ${proto.dataType}`);
  const dims = proto.dims.map(Number);
  if (dims.some((d) => d < 0))
    throw unreadable(`the weight "${proto.name}" has the shape [${dims}]`);
  const bytes = proto.dataLocation === 1 ? externalBytes(proto, external) : ownBytes(proto, type);
  const tensor = new Tensor(type, dims, bytes);
  tensor.origin = proto;
  const expected = tensor.expectedBytes;
  if (expected !== undefined && bytes.length !== expected)
    throw unreadable(
      `the weight "${proto.name}" [${dims}] has ${bytes.length} bytes where ${expected} belong`,
    );
  return tensor;
}

function externalBytes(proto: TensorProto, external: ReadExternal) {
  const about = entries(proto.externalData);
  const file = external(about.location ?? "");
  const offset = Number(about.offset ?? 0);
  const length = about.length === undefined ? file.size - offset : Number(about.length);
  if (!(offset >= 0 && length >= 0 && offset + length <= file.size))
    throw unreadable(
      `the weight "${proto.name}" lies at ${offset} + ${length} bytes of "${about.location}", ` +
        `which has ${file.size}`,
    );
  return file.read(offset, length);
}

/** Where the numbers lie if not in raw_data; int32_data serves all the small types. */
function ownBytes(proto: TensorProto, type: DataType): Uint8Array {
  if (proto.rawData.length) return proto.rawData;
  const of = (data: { buffer: ArrayBufferLike }) => new Uint8Array(data.buffer);
  if (proto.floatData.length) return of(Float32Array.from(proto.floatData));
  if (proto.doubleData.length) return of(Float64Array.from(proto.doubleData));
  if (proto.int64Data.length) return of(BigInt64Array.from(proto.int64Data));
  if (proto.uint64Data.length) {
    const data = BigUint64Array.from(proto.uint64Data);
    return of(type === "uint32" ? Uint32Array.from(data, Number) : data);
  }
  if (type === "int32") return of(Int32Array.from(proto.int32Data));
  if (type.endsWith("16")) return of(Uint16Array.from(proto.int32Data));
  return of(Uint8Array.from(proto.int32Data));
}

export const entries = (list: readonly StringStringEntryProto[]): Record<string, string> =>
  Object.fromEntries(list.map((e) => [e.key, e.value]));
