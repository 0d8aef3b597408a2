// The edge to ONNX Runtime: a model becomes a session; values are fed and fetched by reference.
import { env, InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import type { Value } from "../graph/graph";
import { type DataType, fromFloat16, toFloat16 } from "../graph/tensor";
import { encodeProgram } from "../onnx/encode";
import type { Model } from "../onnx/model";
import { Refusal } from "../refusal";
import { describeLeft, leftToCpu } from "./placement";

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
  static async create(model: Model, provider: Provider, options: { once?: boolean } = {}) {
    const program = encodeProgram(model, { widened: widens(provider) });
    const start = (layout: Layout) => open(program, provider, { ...options, layout });
    try {
      return new Session(await start("NHWC"), program.names, provider);
    } catch (e) {
      if (!leftover.test(String(e))) throw refused(e, provider);
    }
    const left = await Session.leftToCpu(model, provider);
    if (left.size) throw unavailable(provider, `it lacks ${describeLeft(left, model.graph)}`);
    // Only what turns one layout into the other is lacking, such as Transpose of booleans.
    const session = await start("NCHW").catch((e) => Promise.reject(refused(e, provider)));
    return new Session(session, program.names, provider);
  }

  /** The nodes that a device would leave to the CPU, by operator. */
  static leftToCpu(model: Model, provider: Provider) {
    return leftToCpu(model, async (alone) => {
      const program = encodeProgram(alone, { widened: widens(provider) });
      const session = await open(program, provider, { strict: true }).catch((e) =>
        leftover.test(String(e)) ? undefined : Promise.reject(e),
      );
      await session?.release();
      return session !== undefined;
    });
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

/** The devices whose sessions leave no node to the CPU, or are refused. */
export const isStrict = (provider: Provider) => provider === "webgpu";

interface Opening {
  once?: boolean;
  /** In which order WebGPU keeps activations: it is faster with channels last. */
  layout?: Layout;
  /** Refuses to leave a node to the CPU, which would take every value there and back. */
  strict?: boolean;
}
type Layout = "NHWC" | "NCHW";
const leftover = /fallback to CPU EP has been explicitly disabled/;

function open(
  { bytes, externalData }: ReturnType<typeof encodeProgram>,
  provider: Provider,
  { once, layout = "NHWC", strict = isStrict(provider) }: Opening,
) {
  const device = provider === "webgpu" ? { name: provider, preferredLayout: layout } : provider;
  return InferenceSession.create(bytes, {
    executionProviders: [device],
    graphOptimizationLevel: once ? "disabled" : "all",
    enableCpuMemArena: !once,
    logSeverityLevel: 4,
    extra: {
      session: {
        // Sessions of one process that wait by spinning take the cores from each other.
        intra_op: { allow_spinning: "0" },
        ...(strict && { disable_cpu_ep_fallback: "1" }),
      },
    },
    externalData,
  });
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

const unavailable = (provider: Provider, why: string) =>
  new Refusal("device-unavailable", `The device "${provider}" cannot be used: ${why}.`);

/** How the providers say it: the CPU's, CUDA's, WebGPU's. */
const allocation = /bad.?alloc|failed to allocate|allocation failed|out of memory/i;

function refused(e: unknown, provider: Provider) {
  // The runtime puts the place in its own source first, and the condition that failed.
  const why = (e instanceof Error ? e.message : String(e))
    .split("\n")[0]
    .replace(/^\/\S*onnxruntime\S* .* was false\. /, "");
  if (allocation.test(why))
    return new Refusal("out-of-memory", `There is not enough memory to run the model: ${why}.`);
  // The network itself ran on the CPU when its shapes were measured.
  if (provider !== "cpu") return unavailable(provider, why.replace(/\.$/, ""));
  const operator = /(\S+)\(-?\d+\) is not a registered function/.exec(why)?.[1].replace(":", ".");
  const reason = operator
    ? `it has no operator ${operator}. Export the model with ONNX's own operators alone.`
    : why;
  return new Refusal("model-unsupported", `ONNX Runtime cannot run this model: ${reason}`, [
    { title: "Choose another model", action: { kind: "pick-model" } },
  ]);
}

export const runtimeVersion = env.versions.node ?? env.versions.common;
