// `<model>.glassbox.json`, the settings that a person wrote down for a model: reading, and writing.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import type { Sidecar } from "../api";
import { Refusal } from "../refusal";
import { type Finding, findingOf, type Subject } from "./found";
import { lineOf } from "./lines";

type Kind = "number" | "numbers" | "strings" | "text" | "flag" | readonly string[];

/** The keys of a sidecar, all optional. */
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
  antialias: "flag",
  align: ["centre", "top-left"],
  pad_value: "numbers",
  labels: "strings",
  outputs: "text",
} as const satisfies Record<keyof Sidecar, Kind>;

export const sidecarPath = (model: string) => `${model.replace(/\.onnx$/i, "")}.glassbox.json`;

const refusal = (path: string, why: string) =>
  new Refusal("sidecar-unreadable", `"${basename(path)}" cannot be used: ${why}.`);

/** @throws Refusal `sidecar-unreadable` naming the key that is wrong */
export function readSidecar(model: string): Sidecar | undefined {
  const path = sidecarPath(model);
  return existsSync(path) ? validated(path, parsed(path)) : undefined;
}

function parsed(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (e) {
    throw refusal(path, `it is no valid JSON (${e instanceof Error ? e.message : e})`);
  }
}

function validated(path: string, found: unknown): Sidecar {
  if (typeof found !== "object" || found === null || Array.isArray(found))
    throw refusal(path, "it is no JSON object");
  for (const [key, value] of Object.entries(found)) {
    const kind = Object.hasOwn(keys, key) ? (keys as Record<string, Kind>)[key] : undefined;
    if (!kind) throw refusal(path, `"${key}" is no key of it (${Object.keys(keys).join(", ")})`);
    if (!fits(kind, value)) throw refusal(path, `"${key}" must be ${wanted(kind)}`);
    const wrong = reasons[key]?.(value as never);
    if (wrong) throw refusal(path, `"${key}" ${wrong}`);
  }
  return found as Sidecar;
}

function fits(kind: Kind, v: unknown) {
  if (kind === "number") return Number.isFinite(v);
  if (kind === "flag") return typeof v === "boolean";
  if (kind === "text") return typeof v === "string";
  if (kind === "numbers") return Array.isArray(v) && v.every((x) => Number.isFinite(x));
  if (kind === "strings") return Array.isArray(v) && v.every((x) => typeof x === "string");
  return kind.includes(v as string);
}

const names = {
  number: "a number",
  flag: "true or false",
  numbers: "a list of numbers",
  strings: "a list of names",
  text: "a name",
};
const wanted = (kind: Kind) => (typeof kind === "string" ? names[kind] : kind.join(" or "));

const size = (v: number) =>
  !(Number.isInteger(v) && v >= 1 && v <= 16384) && "must be a whole number of pixels, 1 to 16384";

/** What a number of the right kind may still not be. */
const reasons: Record<string, (v: never) => string | false> = {
  height: size,
  width: size,
  resize_short: size,
  std: (v: number[]) => v.includes(0) && "must not be zero: it divides",
  pad_value: (v: number[]) => v.length !== 3 && "must be three numbers: R, G, B",
};

export function fromSidecar({ path: model }: Subject, sidecar: Sidecar | undefined): Finding {
  if (!sidecar) return {};
  const file = sidecarPath(model);
  const text = readFileSync(file, "utf8");
  const { labels: _, outputs: __, ...settings } = sidecar;
  return Object.assign(
    {},
    ...Object.entries(settings).map(([key, value]) =>
      findingOf({ [key]: value }, { file, ...lineOf(text, key) }),
    ),
  );
}

/**
 * Merges settings into the sidecar; nothing else is ever written. Keys keep their order, new ones
 * follow. A setting that is null is taken out.
 * @throws Refusal `sidecar-unreadable` if the file there, or the result, is no sidecar
 */
export function writeSidecar(
  model: string,
  settings: { [K in keyof Sidecar]: Sidecar[K] | null },
): string {
  const path = sidecarPath(model);
  const before = readSidecar(model) ?? {};
  const merged = Object.entries({ ...before, ...settings }).filter(([, v]) => v !== null);
  const text = formatted(validated(path, Object.fromEntries(merged)));
  // A reader sees the old file or the new one, never half of it.
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
  return path;
}

/** One key a line, lists of numbers on theirs. */
function formatted(sidecar: Sidecar) {
  const lines = Object.entries(sidecar).map(([key, value]) => {
    const short = Array.isArray(value) && value.every((v) => typeof v === "number");
    const text = short ? `[${value.join(", ")}]` : JSON.stringify(value, null, 2);
    return `  ${JSON.stringify(key)}: ${text.replaceAll("\n", "\n  ")}`;
  });
  return `{\n${lines.join(",\n")}\n}\n`;
}
