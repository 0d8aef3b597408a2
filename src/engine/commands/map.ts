import { writeFile } from "node:fs/promises";
import { extname } from "node:path";
import { mapWriters } from "../features/export";
import { count, defineCommand, demanded, json, print, text, Usage } from "./command";
import { indexed, onTerminal, picturesFlags, picturesUsage } from "./pictures";

const kinds = Object.keys(mapWriters).join("|");

export const map = defineCommand({
  usage: `map DIR --model MODEL [--out x${kinds}] [--pca] [--seed 0]
           [--perplexity 30] ${picturesUsage} [--json]`,
  flags: {
    json,
    pca: { type: "boolean" },
    out: { type: "string", multiple: true },
    seed: text,
    perplexity: text,
    ...picturesFlags,
  },
  async run({ engine, values, operand }) {
    const folder = demanded(operand, "DIR");
    const seed = count(values.seed, "seed", 0, 0);
    const perplexity = count(values.perplexity, "perplexity", 30);
    const out = values.out ?? [];
    for (const file of out)
      if (!mapWriters[extname(file).toLowerCase()])
        throw new Usage(`--out ${file}: it ends in ${kinds}`);
    const { job, found } = await indexed(engine, folder, values);
    const projection = values.pca ? "pca" : "t-sne";
    const made = await engine.map({ ...job, projection, seed, perplexity }, onTerminal());
    const review = await engine.review(job, onTerminal());
    for (const file of out) await writeFile(file, mapWriters[extname(file).toLowerCase()](made));
    const { positions: _, pictures, ...rest } = made;
    if (values.json)
      return print({ ...rest, pictures: pictures.length, failed: found.failed, review });
    print(`${pictures.length} pictures by ${made.projection}`);
    for (const [name, value] of Object.entries(made.figures)) print(`${name}: ${value.toFixed(4)}`);
    for (const note of made.notes) print(note);
    if (review.classes.length)
      print(
        `${(100 * review.accuracy).toFixed(1)} % as their folders say; ${review.wrong.length} wrong`,
      );
    for (const { file, neighbours } of review.suspects)
      print(`perhaps mislabelled: ${file} (its neighbours: ${neighbours})`);
  },
});
