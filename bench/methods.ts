// What every method costs on the networks of the well-known shapes, on each device that works.
import type { Control } from "../src/engine/api";
import { stateOf } from "../src/engine/device";
import { EngineLab } from "../src/engine/lab";
import { findMethod } from "../src/engine/lookup";
import { checked } from "../src/engine/methods";
import { coarseToFine } from "../src/engine/methods/windows";
import { changedOnly, wholePasses } from "../src/engine/occluder";
import type { Programs } from "../src/engine/programs";
import { candidates } from "../src/engine/run/devices";
import type { Provider } from "../src/engine/run/session";
import { type Group, type Row, timed } from "./group";
import type { NetworkName } from "./networks";
import { openBuilt } from "./open";

const quiet: Control = { signal: new AbortController().signal, progress() {} };

interface Shape {
  title: string;
  name: NetworkName;
  rounds: number;
  /** How many times faster than whole passes the changed part alone must be. */
  least?: number;
}
const shapes: Shape[] = [
  { title: "SqueezeNet 1.1", name: "squeezenet", rounds: 3, least: 3.3 },
  { title: "MobileNetV2", name: "mobilenetV2", rounds: 3, least: 2.8 },
  { title: "ResNet-18", name: "resnet18", rounds: 3, least: 2 },
  { title: "ResNet-50", name: "resnet50", rounds: 1 },
  { title: "VGG-16", name: "vgg16", rounds: 1, least: 6.5 },
];

type Opened = Awaited<ReturnType<typeof openBuilt>>;

async function drained(all: AsyncIterable<unknown>) {
  for await (const _ of all);
}

/** One picture's forward pass, several going through at once if that is faster. */
async function forward({ programs, input }: Opened): Promise<Row> {
  const paces: { batch: number; pace: number; run(): Promise<number> }[] = [];
  for (const batch of [1, 4, 16]) {
    const data = new Float32Array(batch * input.data.length);
    for (let i = 0; i < batch; i++) data.set(input.data, i * input.data.length);
    const inputs = { dims: [batch, ...input.dims.slice(1)], data };
    const run = async () => {
      const start = performance.now();
      await programs.scores(inputs);
      return (performance.now() - start) / batch;
    };
    await run();
    paces.push({ batch, pace: await run(), run });
  }
  const { batch, run } = paces.reduce((a, b) => (b.pace < a.pace ? b : a));
  return { what: `Forward pass, one of ${batch}`, measure: run };
}

function explaining({ network, programs, input }: Opened) {
  const seed = new Float32Array(network.info.classes);
  seed[0] = 1;
  const found = network.layers.find((l) => l.info.name === network.defaultLayer)!;
  const layer = { name: found.info.name, value: found.value };
  return (what: string, id: string, given: Parameters<typeof checked>[1] = {}) =>
    timed(what, async () => {
      const method = findMethod(id);
      const lab = new EngineLab({ programs, input, seed, layer, control: quiet });
      await method.explain(lab, checked(method, given) as never);
    });
}

/** Occlusion with a window of 16 and a stride of 8, both ways. */
async function occlusions(programs: Programs, input: Opened["input"], at: number, least?: number) {
  const [, , height, width] = input.dims;
  const levels = coarseToFine(width, height, 16, 8);
  const picture = { programs, input };
  const cover = new Float32Array(input.data.length);
  const incremental = await programs.incremental(levels.flat());
  const whole = () => drained(wholePasses(picture, levels, cover));
  const rows = [{ ...timed("Occlusion 16/8, whole passes", whole), against: at }];
  if (!incremental) return rows;
  const changed = () => drained(changedOnly(incremental, picture, levels, cover));
  const row = timed("Occlusion 16/8, the changed part alone", changed, least && 1 / least);
  return [...rows, { ...row, against: at }];
}

const methodsOf =
  (device: Provider) =>
  (shape: Shape): Group => ({
    title: `Every kind of method, ${shape.title}, ${device}`,
    unit: "ms",
    rounds: shape.rounds,
    forward: 0,
    async open() {
      const opened = await openBuilt(shape.name, undefined, device);
      const explain = explaining(opened);
      const rows = [
        await forward(opened),
        explain("Saliency", "saliency"),
        explain("Grad-CAM", "grad-cam"),
        explain("Score-CAM", "score-cam"),
        explain("SmoothGrad, 25 samples", "smoothgrad", { samples: 25 }),
        explain("Integrated gradients, 50 steps", "integrated-gradients", { steps: 50 }),
      ];
      rows.push(...(await occlusions(opened.programs, opened.input, rows.length, shape.least)));
      return { rows, release: opened.release };
    },
  });

/** On the CPU, and on each device of this machine that works at all. */
export async function methodGroups(): Promise<Group[]> {
  const states = await Promise.all(candidates.map(stateOf));
  const usable = states.filter((s) => s.usable).map((s) => s.device);
  return usable.flatMap((device) => shapes.map(methodsOf(device)));
}
