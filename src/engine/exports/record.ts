// *.explain.json: all that is needed to show an explanation again, and to compute it again.
import { devices } from "../api";
import { Refusal } from "../refusal";
import { sidecarPath } from "../settings";
import { type Exported, pathOf } from "./exported";
import { isRelative, nameFrom, sha256 } from "./files";
import * as is from "./schema";

const format = 1;
const most = 2 ** 26;
const anyNumber = is.count(2 ** 31);

const name: is.Check<string> = (v, at) => {
  const given = is.text(v, at);
  if (isRelative(given)) return given;
  throw new Refusal(
    "export-unreadable",
    `The explanation cannot be read: "${at}" is no path from its own folder.`,
  );
};
const hash = is.either(is.text, is.nothing);
const scored = { label: is.text, score: is.number, probability: is.number };
const prediction = is.object({ index: anyNumber, ...scored });
/** What is no class has no number. */
const described = is.object({ index: is.optional(anyNumber), ...scored });
const rectangle = { width: is.number, height: is.number };
const point = { x: is.number, y: is.number };
const target = is.anyOf(
  is.object({ kind: is.oneOf("contrast"), index: anyNumber, against: anyNumber }),
  is.object({ kind: is.oneOf("class"), index: anyNumber }),
  is.object({ kind: is.oneOf("thing"), id: is.text }),
  is.object({ kind: is.oneOf("element"), output: is.text, at: is.list(anyNumber, 16) }),
  is.object({ kind: is.oneOf("pixel"), channel: anyNumber, ...point }),
  is.object({
    kind: is.oneOf("region"),
    ...point,
    ...rectangle,
    channel: is.optional(anyNumber),
  }),
  is.object({ kind: is.oneOf("like"), picture: name, layer: is.optional(is.text) }),
);
const trust = is.object({
  steps: anyNumber,
  figures: is.list(
    is.object({
      id: is.oneOf("deletion", "insertion", "randomised", "second-class", "completeness"),
      value: is.number,
      against: is.optional(is.object({ random: is.number, gaussian: is.number })),
      verdict: is.oneOf("good", "doubt", "none"),
      curve: is.optional(is.list(is.number, 1000)),
      other: is.optional(prediction),
    }),
    100,
  ),
});

/** The file, field by field; what it has besides is left aside. */
const record = is.object({
  glassbox: is.oneOf("explanation"),
  format: is.count(format),
  model: is.object({ file: name, sha256: hash, sidecar: hash }),
  image: is.object({ kind: is.oneOf("file", "tensor"), file: name, sha256: hash }),
  target,
  described,
  method: is.text,
  layer: is.optional(is.text),
  parameters: is.table(is.either(is.nothing, is.either(is.either(is.number, is.text), is.flag))),
  device: is.oneOf(...devices),
  versions: is.table(is.text),
  predictions: is.list(prediction, 1000),
  expected: is.optional(is.object({ index: anyNumber, label: is.text, from: is.text })),
  notes: is.list(is.text, 100),
  timings: is.table(is.number),
  figures: is.table(is.number),
  picture: is.optional(
    is.object({
      ...rectangle,
      displayable: is.flag,
      placement: is.object({ x: is.number, y: is.number, ...rectangle }),
    }),
  ),
  raw: is.object({ dims: is.list(is.count(most), 8), float32: is.floats }),
  map: is.object({
    width: is.count(most),
    height: is.count(most),
    view: is.oneOf("positive", "signed"),
    unit: is.text,
    clip: is.number,
    float32: is.floats,
  }),
  trust: is.optional(trust),
});
export type Recorded = is.Checked<typeof record>;

export async function recordOf({ explanation: e, job, model, trust, to }: Exported) {
  const { raw, map, target: described, picture, predictions, expected, notes } = e;
  const { label = "", score = Number.NaN, probability = Number.NaN, ...own } = described;
  const target = own.kind === "like" ? { ...own, picture: nameFrom(to, own.picture) } : own;
  const { values, ...shown } = map;
  const image = pathOf(job);
  return {
    glassbox: "explanation",
    format,
    model: {
      file: nameFrom(to, job.model),
      sha256: (await sha256(job.model)) ?? null,
      sidecar: (await sha256(sidecarPath(job.model))) ?? null,
    },
    image: {
      kind: "file" in job.image ? "file" : "tensor",
      file: nameFrom(to, image),
      sha256: (await sha256(image)) ?? null,
    },
    target,
    described: { index: "index" in own ? own.index : undefined, label, score, probability },
    method: e.method,
    layer: e.layer,
    parameters: e.parameters,
    preprocessing: model.preprocessing,
    device: e.device,
    versions: e.versions,
    predictions,
    expected,
    notes,
    timings: e.timings,
    figures: e.figures,
    picture,
    raw: { dims: raw.dims, float32: is.base64(raw.data) },
    map: { ...shown, float32: is.base64(values) },
    trust,
  };
}

/** @throws Refusal `export-unreadable` naming what is wrong */
export function parseRecord(text: string): Recorded {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (e) {
    const why = e instanceof Error ? e.message : String(e);
    throw new Refusal(
      "export-unreadable",
      `The explanation cannot be read: no valid JSON (${why}).`,
    );
  }
  const found = record(json, "");
  const { raw, map } = found;
  if (raw.dims.reduce((a, b) => a * b, 1) !== raw.float32.length) throw mismatch("raw");
  if (map.width * map.height !== map.float32.length) throw mismatch("map");
  return found;
}

const mismatch = (what: string) =>
  new Refusal(
    "export-unreadable",
    `The explanation cannot be read: "${what}" has another number of values than its size says.`,
  );
