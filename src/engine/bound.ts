// Models with several inputs: one is explained, all others are given a value and become constants.
import { readFile } from "node:fs/promises";
import type { InputValue, Job, Preprocessing } from "./api";
import { Graph, type Value } from "./graph/graph";
import { type DataType, sizeOf, Tensor } from "./graph/tensor";
import { layoutOf } from "./input";
import type { NdFloats } from "./methods";
import { normal } from "./methods/random";
import { Refusal } from "./refusal";
import { decodeNpy } from "./run/npy";
import { preprocess } from "./run/preprocess";
import { preprocessingOf, readSidecar, type Subject } from "./settings";

/** What a job says of the inputs. */
export type Inputs = Pick<Job, "inputs" | "wrt"> & Partial<Pick<Job, "image">>;

export interface Bound {
  graph: Graph;
  /** Where another input than the picture is explained: it, and its value. */
  explained?: { input: Value; value: NdFloats };
  notes: string[];
}

/** @throws Refusal `bad-parameter` naming the input, `picture-unreadable` */
export async function bound(from: Omit<Subject, "input">, job: Inputs): Promise<Bound> {
  const { graph } = from.model;
  const { inputs: all, wrt } = job;
  const given = all ?? {};
  const { inputs } = graph;
  const picture = inputs.find((v) => layoutOf(graph, v));
  const named = (name: string) => inputs.find((v) => v.name === name) ?? unknown(name, inputs);
  for (const name of Object.keys(given)) named(name);
  const main = wrt === undefined ? picture : named(wrt);
  if (!main || (inputs.length === 1 && main === picture)) return { graph, notes: [] };
  const other = main !== picture;
  if (other && !floats.has(main.type ?? "float"))
    throw new Refusal(
      "bad-parameter",
      `The input "${main.name}" takes ${main.type}: only inputs of floats can be explained.`,
    );
  const notes: string[] = [];
  const fill = async (v: Value) => {
    const source = given[v.name] ?? (v === picture && fromImage(job)) ?? byDefault(v);
    const value = await tensorFor(source || byDefault(v), v, from);
    if (!given[v.name] && v !== picture) notes.push(told(v, byDefault(v)));
    return value;
  };
  for (const v of inputs)
    if (v !== main) {
      const { dims, data } = await fill(v);
      v.data = Tensor.of(typeOf(v), dims, data);
      v.shape = dims;
    }
  const alone = new Graph([main], graph.outputs, graph.nodes, graph.origin);
  if (!other) return { graph: alone, notes };
  // A network that takes no picture is given its input as a tensor.
  const own = !picture && !given[main.name] ? fromImage(job) : undefined;
  const value = own ? await tensorFor(own, main, from) : await fill(main);
  main.shape = value.dims;
  return { graph: alone, explained: { input: main, value }, notes };
}

/** Files that inputs besides the explained one are read from, or it itself where it is no picture. */
export function filesOf({ inputs = {}, wrt, image }: Inputs): string[] {
  const given = Object.values(inputs);
  const all = wrt && image ? [...given, fromImage({ image })!] : given;
  return all.flatMap((v) => ("picture" in v ? [v.picture] : "tensor" in v ? [v.tensor] : []));
}

const floats = new Set<DataType>(["float", "float16", "double"]);
const fromImage = ({ image }: Inputs): InputValue | undefined =>
  image && ("file" in image ? { picture: image.file } : { tensor: image.tensor });

/** Seeded noise for what is continuous; the first class for what counts. */
const byDefault = ({ type = "float" }: Value): InputValue =>
  floats.has(type) ? { seed: 0 } : { value: [0] };

const told = ({ name, type, shape }: Value, value: InputValue) =>
  `The input "${name}" ${type} [${(shape ?? []).map((d) => d ?? 1)}] is ` +
  `${"seed" in value ? `noise of seed ${value.seed}` : "0"}: nothing else was given.`;

type Plain = Parameters<typeof Tensor.of>[0];
const typeOf = ({ type = "float" }: Value) => type as Plain;

async function tensorFor(
  source: InputValue,
  v: Value,
  from: Omit<Subject, "input">,
): Promise<NdFloats> {
  const dims = (v.shape ?? []).map((d) => d ?? 1);
  if ("seed" in source) {
    const random = normal(source.seed);
    return { dims, data: Float32Array.from({ length: sizeOf(dims) }, random) };
  }
  if ("value" in source) return { dims, data: spread(source.value, dims, v) };
  if ("tensor" in source) {
    const found = decodeNpy(await readFile(source.tensor).catch(() => new Uint8Array(0)));
    if (found.data.length !== sizeOf(dims)) throw wrongSize(v, dims, found.data.length);
    return { dims, data: found.data };
  }
  const layout = layoutOf(from.model.graph, v);
  if (!layout)
    throw new Refusal("bad-parameter", `The input "${v.name}" [${dims}] is none for a picture.`);
  const how = preprocessingOf({ ...from, input: layout }, readSidecar(from.path));
  const { input } = await preprocess(source.picture, how);
  return { dims: v.shape!.length === 3 ? input.dims.slice(1) : input.dims, data: input.data };
}

/** One number stands for all. */
function spread(value: readonly number[], dims: number[], v: Value): Float32Array {
  const size = sizeOf(dims);
  if (value.length === 1) return new Float32Array(size).fill(value[0]);
  if (value.length !== size) throw wrongSize(v, dims, value.length);
  return Float32Array.from(value);
}

const wrongSize = ({ name }: Value, dims: number[], found: number) =>
  new Refusal("bad-parameter", `The input "${name}" takes [${dims}] numbers, not ${found}.`);

function unknown(name: string, inputs: readonly Value[]): never {
  const names = inputs.map((v) => v.name).join(", ");
  throw new Refusal("bad-parameter", `The model has no input "${name}"; it has ${names}.`);
}

/** How numbers that are no picture lie: the last axis across, the one before down, the rest channels. */
export function plainLayout({ dims }: NdFloats, name: string): Preprocessing {
  const [width = 1, height = 1, ...channels] = dims.slice(1).toReversed();
  const count = sizeOf(channels);
  return {
    height,
    width,
    layout: "NCHW",
    channel_order: count === 3 ? "RGB" : "grey",
    rescale_factor: 1,
    mean: Array<number>(count).fill(0),
    std: Array<number>(count).fill(1),
    resize: "stretch",
    resize_short: Math.min(height, width),
    interpolation: "nearest",
    antialias: false,
    align: "centre",
    pad_value: [0],
    sources: {},
    from: `the input "${name}" itself`,
  };
}
