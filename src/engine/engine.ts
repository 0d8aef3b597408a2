// The engine: opens networks, keeps their programs, runs jobs.
import { readFile } from "node:fs/promises";
import { version } from "../../package.json";
import type {
  Control,
  Device,
  EngineApi,
  Explanation,
  GradientCheck,
  Job,
  ModelInfo,
  PictureInfo,
  Predicted,
  Prediction,
  PredictJob,
  Target,
} from "./api";
import { checkGradient } from "./check";
import { EngineLab } from "./lab";
import { checked, infoOf, type Method, methods, type NdFloats } from "./methods";
import { type Activation, fingerprint, type Network, openNetwork } from "./network";
import { Programs } from "./programs";
import { cancelled, Refusal } from "./refusal";
import { decodeNpy } from "./run/npy";
import { asPng, sharpVersion } from "./run/picture";
import { preprocess } from "./run/preprocess";
import { type Provider, runtimeVersion } from "./run/session";

const topCount = 5;
/** How many networks stay open. */
const kept = 2;

interface Opened {
  fingerprint: string;
  programs: Promise<Programs>;
}

export class Engine implements EngineApi {
  private readonly opened = new Map<string, Opened>();

  methods = async () => methods.map(infoOf);

  async open(model: string, device: Device, control: Control): Promise<ModelInfo> {
    control.progress({ fraction: 0, message: "opening the model" });
    return (await this.programs(model, device)).network.info;
  }

  picture = (file: string, side: number) => asPng(file, side);

  async check(model: string, device: Device, _: Control): Promise<GradientCheck> {
    const programs = await this.programs(model, device);
    if (programs.network.info.noGradient) throw noGradient(programs.network.info.noGradient);
    programs.check ??= await checkGradient(programs);
    return programs.check;
  }

  async predict(job: PredictJob, control: Control): Promise<Predicted> {
    return (await this.prepare(job, control)).predicted;
  }

  async explain(job: Job, control: Control): Promise<Explanation> {
    const method = findMethod(job.method);
    const parameters = checked(method, job.parameters);
    const { programs, input, predicted, scores } = await this.prepare(job, control);
    const { network } = programs;
    const { info } = network;
    const broken = info.noGradient ?? failed(programs.check);
    if (method.needs.includes("gradients") && broken) throw noGradient(broken);
    const target = resolveTarget(job.target, scores, info);
    const layer = method.needs.includes("layer") ? findLayer(network, job.layer) : undefined;
    control.progress({ fraction: 0, message: `computing ${method.title}` });
    const start = performance.now();
    const lab = new EngineLab({
      programs,
      input,
      seed: seedOf(target, info.classes),
      layer: layer && { name: layer.info.name, value: layer.value },
      control,
    });
    const { raw, map, notes = [], figures = {} } = await method.explain(lab, parameters as never);
    const range = rangeOf(raw.data);
    const described = "index" in target ? predictionAt(scores, network, target.index) : {};
    return {
      ...predicted,
      kind: "map",
      method: method.id,
      target: { ...target, ...described },
      layer: layer?.info.name,
      parameters,
      raw: { dims: [...raw.dims], data: raw.data },
      range,
      figures,
      map,
      notes: [...predicted.notes, ...notes, ...oddities(range, map.view)],
      timings: { ...predicted.timings, explain: performance.now() - start },
      versions: { glassbox: version, onnxruntime: runtimeVersion, sharp: sharpVersion },
    };
  }

  async release() {
    const all = [...this.opened.values()];
    this.opened.clear();
    for (const o of all) await o.programs.then((p) => p.release()).catch(() => {});
  }

  private async prepare(job: PredictJob, control: Control) {
    const timings: Record<string, number> = {};
    const timed = async <T>(name: string, work: Promise<T>) => {
      const start = performance.now();
      const result = await work;
      timings[name] = performance.now() - start;
      if (control.signal.aborted) throw cancelled();
      return result;
    };
    const programs = await timed("open", this.programs(job.model, job.device));
    const { network } = programs;
    const { input, picture, notes } = await timed("preprocess", inputOf(job.image, network));
    const scores = await timed("predict", programs.scores(input));
    const predicted: Predicted = {
      model: job.model,
      picture,
      predictions: top(scores, network, job.top ?? topCount),
      notes,
      device: programs.provider,
      timings,
    };
    return { programs, input, predicted, scores };
  }

  /** Opens a network once; again when its file or sidecar has changed. */
  private async programs(path: string, device: Device): Promise<Programs> {
    const provider = providerFor(device);
    const key = `${path}\n${provider}`;
    const now = await fingerprint(path);
    const known = this.opened.get(key);
    this.opened.delete(key);
    if (known && known.fingerprint !== now) void this.drop(known);
    const current = known?.fingerprint === now ? known : undefined;
    const entry = current ?? {
      fingerprint: now,
      programs: openNetwork(path).then((network) => new Programs(network, provider)),
    };
    this.opened.set(key, entry);
    entry.programs.catch(() => this.opened.delete(key));
    const [oldest] = this.opened.keys();
    if (this.opened.size > kept) {
      void this.drop(this.opened.get(oldest)!);
      this.opened.delete(oldest);
    }
    return entry.programs;
  }

  private drop = ({ programs }: Opened) => programs.then((p) => p.release()).catch(() => {});
}

const providerFor = (device: Device): Provider => (device === "auto" ? "cpu" : device);

async function inputOf(
  image: Job["image"],
  { info, input }: Network,
): Promise<{ input: NdFloats; picture?: PictureInfo; notes: string[] }> {
  if ("tensor" in image) {
    const given = decodeNpy(await readFile(image.tensor).catch(() => new Uint8Array(0)));
    const wanted = input.shape!.map((d) => d ?? 1);
    if (String(given.dims) !== String(wanted))
      throw new Refusal(
        "picture-unreadable",
        `The tensor has shape [${given.dims}]; the model's input "${input.name}" takes [${wanted}].`,
      );
    return { input: given, notes: [] };
  }
  const prepared = await preprocess(image.file, info.preprocessing);
  const { width, height, displayable, notes } = prepared.picture;
  const picture = { width, height, displayable, placement: prepared.placement };
  return { input: prepared.input, picture, notes };
}

function findMethod(id: string): Method {
  const found = methods.find((m) => m.id === id);
  if (found) return found;
  const known = methods.map((m) => m.id).join(", ");
  throw new Refusal("no-such-method", `There is no method "${id}". There are: ${known}.`);
}

function findLayer({ layers, defaultLayer, info }: Network, wanted: string | undefined) {
  const name = wanted ?? defaultLayer;
  const use = defaultLayer
    ? [{ title: `Use ${defaultLayer}`, action: { kind: "layer" as const, layer: defaultLayer } }]
    : withoutLayer();
  if (name === undefined)
    throw new Refusal(
      "no-such-layer",
      "No layer of this model has a spatial activation (N, C, H, W), which this method needs.",
      use,
    );
  const found =
    layers.find((l) => l.info.name === name) ??
    layers.find((l) => [l.info.node, l.info.tensor].includes(name));
  if (!found)
    throw new Refusal(
      "no-such-layer",
      `The model ${JSON.stringify(info.path)} has no layer "${name}". ` +
        '"glassbox layers MODEL" lists them.',
      use,
    );
  if (!found.info.cam)
    throw new Refusal(
      "no-such-layer",
      `The layer "${found.info.name}" (${found.info.op}) has no spatial activation that the score ` +
        "depends on, which this method needs.",
      use,
    );
  return found;
}

const withoutLayer = () => alternatives((m) => !m.needs.includes("layer"));
const alternatives = (works: (m: Method) => boolean) =>
  methods
    .filter(works)
    .slice(0, 3)
    .map((m) => ({ title: `Use ${m.title}`, action: { kind: "method" as const, method: m.id } }));

const noGradient = ({ message }: { message: string }) =>
  new Refusal(
    "no-gradient",
    message,
    alternatives((m) => !m.needs.includes("gradients")),
  );

const failed = (check: GradientCheck | undefined) =>
  check && !check.passed
    ? {
        message:
          "The gradient of this model does not agree with a finite difference (relative error " +
          `${check.relativeError.toPrecision(2)}), so it is not shown.`,
      }
    : undefined;

type Resolved = Exclude<Target, { kind: "top" }>;

function resolveTarget(target: Target, scores: Float32Array, { classes }: ModelInfo): Resolved {
  if (target.kind === "top") return { kind: "class", index: order(scores)[0] };
  const asked = target.kind === "contrast" ? [target.index, target.against] : [target.index];
  for (const index of asked)
    if (!Number.isInteger(index) || index < 0 || index >= classes)
      throw new Refusal(
        "no-such-class",
        `There is no class ${index}: the model has ${classes}, from 0 to ${classes - 1}.`,
      );
  return target;
}

function seedOf(target: Resolved, classes: number) {
  const seed = new Float32Array(classes);
  seed[target.index] += 1;
  if (target.kind === "contrast") seed[target.against] -= 1;
  return seed;
}

const order = (scores: Float32Array) =>
  Array.from(scores, (_, i) => i).sort((a, b) => scores[b] - scores[a]);

const top = (scores: Float32Array, network: Network, count: number) =>
  order(scores)
    .slice(0, count)
    .map((index) => predictionAt(scores, network, index));

const predictionAt = (scores: Float32Array, network: Network, index: number): Prediction => ({
  index,
  label: network.info.labels[index],
  score: scores[index],
  probability: probability(scores, index, network.activation),
});

/** What the network ends in says how a score becomes a probability; softmax if it ends in neither. */
function probability(scores: Float32Array, index: number, activation: Activation): number {
  if (activation === "Sigmoid") return 1 / (1 + Math.exp(-scores[index]));
  const largest = scores.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const sum = scores.reduce((s, v) => s + Math.exp(v - largest), 0);
  return Math.exp(scores[index] - largest) / sum;
}

function rangeOf(data: Float32Array): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const v of data) {
    // NaN must not hide: no comparison with it is true.
    if (!(v >= low)) low = v;
    if (!(v <= high)) high = v;
  }
  return [low, high];
}

/** Blank maps explain themselves. */
function oddities([low, high]: [number, number], view: "positive" | "signed"): string[] {
  if (Number.isNaN(low) || Number.isNaN(high))
    return ["The map has values that are no numbers (NaN): the network overflows on this picture."];
  if (low === 0 && high === 0)
    return ["The map is zero everywhere: nothing at this point of the network changes this score."];
  if (view === "positive" && high <= 0)
    return ["Nothing here speaks for the class: the map is nowhere positive. Try the signed view."];
  return [];
}
