// What the methods with many passes cost, on top of the forward pass.
import type { Control } from "../src/engine/api";
import { EngineLab } from "../src/engine/lab";
import { findMethod } from "../src/engine/lookup";
import { checked } from "../src/engine/methods";
import { coarseToFine } from "../src/engine/methods/windows";
import { changedOnly, wholePasses } from "../src/engine/occluder";
import { type Group, timed } from "./group";
import type { NetworkName } from "./networks";
import { openBuilt } from "./open";

const quiet: Control = { signal: new AbortController().signal, progress() {} };
const batch = 16;

async function drained(all: AsyncIterable<unknown>) {
  for await (const _ of all);
}

/** @param least how many times faster than whole passes the changed part alone must be */
const occlusions = (title: string, name: NetworkName, rounds: number, least?: number): Group => ({
  title: `Occlusion of ${title}, window 16, stride 8`,
  unit: "ms",
  rounds,
  async open() {
    const { programs, input, release } = await openBuilt(name);
    const [, , height, width] = input.dims;
    const levels = coarseToFine(width, height, 16, 8);
    const picture = { programs, input, batch };
    const cover = new Float32Array(input.data.length);
    const incremental = await programs.incremental(levels.flat());
    const rows = [timed("Whole passes", () => drained(wholePasses(picture, levels, cover)))];
    if (incremental)
      rows.push(
        timed(
          "The changed part alone",
          () => drained(changedOnly(incremental, picture, levels, cover)),
          least && 1 / least,
        ),
      );
    const forward = () => programs.scores(input);
    return { rows: [...rows, timed("One forward pass", forward)], release };
  },
});

const passes = (title: string, name: NetworkName): Group => ({
  title: `Methods of many passes, ${title}`,
  unit: "ms",
  rounds: 3,
  async open() {
    const { network, programs, input, release } = await openBuilt(name);
    const seed = new Float32Array(network.info.classes);
    seed[0] = 1;
    const found = network.layers.find((l) => l.info.name === network.defaultLayer)!;
    const layer = { name: found.info.name, value: found.value };
    const explain = (id: string, given: Parameters<typeof checked>[1]) => async () => {
      const method = findMethod(id);
      const lab = new EngineLab({ programs, input, seed, layer, control: quiet });
      await method.explain(lab, checked(method, given) as never);
    };
    return {
      rows: [
        timed("One forward pass", () => programs.scores(input)),
        timed("Score-CAM", explain("score-cam", {})),
        timed("SmoothGrad, 25 samples", explain("smoothgrad", { samples: 25 })),
        timed("Integrated gradients, 50 steps", explain("integrated-gradients", { steps: 50 })),
      ],
      release,
    };
  },
});

export const manyPasses: Group[] = [
  occlusions("SqueezeNet 1.1", "squeezenet", 3, 3.3),
  occlusions("MobileNetV2", "mobilenetV2", 3, 2.8),
  occlusions("ResNet-50", "resnet50", 1),
  occlusions("VGG-16", "vgg16", 1, 6.5),
  passes("SqueezeNet 1.1", "squeezenet"),
  passes("MobileNetV2", "mobilenetV2"),
  passes("ResNet-50", "resnet50"),
  passes("VGG-16", "vgg16"),
];
