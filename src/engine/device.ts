// `auto` takes a device that was seen to work: the very program is run there and on the CPU.
import type { DeviceState } from "./api";
import { Graph, Value } from "./graph/graph";
import { constant, opsOn } from "./graph/ops";
import { sizeOf, Tensor } from "./graph/tensor";
import { uniform } from "./methods/random";
import type { Network } from "./network";
import { modelOf } from "./onnx/model";
import { Programs } from "./programs";
import { candidates, lacking } from "./run/devices";
import { type Provider, Session } from "./run/session";

/** Relative L2 difference of the scores that float32 in another order can make. */
const tolerated = 1e-3;
/** How many times slower than the CPU a device may be. */
const slower = 1.5;
/** Milliseconds for a small convolution: a card takes one or two, most of it to be asked at all. */
const sluggish = 50;

/** A network's programs on the best device that works for them. */
export async function bestPrograms(network: Network): Promise<Programs> {
  const cpu = new Programs(network, "cpu");
  for (const device of candidates) {
    if (device === "cpu") break;
    const state = await stateOf(device);
    const found = state.usable ? await trial(network, device, cpu) : state.why;
    if (typeof found !== "string") {
      await cpu.release();
      found.notUsed.push(...cpu.notUsed);
      return found;
    }
    cpu.notUsed.push({ device, why: found });
  }
  return cpu;
}

/** The programs on the device, or why the device is not used for them. */
async function trial(network: Network, device: Provider, cpu: Programs) {
  const programs = new Programs(network, device);
  try {
    const input = noise(network);
    const [ours, theirs] = [await programs.scores(input), await cpu.scores(input)];
    const found = difference(ours, theirs);
    if (!(found < tolerated))
      throw new Error(`its scores differ from the CPU's (relative error ${found.toPrecision(2)})`);
    const [there, here] = [await programs.pace(), await cpu.pace()];
    if (there > slower * here) throw new Error(slowness(there, here));
    return programs;
  } catch (e) {
    await programs.release();
    return reason(e);
  }
}

const states = new Map<Provider, Promise<DeviceState>>();

/** Whether a device works on this machine at all: asked once. */
export function stateOf(device: Provider): Promise<DeviceState> {
  const known = states.get(device) ?? probe(device);
  states.set(device, known);
  return known;
}

/** One convolution: a software device is found out in a second, before a network is tried on it. */
async function probe(device: Provider): Promise<DeviceState> {
  const missing = lacking(device);
  if (missing) return { device, usable: false, ...missing };
  if (device === "cpu") return { device, usable: true, why: "always there" };
  try {
    const [there, here] = [await convolution(device), await convolution("cpu")];
    const found = difference(there.scores, here.scores);
    if (!(found < tolerated))
      throw new Error(`a convolution comes out wrong (relative error ${found.toPrecision(2)})`);
    if (there.milliseconds > sluggish && there.milliseconds > here.milliseconds)
      throw new Error(slowness(there.milliseconds, here.milliseconds));
    return { device, usable: true, why: "it works; each network is tried on it" };
  } catch (e) {
    return { device, usable: false, why: reason(e) };
  }
}

async function convolution(device: Provider) {
  const channels = 64;
  const x = new Value("x", { type: "float", shape: [1, channels, 28, 28] });
  const nodes: Graph["nodes"][number][] = [];
  const kernel = Tensor.of("float", [channels, channels, 3, 3], random(channels * channels * 9));
  const y = opsOn(nodes).Conv(x, constant(kernel), { pads: [1, 1, 1, 1] });
  const session = await Session.create(modelOf(new Graph([x], [y], nodes)), device);
  try {
    const dims = x.shape as number[];
    const feeds = new Map([[x, { dims, data: random(sizeOf(dims)) }]]);
    await session.run(feeds, [y]);
    const start = performance.now();
    const [found] = await session.run(feeds, [y]);
    return { scores: found.data as Float32Array, milliseconds: performance.now() - start };
  } finally {
    await session.release();
  }
}

function noise({ input }: Network) {
  const dims = input.shape!.map((d) => d ?? 1);
  return { dims, data: random(sizeOf(dims)) };
}

function random(size: number) {
  const next = uniform(1);
  return Float32Array.from({ length: size }, () => 2 * next() - 1);
}

function difference(a: Float32Array, b: Float32Array) {
  const size = b.reduce((s, v) => s + v * v, 0) ** 0.5;
  return a.reduce((s, v, i) => s + (v - b[i]) ** 2, 0) ** 0.5 / (size || 1);
}

const slowness = (there: number, here: number) =>
  `it is slower than the CPU (${there.toFixed(1)} ms against ${here.toFixed(1)} ms): a software device?`;

const reason = (e: unknown) => (e instanceof Error ? e.message : String(e)).split("\n")[0];
