import { count, defineCommand, json, print, quiet, subject, subjectFlags, text } from "./command";

export const predict = defineCommand({
  usage: "predict IMAGE|--tensor FILE.npy --model MODEL [--top 5] [--json]",
  flags: { json, top: text, ...subjectFlags },
  async run({ engine, values, operand }) {
    const top = count(values.top, "top", 5);
    const found = await engine.predict({ ...subject(values, operand), top }, quiet);
    if (values.json) return print(found);
    for (const p of found.predictions)
      print(
        `${(100 * p.probability).toFixed(2).padStart(6)} %  ${p.label} (class ${p.index}, score ${p.score.toFixed(3)})`,
      );
    for (const note of found.notes) print(note);
  },
});
