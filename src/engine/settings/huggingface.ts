// Hugging Face's preprocessor_config.json, and timm's config.json.
import { join } from "node:path";
import type { Source } from "../api";
import { readText } from "../folders";
import { type Finding, imagenet, pixelUnit, type Settings, type Subject } from "./found";
import { lineOf } from "./lines";
import { foldersUp } from "./nearby";

type Json = Record<string, unknown>;
type Where = (key: string) => Source;

/** In the model's folder, and the one above: optimum and others put the file into `onnx/`. */
export function fromConfigs({ path, workspace }: Subject): Finding[] {
  return foldersUp(path, workspace)
    .slice(0, 2)
    .flatMap((folder) =>
      Object.entries(readers).flatMap(([name, read]) => {
        const file = join(folder, name);
        const text = readText(file);
        const json = text && parse(text);
        return json ? [read(json, (key) => ({ file, ...lineOf(text, key) }))] : [];
      }),
    );
}

const readers: Record<string, (json: Json, where: Where) => Finding> = {
  "preprocessor_config.json": (json, where) => fromImageProcessor(json, where),
  "config.json": (json, where) => fromTimm(json, where),
};

function parse(text: string): Json | undefined {
  try {
    const found = JSON.parse(text);
    return typeof found === "object" && found ? found : undefined;
  } catch {
    return undefined;
  }
}

/** PIL's numbers. */
const resamples = ["nearest", "lanczos", "bilinear", "bicubic"] as const;

/** The image processors of transformers, their older feature extractors included. */
export function fromImageProcessor(given: Json, where: Where): Finding {
  const json = (given.image_processor ?? given) as Json;
  const said = sayer(where);
  if (json.do_rescale !== false || json.do_normalize !== false)
    if (json.image_mean || json.image_std || json.do_rescale !== undefined) values(json, said.say);
  if (json.do_flip_channel_order === true)
    said.say("do_flip_channel_order", { channel_order: "BGR" });
  if (json.do_resize !== false) sizes(json, said.say);
  const resample = resamples[json.resample as number];
  if (resample) said.say("resample", { interpolation: resample });
  return said.finding;
}

type Say = (key: string, settings: Partial<Settings>) => void;

function sayer(where: Where) {
  const finding: Finding = {};
  const say: Say = (key, settings) => {
    for (const [name, value] of Object.entries(settings))
      if (value !== undefined) Object.assign(finding, { [name]: { value, source: where(key) } });
  };
  return { finding, say };
}

function values(json: Json, say: Say) {
  const rescales = json.do_rescale !== false;
  const factor = typeof json.rescale_factor === "number" ? json.rescale_factor : pixelUnit;
  const mean = numbers(json.image_mean) ?? imagenet.mean;
  const std = numbers(json.image_std) ?? imagenet.std;
  say("rescale_factor", { rescale_factor: rescales ? factor : 1 });
  // rescale_offset takes 1 off what was scaled, before the mean.
  const offset = json.rescale_offset === true ? 1 : 0;
  if (json.do_normalize === false) {
    say("do_normalize", { mean: [offset], std: [1] });
    return;
  }
  say("image_mean", { mean: mean.map((m) => m + offset) });
  say("image_std", { std });
}

function sizes(json: Json, say: Say) {
  const type = String(json.image_processor_type ?? json.feature_extractor_type ?? "");
  const crops = json.do_center_crop === true && json.crop_size;
  const size = extent(json.size);
  const cut = crops ? extent(json.crop_size) : undefined;
  const share = typeof json.crop_pct === "number" ? json.crop_pct : undefined;
  if (!size) return;
  if (size.short !== undefined) {
    const squares = /ViT|DeiT|Beit|Poolformer|Swin|Segformer/i.test(type);
    // An int was a square for some and a short side for others before there were dicts.
    const square = typeof json.size === "number" && squares && !/MobileViT/i.test(type);
    if (/ConvNext/i.test(type)) return convNext(size.short, share ?? 224 / 256, say);
    say("size", {
      resize: square ? "stretch" : "crop",
      resize_short: share ? Math.floor(size.short / share) : size.short,
    });
    if (square && !cut) say("size", { height: size.short, width: size.short });
  } else {
    const { height, width } = size as { height: number; width: number };
    say("size", { resize: "stretch", resize_short: Math.min(height, width) });
    if (!cut) say("size", { height, width });
  }
  const side = cut && (cut.height ?? cut.short);
  if (side) say("crop_size", { height: side, width: cut.width ?? side });
}

/** Below 384 the short side goes to size / crop_pct and is cropped, from 384 on it is stretched. */
function convNext(side: number, share: number, say: Say) {
  const crops = side < 384;
  say("size", {
    height: side,
    width: side,
    resize: crops ? "crop" : "stretch",
    resize_short: crops ? Math.trunc(side / share) : side,
  });
}

function extent(v: unknown): { short?: number; height?: number; width?: number } | undefined {
  if (typeof v === "number") return { short: v };
  if (Array.isArray(v)) return { height: Number(v[0]), width: Number(v[1] ?? v[0]) };
  const { shortest_edge, height, width } = (v ?? {}) as Record<string, number>;
  if (shortest_edge) return { short: shortest_edge };
  return height && width ? { height, width } : undefined;
}

/** timm's pretrained_cfg, nested or (older) flat. Its Resize takes floor(size / crop_pct). */
export function fromTimm(json: Json, where: Where): Finding {
  const cfg = (json.pretrained_cfg ?? json) as Json;
  const mean = numbers(cfg.mean);
  const std = numbers(cfg.std);
  const [, height, width] = numbers(cfg.input_size) ?? [];
  const { finding, say } = sayer(where);
  if (!mean || !std || !height || !width) return finding;
  say("mean", { mean, rescale_factor: pixelUnit });
  say("std", { std });
  const short = Math.floor(Math.min(height, width) / ((cfg.crop_pct as number) || 1));
  const modes = { center: "crop", squash: "stretch", border: "letterbox" } as const;
  say("input_size", { height, width });
  say("crop_pct", {
    resize: modes[cfg.crop_mode as keyof typeof modes] ?? "crop",
    resize_short: short,
  });
  const how = cfg.interpolation as Settings["interpolation"];
  if (["nearest", "bilinear", "bicubic"].includes(how))
    say("interpolation", { interpolation: how });
  return finding;
}

const numbers = (v: unknown): number[] | undefined =>
  Array.isArray(v) && v.length && v.every((x) => Number.isFinite(x)) ? v : undefined;
