// The edge to ONNX Runtime: a model becomes a session; values are fed and fetched by reference.
import { env, InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import type { Value } from "../graph/graph";
import type { DataType } from "../graph/tensor";
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
  ) {}

  /** @throws Refusal `model-unsupported` with the runtime's reason, `device-unavailable` */
  static async create(model: Model, provider: Provider, options: { optimize?: boolean } = {}) {
    const { bytes, names, externalData } = encodeProgram(model);
    try {
      const session = await InferenceSession.create(bytes, {
        executionProviders: [provider],
        graphOptimizationLevel: options.optimize === false ? "disabled" : "all",
        logSeverityLevel: 4,
        // Sessions of one process that wait by spinning take the cores from each other.
        extra: { session: { intra_op: { allow_spinning: "0" } } },
        externalData,
      });
      return new Session(session, names);
    } catch (e) {
      throw refused(e, provider);
    }
  }

  /** Gives the values of `fetches` in their order. */
  async run(feeds: ReadonlyMap<Value, NdArray>, fetches: readonly Value[]): Promise<NdArray[]> {
    const named = [...feeds].map(([v, a]) => [this.names.get(v), toOrt(a, v.type)]);
    const wanted = fetches.map((v) => this.names.get(v)!);
    const results = await this.session.run(Object.fromEntries(named), wanted);
    return wanted.map((name) => {
      const { dims, data } = results[name];
      return { dims, data: data as Numbers };
    });
  }

  release = () => this.session.release();
}

const ortTypes: Partial<Record<DataType, OrtTensor.Type>> = { float: "float32", double: "float64" };

const toOrt = ({ data, dims }: NdArray, type: DataType = "float") =>
  new OrtTensor(ortTypes[type] ?? (type as OrtTensor.Type), data, dims);

function refused(e: unknown, provider: Provider) {
  const why = (e instanceof Error ? e.message : String(e)).split("\n")[0];
  if (/backend not found|not supported|no available backend/i.test(why))
    return new Refusal("device-unavailable", `The device "${provider}" cannot be used: ${why}.`);
  return new Refusal("model-unsupported", `ONNX Runtime cannot run this model: ${why}`, [
    { title: "Choose another model", action: { kind: "pick-model" } },
  ]);
}

export const runtimeVersion = env.versions.node ?? env.versions.common;
