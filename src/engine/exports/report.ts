// A report in one file: no scripts, nothing from outside, light and dark.
import { basename } from "node:path";
import { colorAt } from "../../draw/colors";
import { scaleOf, schemeFor } from "../../draw/overlay";
import type {
  Explanation,
  HeatMap,
  ModelInfo,
  Prediction,
  Thing,
  Trust,
  TrustFigure,
} from "../api";
import { findMethod } from "../lookup";
import { asPng } from "../run/picture";
import { type Exported, pathOf, utf8 } from "./exported";
import { sha256 } from "./files";
import { markup, type Piece } from "./markup";
import { mapAlone, overlayOf } from "./pictures";
import { style } from "./style";

const side = 1024;

export async function reportOf(e: Exported): Promise<Uint8Array> {
  const { explanation, job, model, trust } = e;
  const { target, layer, predictions, notes, figures } = explanation;
  const { things } = explanation.reading ?? { things: [] };
  const method = findMethod(explanation.method);
  const title = `${method.title}: ${target.label} in ${basename(pathOf(job))}`;
  const page = markup`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${style}</style>
<h1>${title}</h1>
<p>${method.about} ${method.caveat}</p>
<div class="pictures">${await images(e)}</div>
${legend(explanation.map)}
${notes.length > 0 && markup`<ul>${notes.map((n) => markup`<li>${n}</li>`)}</ul>`}
<h2>Predictions</h2>
${rows(["Class", "Probability", "Score"], [...predictions.map(predicted), ...things.map(read)])}
<h2>Explanation</h2>
${facts({
  Method: `${method.title} (${method.paper ?? method.id})`,
  Class: `${target.label}${numbered(target, model)}`,
  Layer: layer,
  ...explanation.parameters,
  "Raw range": explanation.range.map((v) => v.toPrecision(5)).join(" to "),
  ...figures,
})}
${trust && trusted(trust)}
<h2>Preprocessing</h2>
${facts({ ...model.preprocessing })}
<h2>Provenance</h2>
${facts({
  Model: basename(job.model),
  "SHA-256 of the model": await sha256(job.model),
  Picture: basename(pathOf(job)),
  "SHA-256 of the picture": await sha256(pathOf(job)),
  Producer: model.producer,
  Opset: model.opset,
  Device: explanation.device,
  ...explanation.versions,
})}
</html>
`;
  return utf8(page.text);
}

const share = (p: number | undefined) => (p === undefined ? "" : `${(100 * p).toFixed(2)} %`);
const predicted = ({ label, index, probability, score }: Prediction) => [
  `${label} (${index})`,
  share(probability),
  score.toFixed(4),
];
const read = ({ id, name, probability, score }: Thing) => [
  `${name} (${id})`,
  share(probability),
  score.toFixed(4),
];

/** A class's number, and the one it is held against; what is no class has none. */
function numbered(target: Explanation["target"], { labels }: ModelInfo) {
  if (target.kind === "contrast") return ` (${target.index} against ${labels[target.against]})`;
  return target.kind === "class" ? ` (${target.index})` : "";
}

async function images(e: Exported): Promise<Piece> {
  const { job, model, explanation } = e;
  if (!("file" in job.image))
    return image(await mapAlone(explanation.map, model.preprocessing), "The map");
  return [
    image(await asPng(job.image.file, side), "The picture"),
    image(await overlayOf(e, side), "The map over the picture"),
  ];
}

const image = (png: Uint8Array, words: string) =>
  markup`<figure><img alt="${words}" src="data:image/png;base64,${Buffer.from(png).toString("base64")}"><figcaption>${words}</figcaption></figure>`;

function legend(map: HeatMap) {
  const { low, high } = scaleOf(map, map.view);
  const scheme = schemeFor(map);
  const stops = Array.from({ length: 17 }, (_, i) => `rgb(${colorAt(scheme, i / 16).join(" ")})`);
  return markup`<div class="legend"><span>${low.toPrecision(3)}</span><span class="bar" style="background: linear-gradient(to right, ${stops.join(", ")})"></span><span>${high.toPrecision(3)} ${map.unit}</span></div>`;
}

/** What each figure says, and what it is held against. */
const words: Record<TrustFigure["id"], string> = {
  deletion: "Probability left while the most important pixels go (lower is better)",
  insertion: "Probability gained while they come (higher is better)",
  randomised: "Likeness to the map of a network with random weights (lower is better)",
  "second-class": "Likeness to the map of the next class (lower is better)",
  completeness: "Share of the score that the map does not account for",
};

const trusted = ({ figures }: Trust) => markup`<h2>Trust</h2>
${rows(
  ["Figure", "Value", "Held against", "Verdict"],
  figures.map((f) => [
    words[f.id],
    Number.isNaN(f.value) ? "not defined" : f.value.toFixed(3),
    f.against && `random ${f.against.random.toFixed(3)}, centre ${f.against.gaussian.toFixed(3)}`,
    f.verdict,
  ]),
)}`;

const rows = (heads: string[], body: Piece[][]) =>
  markup`<table><tr>${heads.map((h) => markup`<th>${h}</th>`)}</tr>${body.map(
    (row) => markup`<tr>${row.map((cell) => markup`<td>${cell}</td>`)}</tr>`,
  )}</table>`;

const facts = (of: Record<string, unknown>) =>
  markup`<dl>${Object.entries(of)
    .filter(([, v]) => v !== undefined && v !== null)
    .map(
      ([k, v]) => markup`<dt>${k}</dt><dd>${Array.isArray(v) ? v.join(", ") : String(v)}</dd>`,
    )}</dl>`;
