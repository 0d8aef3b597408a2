import { resolve } from "node:path";
import { count, defineCommand, demanded, device, json, print, quiet, text } from "./command";

export const verify = defineCommand({
  usage: "verify MODEL --in DIR [--most 36] [--device DEVICE] [--json]",
  flags: { json, in: text, most: text, device: text },
  async run({ engine, values, operand }) {
    const model = resolve(demanded(operand, "MODEL"));
    const folder = resolve(demanded(values.in, "--in DIR"));
    const most = count(values.most, "most", 36);
    const job = { model, folder, most, device: device(values) };
    const found = await engine.verify(job, quiet);
    if (values.json) return print(found);
    for (const t of found.trials) {
      const right = found.labelled ? `${t.right} of ${found.labelled}`.padEnd(12) : "";
      const sure = `confidence ${t.confidence.toFixed(2)}, entropy ${t.entropy.toFixed(2)}`;
      print(
        `${right}${t.name.padEnd(44)}${sure}${t.p === undefined ? "" : `, p = ${t.p.toPrecision(2)}`}`,
      );
    }
    print(`\n${found.summary}`);
    if (found.offer) print(`In the sidecar: ${JSON.stringify(found.offer)}`);
  },
});
