// The edge to ONNX Runtime: a model becomes a session; values are fed and fetched by reference.
import { env, InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import type { Value } from "../graph/graph";
import { type DataType, fromFloat16, toFloat16 } from "../graph/tensor";
import { encodeProgram } from "../onnx/encode";
import type { Model } from "../onnx/model";
import { Refusal } from "../refusal";

export type Provider = "cpu" | "webgpu" | "cuda" | "dml" | "coreml";
export type Numbers = Float32Array | BigInt64Array | Uint8Array | Int32Array | Float64Array;
/** What goes into and comes out of a run: plain numbers with their dims. */
export interface NdArray {
  dims: readonly number[];
  data: Numbers;
}

export class Session {
  private constructor(
    private readonly session: InferenceSession,
    private readonly names: ReadonlyMap<Value, string>,
    private readonly provider: Provider,
  ) {}

  /**
   * @param options `once`: for a run or two, so that optimising it would not pay
   * @throws Refusal `model-unsupported` with the runtime's reason, `device-unavailable`
   */
  static async create(model: Model, provider: Provider, { once }: { once?: boolean } = {}) {
    const { bytes, names, externalData } = encodeProgram(model, { widened: widens(provider) });
    try {
      const session = await InferenceSession.create(bytes, {
        executionProviders: [provider],
        graphOptimizationLevel: once ? "disabled" : "all",
        enableCpuMemArena: !once,
        logSeverityLevel: 4,
        // Sessions of one process that wait by spinning take the cores from each other.
        extra: { session: { intra_op: { allow_spinning: "0" } } },
        externalData,
      });
      return new Session(session, names, provider);
    } catch (e) {
      throw refused(e, provider);
    }
  }

  /**
   * Gives the values of `fetches` in their order. Floats go in and come out as float32 whatever type
   * the graph has.
   * @throws Refusal `model-unsupported` for what the runtime finds only while it runs
   */
  async run(feeds: ReadonlyMap<Value, NdArray>, fetches: readonly Value[]): Promise<NdArray[]> {
    const named = [...feeds].map(([v, a]) => [this.names.get(v), toOrt(a, this.typeOf(v))]);
    const wanted = fetches.map((v) => this.names.get(v)!);
    const results = await this.session.run(Object.fromEntries(named), wanted).catch((e) => {
      throw refused(e, this.provider);
    });
    return wanted.map((name) => fromOrt(results[name]));
  }

  private typeOf = ({ type }: Value) =>
    widens(this.provider) && type === "float16" ? "float" : type;

  release = () => this.session.release();
}

/** The CPU has few kernels for float16: it casts before and after each, and lacks some gradients'. */
const widens = (provider: Provider) => provider === "cpu";

const ortTypes: Partial<Record<DataType, OrtTensor.Type>> = { float: "float32", double: "float64" };

/** What the runtime wants of float32 numbers where its input is of another type. */
const converters: Partial<Record<DataType, (data: Float32Array) => OrtTensor.DataType>> = {
  float16: (data) => Uint16Array.from(data, toFloat16),
  double: (data) => Float64Array.from(data),
  uint8: (data) => new Uint8Array(Uint8ClampedArray.from(data).buffer),
};

function toOrt({ data, dims }: NdArray, type: DataType = "float") {
  const convert = data instanceof Float32Array ? converters[type] : undefined;
  return new OrtTensor(
    ortTypes[type] ?? (type as OrtTensor.Type),
    convert?.(data as Float32Array) ?? data,
    dims,
  );
}

function fromOrt({ data, dims, type }: OrtTensor): NdArray {
  if (type === "float64") return { dims, data: Float32Array.from(data as Float64Array) };
  if (type !== "float16") return { dims, data: data as Numbers };
  // A Float16Array where the engine's Node has them, else the bits.
  const { buffer, byteOffset, length } = data as Uint16Array;
  return {
    dims,
    data: Float32Array.from(new Uint16Array(buffer, byteOffset, length), fromFloat16),
  };
}

function refused(e: unknown, provider: Provider) {
  // The runtime puts the place in its own source first, and the condition that failed.
  const why = (e instanceof Error ? e.message : String(e))
    .split("\n")[0]
    .replace(/^\/\S*onnxruntime\S* .* was false\. /, "");
  if (
    /backend not found|not supported|no available backend|WebGPU adapter|shared library/i.test(why)
  )
    return new Refusal("device-unavailable", `The device "${provider}" cannot be used: ${why}.`);
  const operator = /(\S+)\(-?\d+\) is not a registered function/.exec(why)?.[1].replace(":", ".");
  const reason = operator
    ? `it has no operator ${operator}. Export the model with ONNX's own operators alone.`
    : why;
  return new Refusal("model-unsupported", `ONNX Runtime cannot run this model: ${reason}`, [
    { title: "Choose another model", action: { kind: "pick-model" } },
  ]);
}

export const runtimeVersion = env.versions.node ?? env.versions.common;
