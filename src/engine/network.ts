// A model made ready to be explained: its picture input, its scores before the softmax, its layers.
import { stat } from "node:fs/promises";
import type { ModelInfo, Preprocessing, Sidecar } from "./api";
import { type Bound, bound, type Inputs, plainLayout } from "./bound";
import { backward, gradients } from "./grad";
import { Graph, Node, Value } from "./graph/graph";
import { int64 } from "./graph/ops";
import { inputShape, pictureInput } from "./input";
import { isLayer, lastBeforeMixing, layersOf, type NetworkLayer } from "./layers";
import { withChannelsFirst } from "./layouts";
import type { NdFloats } from "./methods";
import { foldControl } from "./onnx/control";
import { loadModel } from "./onnx/file";
import type { Model } from "./onnx/model";
import { raise } from "./onnx/raise";
import { mapOf } from "./outputs/map";
import { readers } from "./outputs/readers";
import { Refusal, type Remedy } from "./refusal";
import { measureShapes } from "./run/shapes";
import {
  labelsOf,
  numbered,
  preprocessingOf,
  readSidecar,
  type Subject,
  sidecarPath,
  workspaceOf,
} from "./settings";

/** What the network ends in after its scores. */
export type Activation = "Softmax" | "LogSoftmax" | "Sigmoid" | undefined;

export interface Network {
  path: string;
  /** Raised, with every value's shape measured. */
  model: Model;
  input: Value;
  /** The scores before softmax or sigmoid, one per class. */
  scores: Value;
  activation: Activation;
  /** Whether any number of pictures can go through at once; else as many as the input's shape says. */
  batched: boolean;
  /** Of values that have their channels last, the same with them first. */
  views: ReadonlyMap<Value, Value>;
  /** The layers with the value that each is. */
  layers: NetworkLayer[];
  defaultLayer?: string;
  /** What so many classes are called, or however many there are, as far as somebody says. */
  namesOf(count?: number): string[] | undefined;
  /** The value of the input, where that is no picture. */
  given?: NdFloats;
  /** Id of the reader of its outputs that the sidecar names. */
  reader?: string;
  info: ModelInfo;
}

/**
 * Opens a model file.
 * @throws Refusal `model-*`, `sidecar-unreadable`
 */
export async function openNetwork(
  path: string,
  workspace = workspaceOf(path),
  job: Inputs = {},
): Promise<Network> {
  const file = loadModel(path);
  const sidecar = readSidecar(path);
  const raised = raise(file);
  const { graph: one, explained, notes } = await bound({ path, model: raised, workspace }, job);
  const from = { path, model: { ...raised, graph: one }, workspace };
  const { graph, input, layout, preprocessing, unbatched } = explained
    ? asGiven(one, explained)
    : asPicture(from, sidecar);
  const subject = { ...from, model: { ...raised, graph }, input: layout };
  const { model: whole, batched } = await measured({ ...raised, graph }, input);
  const { graph: seen, views } = withChannelsFirst(whole.graph, isLayer);
  const read = { ...whole, graph: seen };
  const before = beforeActivation(graph.outputs[0], input);
  const { activation } = before;
  const { model, scores } = unbatched ? withBatch(read, before.scores) : { model: read, ...before };
  const classes = countOf(scores);
  const { labels, from: labelsFrom } = labelsOf(subject, classes, sidecar);
  const named = (count?: number) => {
    const found = labelsOf(subject, count, sidecar);
    return found.from === numbered ? undefined : found;
  };
  const namesOf = (count?: number) => named(count)?.labels;
  const { layers, defaultLayer } = layersOf({ graph: model.graph, views }, input, scores, classes);
  const network: Network = {
    path,
    model,
    input,
    scores,
    activation,
    batched,
    views,
    layers,
    defaultLayer,
    namesOf,
    reader: sidecar?.outputs,
    given: explained?.value,
    info: {
      path,
      weights: file.weights,
      producer: file.producer,
      opset: file.opset,
      input: { name: input.name, shape: [...input.shape!], type: input.type ?? "float" },
      preprocessing,
      classes,
      labels,
      labelsFrom,
      mapLabels: mapLabels(
        model.graph,
        { given: explained?.value, info: { preprocessing } },
        namesOf,
      ),
      layers: layers.map((l) => l.info),
      defaultLayer,
      noGradient: whyNoGradient(model.graph, scores, input),
      notes: [],
    },
  };
  const { reader } = network;
  const known = readers.find((r) => (reader ? r.id === reader : r.recognise(network, false)));
  network.info.notes = [...notes, ...notesOn(network, known !== undefined)];
  network.info.boxes = known?.boxes;
  if (known) network.info.labelsFrom = named()?.from ?? labelsFrom;
  return network;
}

function asPicture(from: Omit<Subject, "input">, sidecar: Sidecar | undefined) {
  const { graph, input, layout, unbatched } = pictureInput(from.model.graph);
  const model = { ...from.model, graph };
  const preprocessing = preprocessingOf({ ...from, model, input: layout }, sidecar);
  input.shape = inputShape(input, preprocessing, layout.channels);
  return { graph, input, layout, preprocessing, unbatched };
}

/** An input that is no picture: its numbers lie as they are. */
function asGiven(graph: Graph, { input, value }: NonNullable<Bound["explained"]>) {
  const preprocessing = plainLayout(value, input.name);
  const { height, width, mean, layout: kind } = preprocessing;
  const layout = { layout: kind, channels: mean.length, height, width };
  return { graph, input, layout, preprocessing, unbatched: false };
}

/**
 * The same network with another of its values explained in place of the scores: its elements.
 * @param appended nodes that make the value, where the graph itself does not
 */
export function networkAt(network: Network, of: Value, appended: readonly Node[] = []): Network {
  const { input, info } = network;
  const { inputs, outputs, nodes, origin } = network.model.graph;
  const graph = new Graph(inputs, outputs, [...nodes, ...appended], origin);
  const model = appended.length ? { ...network.model, graph } : network.model;
  const classes = countOf(of);
  const { layers, ...last } = layersOf(
    { graph: model.graph, views: network.views },
    input,
    of,
    classes,
  );
  const defaultLayer = lastBeforeMixing(model.graph, layers, of) ?? last.defaultLayer;
  const labels = Array.from({ length: classes }, (_, i) => `${of.name}[${i}]`);
  const noGradient = whyNoGradient(model.graph, of, input);
  const own = { classes, labels, layers: layers.map((l) => l.info), defaultLayer, noGradient };
  return {
    ...network,
    model,
    scores: of,
    activation: undefined,
    layers,
    defaultLayer,
    info: { ...info, ...own },
  };
}

/** "channel 3" where nobody says. */
function mapLabels(
  { outputs }: Graph,
  given: Pick<Network, "given"> & { info: { preprocessing: Preprocessing } },
  namesOf: Network["namesOf"],
): string[] | undefined {
  const [map] = outputs.flatMap((y) => mapOf(given, y) ?? []);
  return (
    map && (namesOf(map.channels) ?? Array.from({ length: map.channels }, (_, c) => `channel ${c}`))
  );
}

/** Control flow may follow from sizes, and sizes from what it runs. */
async function measured(given: Model, input: Value) {
  let model = given;
  for (;;) {
    const batched = await measureShapes(model, input);
    const graph = foldControl(model.graph);
    if (graph === model.graph) return { model, batched };
    model = { ...model, graph };
  }
}

/** Changes whenever the file, its sidecar, or another file that goes into the network does. */
export async function fingerprint(path: string, others: readonly string[] = []): Promise<string> {
  const parts = [path, sidecarPath(path), ...others].map(async (p) => {
    const s = await stat(p).catch(() => undefined);
    return s ? `${s.mtimeMs}:${s.size}` : "";
  });
  return (await Promise.all(parts)).join("|");
}

const passing = new Set(
  "Identity Cast Reshape Flatten Squeeze Unsqueeze QuantizeLinear DequantizeLinear".split(" "),
);
const activations = new Set(["Softmax", "LogSoftmax", "Sigmoid"]);

/** Walks back from the output to the scores that the last Softmax or Sigmoid was given. */
export function beforeActivation(
  output: Value,
  input: Value,
): { scores: Value; activation: Activation } {
  let value: Value | undefined = output;
  while (value?.producer) {
    const { op, inputs }: Node = value.producer;
    if (activations.has(op))
      return { scores: unflattened(inputs[0]!, input), activation: op as Activation };
    value = passing.has(op) ? inputs[0] : undefined;
  }
  return { scores: output, activation: undefined };
}

/** Softmax before opset 13 was given all but the last axis as one: the scores have the batch in front. */
const unflattened = (scores: Value, input: Value) =>
  scores.producer?.op === "Flatten" && scores.shape?.[0] !== input.shape?.[0]
    ? scores.producer.inputs[0]!
    : scores;

/** The model with the scores of its one picture in a batch of one. */
function withBatch(model: Model, one: Value) {
  const shape = [1, ...one.shape!];
  const scores = new Value(`${one.name}/batch`, { shape, type: one.type });
  const unsqueeze = new Node("Unsqueeze", [one, int64([0])], [scores]);
  const { inputs, outputs, nodes, origin } = model.graph;
  const graph = new Graph(inputs, outputs, [...nodes, unsqueeze], origin);
  return { model: { ...model, graph }, scores };
}

/** Elements of one picture's output. */
const countOf = ({ shape }: Value) => shape!.slice(1).reduce<number>((n, d) => n * (d ?? 1), 1);

function whyNoGradient(graph: Graph, scores: Value, input: Value) {
  try {
    if (input.type === "uint8") throw noBytes(input);
    const seed = new Value("", { type: scores.type, shape: scores.shape });
    backward(graph, scores, seed, [input], gradients);
    return undefined;
  } catch (e) {
    if (!(e instanceof Refusal)) throw e;
    return { message: e.message, remedies: e.remedies as Remedy[] };
  }
}

const noBytes = ({ name }: Value) =>
  new Refusal(
    "no-gradient",
    `The input "${name}" takes whole numbers (uint8), which have no gradient, and no Cast to float ` +
      "follows at once. Export the model with a float input.",
  );

/** @param read whether a reader knows the outputs */
function notesOn({ scores: { shape }, batched, input }: Network, read: boolean): string[] {
  const together = input.shape![0] ?? 1;
  const axes = shape!.slice(1).filter((d) => d !== 1);
  const notes = [
    axes.length > 1 &&
      !read &&
      `The output [${shape!.map((d) => d ?? "N")}] is no list of classes: a class number counts its elements.`,
    together > 1 &&
      `The model takes ${together} pictures at a time, no fewer: one alone costs as much.`,
    !batched &&
      together === 1 &&
      "The model takes one picture at a time: methods with many passes are slower.",
  ];
  return notes.filter((n) => n !== false);
}
