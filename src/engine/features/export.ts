// A map as a file: columns for other programs, or a page for people.
import { parquetWriteBuffer } from "hyparquet-writer";
import type { PictureMap } from "../api";

type Writer = (map: PictureMap) => string | Uint8Array;
type Kind = "STRING" | "FLOAT" | "DOUBLE";

/** The columns of every table, the same in each format. */
const columns: [string, Kind, (map: PictureMap, i: number) => string | number][] = [
  ["file", "STRING", ({ pictures }, i) => pictures[i].file],
  ["label", "STRING", ({ pictures }, i) => pictures[i].label],
  ["prediction", "STRING", ({ pictures }, i) => pictures[i].prediction.label],
  ["probability", "DOUBLE", ({ pictures }, i) => pictures[i].prediction.probability],
  ["x", "FLOAT", ({ positions }, i) => positions[2 * i]],
  ["y", "FLOAT", ({ positions }, i) => positions[2 * i + 1]],
];

/** By file name extension. */
export const mapWriters: Record<string, Writer> = {
  ".csv": csv,
  ".json": (map) => {
    const { pictures, positions: _, ...rest } = map;
    return `${JSON.stringify({ ...rest, pictures: pictures.map((_, i) => record(map, i)) }, null, 2)}\n`;
  },
  ".parquet": (map) =>
    new Uint8Array(
      parquetWriteBuffer({
        columnData: columns.map(([name, type, of]) => ({
          name,
          type,
          data: map.pictures.map((_, i) => of(map, i)),
        })),
      }),
    ),
  ".html": html,
};

const record = (map: PictureMap, i: number) =>
  Object.fromEntries(columns.map(([name, , of]) => [name, of(map, i)]));

/** RFC 4180. */
function csv(map: PictureMap) {
  const lines = map.pictures.map((_, i) => columns.map(([, , of]) => cell(of(map, i))));
  return [columns.map(([name]) => name), ...lines].map((l) => `${l.join(",")}\r\n`).join("");
}

function cell(value: string | number) {
  if (typeof value === "number") return String(value);
  // A spreadsheet would run what begins like a formula.
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const side = 1000;

/** One drawing, no script: names are shown by the browser's own tooltips. */
function html(map: PictureMap) {
  const { pictures, positions, projection } = map;
  const labels = [...new Set(pictures.map((p) => p.label))].sort();
  const place = placer(positions);
  const colour = (label: string) => `hsl(${(360 * labels.indexOf(label)) / labels.length} 65% 50%)`;
  const dots = pictures.map(({ file, label, prediction }, i) => {
    const [x, y] = place(i);
    const words = `${file}\n${label}: ${prediction.label} ${(100 * prediction.probability).toFixed(1)} %`;
    return `<circle cx="${x}" cy="${y}" r="5" fill="${colour(label)}"><title>${escaped(words)}</title></circle>`;
  });
  const legend = labels.map(
    (label) => `<li><span style="background:${colour(label)}"></span>${escaped(label)}</li>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${pictures.length} pictures by ${projection}</title>
<style>
  body { font: 14px sans-serif; margin: 1rem; }
  svg { max-width: 90vmin; }
  ul { columns: 4; list-style: none; padding: 0; }
  span { display: inline-block; width: .8em; height: .8em; border-radius: 50%; margin-right: .4em; }
</style>
<h1>${pictures.length} pictures by ${projection}</h1>
<svg viewBox="0 0 ${side} ${side}" role="img">
${dots.join("\n")}
</svg>
<ul>
${legend.join("\n")}
</ul>
</html>
`;
}

/** Positions within a square drawing, y upwards. */
function placer(positions: Float32Array) {
  const axis = (a: number) => positions.filter((_, i) => i % 2 === a);
  const ranges = [axis(0), axis(1)].map((values) => ({
    low: values.reduce((m, v) => Math.min(m, v), Number.POSITIVE_INFINITY),
    high: values.reduce((m, v) => Math.max(m, v), Number.NEGATIVE_INFINITY),
  }));
  const span = Math.max(...ranges.map((r) => r.high - r.low)) || 1;
  const at = (v: number, low: number) => (20 + ((v - low) / span) * (side - 40)).toFixed(1);
  return (i: number) => [
    at(positions[2 * i], ranges[0].low),
    at(-positions[2 * i + 1], -ranges[1].high),
  ];
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string) => text.replace(/[&<>"]/g, (c) => entities[c]);
