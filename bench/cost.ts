// The backward pass: what it costs to append, and to run.
import { backward, gradients } from "../src/engine/grad";
import { Graph, Value } from "../src/engine/graph/graph";
import { needed } from "../src/engine/graph/query";
import type { Network } from "../src/engine/network";
import { encodeProgram } from "../src/engine/onnx/encode";
import { loadModel } from "../src/engine/onnx/file";
import { raise } from "../src/engine/onnx/raise";
import { plain } from "../src/engine/programs";
import { Session } from "../src/engine/run/session";
import { type Group, timed } from "./group";
import type { NetworkName, Options } from "./networks";
import { openBuilt } from "./open";

/** The network's graph with the gradient of its scores with respect to its input. */
function appended({ model, scores, input }: Network) {
  const seed = new Value("glassbox/seed", { type: "float", shape: scores.shape });
  const { nodes, gradients: found } = backward(model.graph, scores, seed, [input], gradients);
  const outputs = [scores, found.get(input)!];
  const graph = new Graph(
    [input, seed],
    outputs,
    needed([...model.graph.nodes, ...nodes], outputs),
  );
  return { ...model, graph };
}

const appending: Group = {
  title: "Appending the backward pass to ResNet-50 (102 MB)",
  unit: "ms",
  rounds: 5,
  async open() {
    const { path, network, release } = await openBuilt("resnet50");
    const session = async () => (await Session.create(appended(network), "cpu")).release();
    const append = () => {
      raise(loadModel(path));
      encodeProgram(appended(network));
    };
    return {
      rows: [
        timed("Creating the session", session),
        timed("Reading the file, raising it, appending, encoding", append, 1),
      ],
      release,
    };
  },
};

const passes = (title: string, name: NetworkName, options?: Options): Group => ({
  title,
  unit: "ms",
  rounds: 15,
  async open() {
    const { network, programs, input, release } = await openBuilt(name, options);
    const seed = new Float32Array(network.info.classes);
    seed[0] = 1;
    const layer = network.layers.find((l) => l.info.name === network.defaultLayer)!.value;
    const gradient = (wrt: Value) => programs.gradient(wrt, input, seed, plain);
    return {
      rows: [
        timed("Forward pass", () => programs.scores(input)),
        timed("Grad-CAM", () => gradient(layer), 1.3),
        timed("Saliency", () => gradient(network.input), 3),
      ],
      release,
    };
  },
});

export const costs: Group[] = [
  appending,
  passes("ResNet-50", "resnet50"),
  passes("ResNet-50 with BatchNormalization", "resnet50", { normalization: true }),
  passes("MobileNetV2", "mobilenetV2"),
  passes("SqueezeNet 1.1", "squeezenet"),
];
