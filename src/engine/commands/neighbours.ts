import { resolve } from "node:path";
import { count, defineCommand, demanded, json, print, text } from "./command";
import { indexed, onTerminal, picturesFlags, picturesUsage } from "./pictures";

export const neighbours = defineCommand({
  usage: `neighbours IMAGE --in DIR --model MODEL [-k 9] ${picturesUsage} [--json]`,
  flags: { json, in: text, k: { type: "string", short: "k" }, ...picturesFlags },
  async run({ engine, values, operand }) {
    const image = resolve(demanded(operand, "IMAGE"));
    const k = count(values.k, "k", 9);
    const { job } = await indexed(engine, demanded(values.in, "--in DIR"), values);
    const found = await engine.neighbours({ ...job, image, count: k }, onTerminal());
    if (values.json) return print(found);
    for (const { similarity, file, prediction } of found.neighbours)
      print(`${similarity.toFixed(4)}  ${file}  (${prediction.label})`);
    print(found.labels.map((l) => `${l.count} ${l.label}`).join(", "));
  },
});
