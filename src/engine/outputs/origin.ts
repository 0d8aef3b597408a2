// An element of an output, walked back through what only moves or squashes numbers: the scalar that
// is explained lies before the sigmoid, in the tensor that a convolution made.
import type { Node, Value } from "../graph/graph";
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

/** Which input's element an output's element is; nothing where it is more than a copy. */
type Step = (
  node: Node,
  at: number[],
  output: number,
) => { input: number; at: number[] } | undefined;

const same: Step = (_, at) => ({ input: 0, at });
const dims = (v: Value | undefined) => v!.shape!.map((d) => d ?? 1);
const axisOf = (node: Node, fallback: number, rank: number) => {
  const axis = node.int("axis", fallback);
  return axis < 0 ? axis + rank : axis;
};

const flatIndex = (at: number[], shape: number[]) => at.reduce((n, i, k) => n * shape[k] + i, 0);
function coordinates(flat: number, shape: number[]): number[] {
  return shape.map((d, k) => Math.floor(flat / sizeOf(shape.slice(k + 1))) % d);
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
  Gather: (node, at) => {
    const [x, indices] = node.inputs;
    const list = indices?.data && Array.from(indices.data.numbers());
    if (!list) return undefined;
    const rank = indices.shape!.length;
    const axis = axisOf(node, 0, dims(x).length);
    const which = list[flatIndex(at.slice(axis, axis + rank), dims(indices))];
    const index = which < 0 ? which + dims(x)[axis] : which;
    return { input: 0, at: [...at.slice(0, axis), index, ...at.slice(axis + rank)] };
  },
};

const squashing = new Set(["Softmax", "LogSoftmax", "Sigmoid"]);

/** Back to the scores before the first squashing; where there is none, as far as numbers only move. */
export function originOf(place: Place): Origin {
  let { value, at } = place;
  for (;;) {
    const node: Node | undefined = value.producer;
    if (!node) return { value, at };
    if (squashing.has(node.op))
      return {
        ...movedBack({ value: node.inputs[0]!, at }),
        activation: node.op as Origin["activation"],
      };
    const step = steps[node.op]?.(node, at, node.outputs.indexOf(value));
    const before = step && node.inputs[step.input];
    if (!step || !before || before.data) return { value, at };
    value = before;
    at = step.at;
  }
}

/** As far as numbers only move. */
function movedBack(place: Place): Place {
  const found = originOf(place);
  return found.activation ? place : { value: found.value, at: found.at };
}
