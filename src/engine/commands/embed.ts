import { writeFile } from "node:fs/promises";
import { defineCommand, demanded, json, print, quiet, text, Usage } from "./command";
import { indexed, picturesFlags, picturesUsage } from "./pictures";

export const embed = defineCommand({
  usage: `embed DIR --model MODEL [--out x.npy] ${picturesUsage} [--json]`,
  flags: { json, out: text, ...picturesFlags },
  async run({ engine, values, operand }) {
    const folder = demanded(operand, "DIR");
    const { out } = values;
    if (out && !/\.npy$/i.test(out)) throw new Usage(`--out ${out}: it ends in .npy`);
    const { job, found } = await indexed(engine, folder, values);
    const { files, npy } = await engine.features(job, quiet);
    if (out) await writeFile(out, npy);
    if (values.json) return print({ ...found, files });
    print(
      `${found.count} pictures, ${found.dimension} numbers each, at ${found.layer}; ${found.added} new` +
        (found.added ? ` (${found.picturesPerSecond.toFixed(1)} a second)` : ""),
    );
    for (const { why } of found.failed) print(why);
  },
});
