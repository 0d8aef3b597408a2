// What a model file does not say by itself: how pictures become its input, what its classes are
// called. From the sidecar, else from files and metadata that people leave, else assumed.
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Preprocessing } from "./api";
import type { Model } from "./onnx/model";
import { Refusal } from "./refusal";

/** The network's input as far as its graph tells. */
export interface InputLayout {
  layout: "NCHW" | "NHWC";
  channels: number;
  /** Null where the graph takes any size. */
  height: number | null;
  width: number | null;
  /** Whether it takes the pixels themselves, 0 to 255. */
  bytes?: boolean;
}

type Kind = "number" | "numbers" | "strings" | "text" | readonly string[];
const pixelUnit = 1 / 255;

/** The keys of `<model>.glassbox.json`, all optional. */
const keys = {
  height: "number",
  width: "number",
  channel_order: ["RGB", "BGR", "grey"],
  rescale_factor: "number",
  mean: "numbers",
  std: "numbers",
  resize: ["crop", "stretch", "letterbox"],
  resize_short: "number",
  interpolation: ["nearest", "bilinear", "bicubic", "lanczos"],
  labels: "strings",
  outputs: "text",
} as const satisfies Record<string, Kind>;
export type Sidecar = Partial<Omit<Preprocessing, "layout" | "from">> & {
  labels?: string[];
  /** Id of the reader that is to read the outputs, whatever it would recognise by itself. */
  outputs?: string;
};

export const sidecarPath = (model: string) => `${model.replace(/\.onnx$/i, "")}.glassbox.json`;

/** @throws Refusal `sidecar-unreadable` naming the key that is wrong */
export function readSidecar(model: string): Sidecar | undefined {
  const path = sidecarPath(model);
  if (!existsSync(path)) return undefined;
  const refuse = (why: string) =>
    new Refusal("sidecar-unreadable", `"${basename(path)}" cannot be used: ${why}.`);
  let found: unknown;
  try {
    found = JSON.parse(readFileSync(path, "utf8"));
  } catch (e) {
    throw refuse(`it is no valid JSON (${e instanceof Error ? e.message : e})`);
  }
  if (typeof found !== "object" || found === null) throw refuse("it is no JSON object");
  for (const [key, value] of Object.entries(found)) {
    const kind = (keys as Record<string, Kind>)[key];
    if (!kind) throw refuse(`"${key}" is no key of it (${Object.keys(keys).join(", ")})`);
    if (!fits(kind, value)) throw refuse(`"${key}" must be ${wanted(kind)}`);
  }
  return found as Sidecar;
}

function fits(kind: Kind, v: unknown) {
  if (kind === "number") return Number.isFinite(v);
  if (kind === "numbers") return Array.isArray(v) && v.every((x) => Number.isFinite(x));
  if (kind === "text") return typeof v === "string";
  if (kind === "strings") return Array.isArray(v) && v.every((x) => typeof x === "string");
  return kind.includes(v as string);
}
const wanted = (kind: Kind) =>
  typeof kind === "string"
    ? {
        number: "a number",
        numbers: "a list of numbers",
        strings: "a list of names",
        text: "a name",
      }[kind]
    : kind.join(" or ");

const imagenet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
const unknownSize = 224;

/** @throws Refusal `sidecar-unreadable` if the sidecar contradicts the graph */
export function preprocessingOf(
  model: string,
  input: InputLayout,
  sidecar: Sidecar | undefined,
  metadata: Model["metadata"] = {},
): Preprocessing {
  const height = input.height ?? sidecar?.height ?? unknownSize;
  const width = input.width ?? sidecar?.width ?? unknownSize;
  const grey = input.channels === 1;
  const plain = { mean: grey ? [0] : [0, 0, 0], std: grey ? [1] : [1, 1, 1] };
  const { task } = metadata;
  // Ultralytics' exports name their task; their pixels are 0 to 1, and all but "classify" see all.
  const exported = task !== undefined && "names" in metadata && "stride" in metadata;
  const normal = grey || input.bytes || exported ? plain : imagenet;
  const assumed: Preprocessing = {
    height,
    width,
    layout: input.layout,
    channel_order: grey ? "grey" : "RGB",
    rescale_factor: input.bytes ? 1 : pixelUnit,
    ...normal,
    resize: exported && task !== "classify" ? "letterbox" : "crop",
    // ImageNet's evaluation: short side 256 for a crop of 224; small networks see all of it.
    resize_short: Math.round(
      Math.min(height, width) * (Math.min(height, width) >= 128 ? 256 / 224 : 1),
    ),
    interpolation: "bilinear",
    from: input.bytes
      ? "the model's input: pixels as they are"
      : grey
        ? "assumed: 0 to 1"
        : exported
          ? "the model's metadata (Ultralytics)"
          : "assumed: ImageNet's mean and standard deviation",
  };
  if (!sidecar) return assumed;
  const { labels: _, outputs: __, ...given } = sidecar;
  const known = Object.keys(given).length > 0;
  const from = known ? basename(sidecarPath(model)) : assumed.from;
  const settings = { ...assumed, ...given, height, width, from };
  const channels = settings.channel_order === "grey" ? 1 : 3;
  for (const key of ["mean", "std"] as const)
    if (settings[key].length !== channels)
      throw new Refusal(
        "sidecar-unreadable",
        `"${basename(sidecarPath(model))}" cannot be used: "${key}" has ${settings[key].length} ` +
          `numbers, the network's input has ${channels} channels.`,
      );
  return settings;
}

const labelFiles = ["labels.txt", "classes.txt", "labels.json", "classes.json"];

/** Where names that nobody gave come from. */
export const numbered = "numbered";

/**
 * Names of the classes; "class 7" where nobody says.
 * @param classes how many there must be; any number will do if undefined
 */
export function labelsOf(
  path: string,
  model: Model,
  classes: number | undefined,
  sidecar: Sidecar | undefined,
) {
  const sources: [string, () => string[] | undefined][] = [
    [basename(sidecarPath(path)), () => sidecar?.labels],
    ["the model's metadata", () => fromMetadata(model.metadata)],
    ...labelFiles.map((f): [string, () => string[] | undefined] => [
      f,
      () => fromFile(join(dirname(path), f)),
    ]),
  ];
  for (const [from, read] of sources) {
    const labels = read();
    if (labels && (classes === undefined || labels.length === classes)) return { labels, from };
  }
  return { labels: Array.from({ length: classes ?? 0 }, (_, i) => `class ${i}`), from: numbered };
}

/** Ultralytics writes `names` as a Python dict: {0: 'person', 1: "bird's nest"}. */
function fromMetadata({ names, labels, classes }: Model["metadata"]): string[] | undefined {
  const text = names ?? labels ?? classes;
  if (!text) return undefined;
  const asList = jsonList(text);
  if (asList) return asList;
  const found = [...text.matchAll(/(\d+):\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g)];
  return found.length ? found.map((m) => m[2] ?? m[3]) : undefined;
}

function fromFile(path: string): string[] | undefined {
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, "utf8");
  if (path.endsWith(".json")) return jsonList(text);
  return text.split(/\r?\n/).filter((line) => line.trim());
}

function jsonList(text: string): string[] | undefined {
  try {
    const found = JSON.parse(text);
    const list = Array.isArray(found) ? found : Object.values(found ?? {});
    return list.every((l) => typeof l === "string") ? list : undefined;
  } catch {
    return undefined;
  }
}
