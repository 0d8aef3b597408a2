// The engine's peak memory: each row is a process of its own, which says what it needed at most.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { sizeOf } from "../src/engine/graph/tensor";
import { openNetwork } from "../src/engine/network";
import { Programs, plain } from "../src/engine/programs";
import { engineEnvironment } from "../src/engine/wire";
import type { Group } from "./group";
import { noise, openBuilt, writeNetwork } from "./open";

const megabyte = 2 ** 20;

/** Runs in the child: opens, predicts, and takes the gradients that `what` says. */
export async function memoryOf(what: string, path: string) {
  if (what !== "idle") {
    const network = await openNetwork(path);
    const programs = new Programs(network, "cpu");
    const input = noise(network.input.shape!);
    await programs.scores(input);
    const seed = new Float32Array(network.info.classes).fill(1);
    const layer = network.layers.find((l) => l.info.name === network.defaultLayer)!.value;
    const wrt = { forward: [], "grad-cam": [layer], saliency: [network.input] }[what] ?? [];
    for (const value of wrt) await programs.gradient(value, input, seed, plain);
  }
  console.log(peakRss() / 1024);
}

/** In kilobytes. On Linux maxRSS counts the process that this one was forked from as well. */
function peakRss() {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS;
  return Number(/VmHWM:\s*(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))![1]);
}

export const memory: Group = {
  title: "Peak memory of the engine, ResNet-50",
  unit: "MB",
  rounds: 1,
  async open() {
    const { network, release } = await openBuilt("resnet50", { batch: 1 });
    const { nodes } = network.model.graph;
    const weights = nodes
      .flatMap((n) => n.inputs)
      .reduce((s, x) => s + (x?.data?.bytes.length ?? 0), 0);
    const activations = nodes
      .flatMap((n) => n.outputs)
      .reduce((s, y) => s + 4 * sizeOf((y?.shape ?? []) as number[]), 0);
    await release();
    const { path, remove } = writeNetwork("resnet50");
    const env = { ...process.env, ...engineEnvironment };
    const peak = (what: string) => async () =>
      Number(execFileSync(process.execPath, [process.argv[1], "--memory", what, path], { env }));
    return {
      rows: [
        {
          what: "Weights and activations",
          measure: async () => (weights + activations) / megabyte,
        },
        { what: "Nothing open", measure: peak("idle") },
        { what: "Open, predicted", measure: peak("forward"), most: 3 },
        { what: "... and a Grad-CAM", measure: peak("grad-cam"), most: 3 },
        { what: "... and a saliency", measure: peak("saliency"), most: 3 },
      ],
      release: async () => remove(),
    };
  },
};
