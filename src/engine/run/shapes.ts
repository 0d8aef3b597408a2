// Shapes are measured, not inferred: the graph is run once with the Shape of every value as an
// output (twice, if its batch can vary), which holds for every operator there is or will be.
import { Graph, Node, type Shape, type Value } from "../graph/graph";
import { int64, opsOn, resultType } from "../graph/ops";
import { descendants } from "../graph/query";
import { Tensor } from "../graph/tensor";
import type { Model } from "../onnx/model";
import { type NdArray, Session } from "./session";

const shapeOnly = new Set(["Shape", "Size"]);
const noTensor = /(?<!Reverse)Sequence|Optional/;

/**
 * Gives every value of the graph its `type`, its `shape` (null where a size depends on the batch),
 * and turns the arithmetic on shapes into constants.
 * @param input its shape says what to feed; a null first size is a batch that can vary
 * @returns whether the batch really can vary: exported graphs often fix it further in
 */
export async function measureShapes(model: Model, input: Value): Promise<boolean> {
  const { graph } = model;
  const values = typed(graph);
  const onData = descendants(graph, [input], (n) => !shapeOnly.has(n.op));
  const integers = values.filter(
    (v) => !onData.has(v) && (v.type === "int64" || v.type === "int32" || v.type === "bool"),
  );
  const measuring: Node[] = [];
  const op = opsOn(measuring);
  const shapes = values.map((v) => op.Shape(v));
  const outputs = [...shapes, ...integers];
  const create = (nodes: Node[]) => {
    // The runtime walks back from the last node first: so each value is measured, and let go, as soon
    // as it is there, where in order all would wait for the end of the run.
    const all = [...nodes, ...graph.nodes, ...measuring.toReversed()];
    const probe = new Graph(graph.inputs, outputs, all);
    return Session.create({ ...model, graph: probe }, "cpu", { once: true });
  };
  // A few operators want their weights as constants.
  const session = await withoutWeights(graph, create).catch(() => create([]));
  try {
    const at = async (n: number) => {
      const found = await session.run(new Map([[input, zeros(input, n)]]), outputs);
      const sizes = found.slice(0, shapes.length).map((a) => Array.from(a.data, Number));
      return { sizes, constants: found.slice(shapes.length) };
    };
    const one = await at(1);
    const two = input.shape?.[0] === null ? await at(2).catch(() => undefined) : undefined;
    const varies = two !== undefined && batched(graph, values, one.sizes, two.sizes);
    const other = varies ? two : one;
    values.forEach((v, i) => {
      v.shape = merge(one.sizes[i], other.sizes[i]);
    });
    integers.forEach((v, i) => {
      const a = one.constants[i];
      if (same(a, other.constants[i])) v.data = asTensor(a, v);
    });
    return varies;
  } finally {
    await session.release();
  }
}

/** Weights smaller than this may be sizes, scales or anchors that others' shapes depend on. */
const smallest = 1024;

/** Shapes do not depend on large weights: zeros made on the spot spare copies of them all. */
async function withoutWeights<T>(graph: Graph, create: (zeros: Node[]) => Promise<T>) {
  const nested = graph.nodes.some((n) => Object.values(n.attrs).some((a) => a.type === "graph"));
  const weights = new Set(graph.nodes.flatMap((n) => n.inputs).filter((x) => isWeight(x)));
  const zeros = nested ? [] : [...weights].map(zerosFor);
  for (const w of weights) w.producer = undefined;
  return create(zeros);
}

const isWeight = (x: Value | undefined): x is Value =>
  x?.data?.type === "float" && x.data.size >= smallest;
const zerosFor = (w: Value) => new Node("ConstantOfShape", [int64(w.data!.dims)], [w]);

/** All values that nodes make, each with its element type as far as it can be told. */
function typed(graph: Graph): Value[] {
  const made: Value[] = [];
  for (const node of graph.nodes)
    node.outputs.forEach((y, i) => {
      if (!y) return;
      y.type ??= resultType(node.op, node.inputs, node.attrs, i);
      if (!noTensor.test(node.op)) made.push(y);
    });
  return made;
}

function zeros(input: Value, batch: number): NdArray {
  const dims = input.shape!.map((d) => d ?? batch);
  return { dims, data: new Float32Array(dims.reduce((a, b) => a * b, 1)) };
}

/** A batch of two must come out as two at every output that has the batch in front. */
const batched = (graph: Graph, values: Value[], one: number[][], two: number[][]) =>
  graph.outputs.every((y) => {
    const i = values.indexOf(y);
    return i < 0 || one[i][0] !== 1 || two[i][0] === 2;
  });

const merge = (a: number[], b: number[]): Shape => a.map((d, i) => (d === b[i] ? d : null));

const same = (a: NdArray, b: NdArray) =>
  a.data.length === b.data.length && a.data.every((v, i) => v === b.data[i]);

const asTensor = ({ dims, data }: NdArray, v: Value) =>
  new Tensor(v.type!, dims, new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice());
