// What `glassbox check` reads: a YAML file of assertions about a model's pictures.
import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parse } from "yaml";
import { type Bound, boundOf } from "./bound";
import { glob } from "./glob";
import type { Box } from "./share";

/** The file is no specification: what is wrong, where. */
export class BadSpec extends Error {}

export interface Attribution {
  box: Box;
  share: Bound;
  method?: string;
  layer?: string;
  /** The class that is explained; what is predicted if absent. */
  class?: string;
}

export interface Check {
  name: string;
  model: string;
  images: string[];
  prediction?: string;
  probability?: Bound;
  top5?: string[];
  sameAs?: string;
  attribution?: Attribution;
}

type Json = Record<string, unknown>;
const isObject = (v: unknown): v is Json =>
  typeof v === "object" && v !== null && !Array.isArray(v);
const assertions = ["prediction", "probability", "top5", "same_as", "attribution"];
const keys = new Set(["name", "model", "image", "images", "method", "layer", ...assertions]);

/** Paths in it are relative to the file. @throws BadSpec */
export function readSpec(path: string): Check[] {
  const folder = dirname(resolve(path));
  if (!existsSync(path)) throw new BadSpec(`there is no file "${path}"`);
  let spec: unknown;
  try {
    spec = parse(readFileSync(path, "utf8"), { maxAliasCount: 100 });
  } catch (e) {
    throw new BadSpec(`it is no valid YAML (${(e as Error).message.split("\n")[0]})`);
  }
  if (!isObject(spec) || !Array.isArray(spec.checks) || !spec.checks.length)
    throw new BadSpec('it needs "checks", a list');
  const { checks, ...common } = spec;
  return spec.checks.map((c, i) => checkOf({ ...common, ...(isObject(c) ? c : {}) }, i, folder));
}

function checkOf(given: Json, at: number, folder: string): Check {
  const name = String(given.name ?? `check ${at + 1}`);
  const bad = (why: string) => new BadSpec(`${name}: ${why}`);
  for (const key of Object.keys(given))
    if (!keys.has(key)) throw bad(`"${key}" is no key of it (${[...keys].join(", ")})`);
  if (typeof given.model !== "string") throw bad('"model" must be the path of an .onnx file');
  if (!assertions.some((a) => given[a] !== undefined))
    throw bad(`it asserts nothing: give one of ${assertions.join(", ")}`);
  const patterns = [given.images ?? given.image ?? []].flat().map(String);
  const images = patterns.flatMap((p) => {
    const found = glob(folder, p.replaceAll("\\", "/"));
    if (!found.length) throw bad(`no picture fits "${p}"`);
    return found;
  });
  if (!images.length) throw bad('"images" must be a path, a pattern or a list of them');
  const bound = (v: unknown, key: string) => {
    const found = boundOf(v);
    if (!found) throw bad(`"${key}" must be like ">= 0.6", not "${v}"`);
    return found;
  };
  return {
    name,
    model: resolve(folder, given.model),
    images,
    prediction: given.prediction === undefined ? undefined : String(given.prediction),
    probability:
      given.probability === undefined ? undefined : bound(given.probability, "probability"),
    top5: given.top5 === undefined ? undefined : [given.top5].flat().map(String),
    sameAs: given.same_as === undefined ? undefined : resolve(folder, String(given.same_as)),
    attribution: given.attribution === undefined ? undefined : attribution(given, bad, bound),
  };
}

function attribution(
  { attribution: a, method, layer }: Json,
  bad: (why: string) => BadSpec,
  bound: (v: unknown, key: string) => Bound,
): Attribution {
  if (!isObject(a)) throw bad('"attribution" needs "box" and "share"');
  const box = a.box;
  const isBox = Array.isArray(box) && box.length === 4 && box.every((v) => Number.isFinite(v));
  if (!isBox) throw bad('"box" must be [x, y, width, height]');
  const word = (v: unknown) => (v === undefined ? undefined : String(v));
  return {
    box: box as unknown as Box,
    share: bound(a.share, "share"),
    method: word(a.method ?? method),
    layer: word(a.layer ?? layer),
    class: word(a.class),
  };
}
