/** ONNX's element types by their names in the specification, and the bytes of one element. */
const bytesPerElement = {
  float: 4,
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  int32: 4,
  int64: 8,
  string: 0,
  bool: 1,
  float16: 2,
  double: 8,
  uint32: 4,
  uint64: 8,
  complex64: 8,
  complex128: 16,
  bfloat16: 2,
  float8e4m3fn: 1,
  float8e4m3fnuz: 1,
  float8e5m2: 1,
  float8e5m2fnuz: 1,
  uint4: 0.5,
  int4: 0.5,
  float4e2m1: 0.5,
} as const;
export type DataType = keyof typeof bytesPerElement;
/** In the order of TensorProto.DataType, which counts from 1. */
export const dataTypes = Object.keys(bytesPerElement) as DataType[];

/** How a constant's bytes are read as JavaScript numbers (float16 has no typed array in Node 20). */
const views = {
  float: Float32Array,
  double: Float64Array,
  int8: Int8Array,
  uint8: Uint8Array,
  bool: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
} as const;
type Viewable = keyof typeof views;

export const sizeOf = (dims: readonly number[]) => dims.reduce((a, b) => a * b, 1);

/**
 * A constant: its little-endian bytes as ONNX's raw_data has them, usually a view into the bytes of
 * the file it came from.
 */
export class Tensor {
  /** What the file said of it, written back as it was. */
  origin?: unknown;

  constructor(
    readonly type: DataType,
    readonly dims: readonly number[],
    readonly bytes: Uint8Array,
  ) {}

  static of(type: Viewable | "float16", dims: readonly number[], values: ArrayLike<number>) {
    if (type === "float16") {
      const halves = Uint16Array.from(Array.from(values, toFloat16));
      return new Tensor(type, dims, new Uint8Array(halves.buffer));
    }
    const View = views[type];
    const data =
      View === BigInt64Array || View === BigUint64Array
        ? View.from(Array.from(values, BigInt))
        : (View as Float32ArrayConstructor).from(values);
    return new Tensor(type, dims, new Uint8Array(data.buffer));
  }

  get size() {
    return sizeOf(this.dims);
  }

  /** The bytes that `dims` and `type` ask for; undefined for strings. */
  get expectedBytes() {
    return this.type === "string" ? undefined : Math.ceil(this.size * bytesPerElement[this.type]);
  }

  /** The elements as numbers. Integers beyond 2^53 are rounded (INT64_MAX means "to the end"). */
  numbers(): number[] | Float32Array | Float64Array {
    if (this.type === "float16") return Float32Array.from(this.uint16(), fromFloat16);
    if (!(this.type in views)) throw new Error(`cannot read ${this.type} as numbers`);
    // A copy is aligned (and a Buffer's slice() would be none).
    const aligned = new Uint8Array(this.bytes).buffer;
    const data = new views[this.type as Viewable](aligned);
    return data instanceof Float32Array || data instanceof Float64Array
      ? data
      : Array.from(data as ArrayLike<number | bigint>, Number);
  }

  private uint16() {
    return new Uint16Array(new Uint8Array(this.bytes).buffer);
  }
}

/** IEEE 754 binary16 to a number. */
export function fromFloat16(h: number): number {
  const sign = h & 0x8000 ? -1 : 1;
  const exponent = (h >> 10) & 0x1f;
  const fraction = h & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** A number to the nearest IEEE 754 binary16, ties to even; beyond 65504 infinite. */
export function toFloat16(v: number): number {
  const sign = v < 0 || Object.is(v, -0) ? 0x8000 : 0;
  const a = Math.abs(v);
  if (Number.isNaN(a)) return 0x7e00;
  const exponent = Math.max(Math.floor(Math.log2(a)), -14);
  const steps = roundToEven(a / 2 ** (exponent - 10));
  // Steps count from 0 for subnormals, from 1024 for the rest: a carry moves to the next exponent.
  return sign | (a < 65520 ? steps + (exponent + 14) * 1024 : 0x7c00);
}

function roundToEven(v: number) {
  const low = Math.floor(v);
  const rest = v - low;
  return rest > 0.5 || (rest === 0.5 && low % 2 === 1) ? low + 1 : low;
}

const widened = new WeakMap<Tensor, Tensor>();

/** The same numbers as float32, if they are float16; made once. */
export function inFloat32(t: Tensor): Tensor {
  if (t.type !== "float16") return t;
  const wide = widened.get(t) ?? Tensor.of("float", t.dims, t.numbers());
  widened.set(t, wide);
  return wide;
}
