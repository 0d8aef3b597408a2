// A model made ready to be explained: its picture input, its scores before the softmax, its layers.
import { stat } from "node:fs/promises";
import type { Layer, ModelInfo, Preprocessing } from "./api";
import { backward, gradients } from "./grad";
import { type Graph, type Node, Value } from "./graph/graph";
import { layersOf } from "./layers";
import { loadModel } from "./onnx/file";
import type { Model } from "./onnx/model";
import { raise } from "./onnx/raise";
import { Refusal, type Remedy } from "./refusal";
import { measureShapes } from "./run/shapes";
import {
  type InputLayout,
  labelsOf,
  preprocessingOf,
  readSidecar,
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
  /** Whether several pictures can go through at once. */
  batched: boolean;
  /** The layers with the value that each is. */
  layers: { info: Layer; value: Value }[];
  defaultLayer?: string;
  info: ModelInfo;
}

/**
 * Opens a model file.
 * @throws Refusal `model-*`, `sidecar-unreadable`
 */
export async function openNetwork(path: string, workspace = workspaceOf(path)): Promise<Network> {
  const file = loadModel(path);
  const sidecar = readSidecar(path);
  const model = raise(file);
  const { input, layout } = pictureInput(model.graph);
  const subject = { path, model, input: layout, workspace };
  const preprocessing = preprocessingOf(subject, sidecar);
  input.shape = inputShape(input, preprocessing, layout.channels);
  const batched = await measureShapes(model, input);
  const { scores, activation } = beforeActivation(model.graph.outputs[0]);
  const classes = countOf(scores);
  const { labels, from: labelsFrom } = labelsOf(subject, classes, sidecar);
  const { layers, defaultLayer } = layersOf(model.graph, input, scores);
  return {
    path,
    model,
    input,
    scores,
    activation,
    batched,
    layers,
    defaultLayer,
    info: {
      path,
      producer: file.producer,
      opset: file.opset,
      input: { name: input.name, shape: [...input.shape], type: input.type ?? "float" },
      preprocessing,
      classes,
      labels,
      labelsFrom,
      layers: layers.map((l) => l.info),
      defaultLayer,
      noGradient: whyNoGradient(model.graph, scores, input),
      notes: notesOn(scores, batched),
    },
  };
}

/** Changes whenever the file or its sidecar does. */
export async function fingerprint(path: string): Promise<string> {
  const parts = [path, sidecarPath(path)].map(async (p) => {
    const s = await stat(p).catch(() => undefined);
    return s ? `${s.mtimeMs}:${s.size}` : "";
  });
  return (await Promise.all(parts)).join("|");
}

const colours = [1, 3];

function pictureInput({ inputs }: Graph): { input: Value; layout: InputLayout } {
  const found = inputs.flatMap((input) => {
    const layout = layoutOf(input);
    return layout ? [{ input, layout }] : [];
  });
  if (found.length === 1 && inputs.length === 1) return found[0];
  const list = inputs.map((v) => `"${v.name}" ${v.type} [${v.shape?.map((d) => d ?? "?")}]`);
  const why = found.length
    ? `it has ${inputs.length} inputs (${list.join(", ")}); one picture input alone is supported`
    : `none of its inputs is a picture, [N, 3, H, W] or [N, H, W, 3] of floats: ${list.join(", ")}`;
  throw new Refusal("model-no-image-input", `This model cannot be explained: ${why}.`, [
    { title: "Choose another model", action: { kind: "pick-model" } },
  ]);
}

function layoutOf({ shape, type }: Value): InputLayout | undefined {
  if (shape?.length !== 4 || type !== "float") return undefined;
  const [, a, b, c] = shape;
  if (a && colours.includes(a)) return { layout: "NCHW", channels: a, height: b, width: c };
  if (c && colours.includes(c)) return { layout: "NHWC", channels: c, height: a, width: b };
  return undefined;
}

function inputShape(input: Value, { layout, height, width }: Preprocessing, channels: number) {
  const n = input.shape![0];
  return layout === "NCHW" ? [n, channels, height, width] : [n, height, width, channels];
}

const passing = new Set(
  "Identity Cast Reshape Flatten Squeeze Unsqueeze QuantizeLinear DequantizeLinear".split(" "),
);
const activations = new Set(["Softmax", "LogSoftmax", "Sigmoid"]);

/** Walks back from the output to the scores that the last Softmax or Sigmoid was given. */
export function beforeActivation(output: Value): { scores: Value; activation: Activation } {
  let value: Value | undefined = output;
  while (value?.producer) {
    const { op, inputs }: Node = value.producer;
    if (activations.has(op)) return { scores: inputs[0]!, activation: op as Activation };
    value = passing.has(op) ? inputs[0] : undefined;
  }
  return { scores: output, activation: undefined };
}

/** Elements of one picture's output. */
const countOf = ({ shape }: Value) => shape!.slice(1).reduce<number>((n, d) => n * (d ?? 1), 1);

function whyNoGradient(graph: Graph, scores: Value, input: Value) {
  try {
    const seed = new Value("", { type: "float", shape: scores.shape });
    backward(graph, scores, seed, [input], gradients);
    return undefined;
  } catch (e) {
    if (!(e instanceof Refusal)) throw e;
    return { message: e.message, remedies: e.remedies as Remedy[] };
  }
}

function notesOn({ shape }: Value, batched: boolean): string[] {
  const axes = shape!.slice(1).filter((d) => d !== 1);
  const notes = [
    axes.length > 1 &&
      `The output [${shape!.map((d) => d ?? "N")}] is no list of classes: a class number counts its elements.`,
    !batched && "The model takes one picture at a time: methods with many passes are slower.",
  ];
  return notes.filter((n) => n !== false);
}
