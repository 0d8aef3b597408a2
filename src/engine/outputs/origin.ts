// An element of an output, walked back through what only moves or squashes numbers: the scalar that
// is explained lies before the sigmoid, in the tensor that a convolution made.
import { type Node, Value } from "../graph/graph";
import { sizeOf } from "../graph/tensor";

/** One element of a value: its coordinates, the batch (0) in front. */
export interface Place {
  value: Value;
  at: number[];
}

export interface Origin extends Place {
  /** The squashing that was walked through, if any. */
  activation?: "Softmax" | "LogSoftmax" | "Sigmoid";
}

/** Values that were computed for the picture: indices that steer which element goes where. */
export type Known = ReadonlyMap<Value, { dims: readonly number[]; data: ArrayLike<number> }>;

/**
 * Which input's element an output's element is; nothing where it is more than a copy. Numbers that
 * are no constants are read from `known`: where they are missing, the step is the value itself.
 */
type Step = (
  node: Node,
  at: number[],
  output: number,
  known: Known,
) => { input: number; at: number[] } | Value | undefined;

const same: Step = (_, at) => ({ input: 0, at });
const dims = (v: Value | undefined) => v!.shape!.map((d) => d ?? 1);

const axisOf = (node: Node, fallback: number, rank: number) => {
  const axis = node.int("axis", fallback);
  return axis < 0 ? axis + rank : axis;
};

const flatIndex = (at: number[], shape: readonly number[]) =>
  at.reduce((n, i, k) => n * shape[k] + i, 0);
function coordinates(flat: number, shape: number[]): number[] {
  // The first size may depend on the picture, so that it is not what was measured.
  return shape.map((d, k) => {
    const whole = Math.floor(flat / sizeOf(shape.slice(k + 1)));
    return k ? whole % d : whole;
  });
}
const reshaped: Step = ({ inputs: [x], outputs: [y] }, at) => ({
  input: 0,
  at: coordinates(flatIndex(at, dims(y)), dims(x)),
});

const steps: Record<string, Step> = {
  Identity: same,
  Cast: same,
  Reshape: reshaped,
  Flatten: reshaped,
  Squeeze: reshaped,
  Unsqueeze: reshaped,
  Transpose: (node, at) => {
    const perm = node.ints("perm") ?? at.map((_, i) => at.length - 1 - i);
    return { input: 0, at: at.map((_, i) => at[perm.indexOf(i)]) };
  },
  Concat: (node, at) => {
    const axis = axisOf(node, 0, at.length);
    let before = 0;
    for (const [input, x] of node.inputs.entries()) {
      const length = dims(x)[axis];
      if (at[axis] < before + length) return { input, at: at.with(axis, at[axis] - before) };
      before += length;
    }
    return undefined;
  },
  Split: (node, at, output) => {
    const axis = axisOf(node, 0, at.length);
    const before = node.outputs.slice(0, output).reduce((n, y) => n + dims(y)[axis], 0);
    return { input: 0, at: at.with(axis, at[axis] + before) };
  },
  // Which channel is the largest stands in none of them: the walk goes on at the first.
  ArgMax: (node, at) => {
    const [x] = node.inputs;
    const axis = axisOf(node, 0, dims(x).length);
    return { input: 0, at: node.int("keepdims", 1) ? at.with(axis, 0) : at.toSpliced(axis, 0, 0) };
  },
  Slice: (node, at) => {
    const [x, starts, , axes, strides] = node.inputs;
    const from = starts?.data && Array.from(starts.data.numbers());
    if (!from) return undefined;
    const along = axes?.data ? Array.from(axes.data.numbers()) : from.map((_, i) => i);
    const by = strides?.data ? Array.from(strides.data.numbers()) : from.map(() => 1);
    return {
      input: 0,
      at: along.reduce((moved, a, i) => {
        const axis = a < 0 ? a + at.length : a;
        const length = dims(x)[axis];
        const start = Math.min(Math.max(from[i] < 0 ? from[i] + length : from[i], 0), length - 1);
        return moved.with(axis, start + moved[axis] * by[i]);
      }, at),
    };
  },
  Gather: (node, at, _, known) => {
    const [x, indices] = node.inputs;
    const table = tableOf(indices!, known);
    if (!table) return indices;
    const rank = indices!.shape!.length;
    const axis = axisOf(node, 0, dims(x).length);
    const index = table.data[flatIndex(at.slice(axis, axis + rank), table.dims)];
    return {
      input: 0,
      at: [...at.slice(0, axis), wrapped(index, dims(x)[axis]), ...at.slice(axis + rank)],
    };
  },
  GatherElements: (node, at, _, known) => {
    const [x, indices] = node.inputs;
    const table = tableOf(indices!, known);
    if (!table) return indices;
    const axis = axisOf(node, 0, at.length);
    const index = table.data[flatIndex(at, table.dims)];
    return { input: 0, at: at.with(axis, wrapped(index, dims(x)[axis])) };
  },
  GatherND: (node, at, _, known) => {
    const [x, indices] = node.inputs;
    const table = tableOf(indices!, known);
    if (!table) return indices;
    const batch = node.int("batch_dims", 0);
    const lead = indices!.shape!.length - 1;
    const depth = table.dims[lead];
    const row = flatIndex(at.slice(0, lead), table.dims.slice(0, lead)) * depth;
    const index = Array.from({ length: depth }, (_, i) =>
      wrapped(table.data[row + i], dims(x)[batch + i]),
    );
    return { input: 0, at: [...at.slice(0, batch), ...index, ...at.slice(lead)] };
  },
  TopK: (node, at, output, known) => {
    const [, indices] = node.outputs;
    if (output !== 0) return undefined;
    const table = indices && tableOf(indices, known);
    if (!table) return indices;
    const axis = axisOf(node, -1, at.length);
    return { input: 0, at: at.with(axis, table.data[flatIndex(at, table.dims)]) };
  },
};

/** Sizes that depend on the picture are those of what was computed, not those that were measured. */
const tableOf = (v: Value, known: Known) =>
  v.data ? { dims: v.data.dims, data: v.data.numbers() } : known.get(v);
const wrapped = (index: number, length: number) => (index < 0 ? index + length : index);

const squashing = new Set(["Softmax", "LogSoftmax", "Sigmoid"]);

/** Back to the scores before the first squashing; where there is none, as far as numbers only move. */
export function originOf(place: Place, known: Known = new Map()): Origin {
  const { value, at } = moved(place, known);
  const node = value.producer;
  if (!node || !squashing.has(node.op)) return { value, at };
  const before = moved({ value: node.inputs[0]!, at }, known);
  return { value: before.value, at: before.at, activation: node.op as Origin["activation"] };
}

/** The value that a walk back cannot go on without, if there is one. */
export function missingFor(place: Place, known: Known): Value | undefined {
  const first = moved(place, known);
  const node = first.value.producer;
  if (first.missing || !node || !squashing.has(node.op)) return first.missing;
  return moved({ value: node.inputs[0]!, at: first.at }, known).missing;
}

/** How each element along an axis was squashed last; undefined where it was not. */
export function squashedAlong(value: Value, axis: number): Origin["activation"][] {
  const first = value.shape!.map(() => 0);
  const length = value.shape![axis] ?? 1;
  return Array.from({ length }, (_, i) => originOf({ value, at: first.with(axis, i) }).activation);
}

/** As far as numbers only move. */
function moved(place: Place, known: Known): Place & { missing?: Value } {
  let { value, at } = place;
  for (;;) {
    const node: Node | undefined = value.producer;
    const step = node && steps[node.op]?.(node, at, node.outputs.indexOf(value), known);
    if (step instanceof Value) return { value, at, missing: step };
    const before = step && node!.inputs[step.input];
    if (!step || !before || before.data) return { value, at };
    value = before;
    at = step.at;
  }
}
