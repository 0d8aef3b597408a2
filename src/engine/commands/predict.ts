import type { Thing } from "../api";
import { inWords } from "../outputs";
import { count, defineCommand, json, print, quiet, subject, subjectFlags, text } from "./command";

export const predict = defineCommand({
  usage: "predict IMAGE|--tensor FILE.npy --model MODEL [--top 5] [--json]",
  flags: { json, top: text, ...subjectFlags },
  async run({ engine, values, operand }) {
    const top = count(values.top, "top", 5);
    const found = await engine.predict({ ...subject(values, operand), top }, quiet);
    if (values.json) return print({ ...found, reading: inWords(found.reading) });
    for (const p of found.predictions)
      print(`${share(p.probability)}  ${p.label} (class ${p.index}, score ${p.score.toFixed(3)})`);
    if (found.reading) print(`${found.reading.title}:`);
    for (const thing of found.reading?.things ?? []) print(line(thing));
    for (const note of found.notes) print(note);
  },
});

const share = (p: number | undefined) =>
  p === undefined ? " ".repeat(8) : `${(100 * p).toFixed(2).padStart(6)} %`;

function line({ id, name, score, probability, box, points = [] }: Thing) {
  const pixels = (v: number) => String(Math.round(v));
  const where = box
    ? ` at ${[box.x, box.y, box.width, box.height].map(pixels).join(",")}`
    : points.length
      ? ` at ${points.map((p) => `${pixels(p.x)},${pixels(p.y)}`).join(" ")}`
      : "";
  return `${share(probability)}  ${id.padEnd(10)} ${name}${where} (score ${score.toFixed(3)})`;
}
