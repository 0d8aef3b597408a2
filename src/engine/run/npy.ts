// NumPy's .npy format, version 1.0, little-endian: how raw maps go out and tensors come in.
import { Refusal } from "../refusal";
import type { NdArray } from "./session";

const magic = "\x93NUMPY";

/** Float32, C order. */
export function encodeNpy(dims: readonly number[], data: Float32Array): Uint8Array {
  const shape = dims.length === 1 ? `${dims[0]},` : dims.join(", ");
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape}), }`;
  const header = `${text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11)}\n`;
  const head = Buffer.from(`${magic}\x01\x00\x00\x00${header}`, "latin1");
  head.writeUInt16LE(header.length, 8);
  return Buffer.concat([head, Buffer.from(data.buffer, data.byteOffset, data.byteLength)]);
}

const readers: Record<string, (b: ArrayBuffer) => ArrayLike<number>> = {
  "<f4": (b) => new Float32Array(b),
  "<f8": (b) => new Float64Array(b),
  "|u1": (b) => new Uint8Array(b),
  "|i1": (b) => new Int8Array(b),
};

/** @throws Refusal `picture-unreadable` for anything but a plain array of floats or bytes */
export function decodeNpy(bytes: Uint8Array): NdArray & { data: Float32Array } {
  const b = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (b.toString("latin1", 0, 6) !== magic) throw refuse("it is no .npy file");
  const wide = b[6] > 1;
  const start = wide ? 12 : 10;
  const end = start + (wide ? b.readUInt32LE(8) : b.readUInt16LE(8));
  const header = b.toString("latin1", start, end);
  const read = readers[/'descr': '([^']+)'/.exec(header)?.[1] ?? ""];
  const shape = /'shape': \(([^)]*)\)/.exec(header)?.[1];
  if (!read || shape === undefined || !header.includes("'fortran_order': False"))
    throw refuse("only little-endian float32, float64 or 8-bit arrays in C order are read");
  const dims = shape.split(",").flatMap((s) => (s.trim() ? [Number(s)] : []));
  const data = Float32Array.from(read(Uint8Array.from(b.subarray(end)).buffer));
  if (data.length !== dims.reduce((x, y) => x * y, 1)) throw refuse("it is cut off");
  return { dims, data };
}

const refuse = (why: string) =>
  new Refusal("picture-unreadable", `The tensor cannot be read: ${why}.`);
