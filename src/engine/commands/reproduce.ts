import { resolve } from "node:path";
import { Refusal } from "../refusal";
import { defineCommand, demanded, device, json, print, quiet, text } from "./command";

export const reproduce = defineCommand({
  usage: "reproduce FILE.explain.json [--device DEVICE] [--json]",
  flags: { json, device: text },
  async run({ engine, values, operand }) {
    const file = resolve(demanded(operand, "FILE.explain.json"));
    const { explanation, job, changed } = await engine.reopen(
      { file, device: device(values) },
      quiet,
    );
    const again = await engine.explain(job, quiet);
    const before = explanation.raw.data;
    const after = again.raw.data;
    const sameSize = String(explanation.raw.dims) === String(again.raw.dims);
    const differing = sameSize
      ? before.filter((v, i) => !Object.is(v, after[i])).length
      : undefined;
    const same = differing === 0;
    if (values.json) print({ same, differing, values: before.length, changed });
    else if (same) print(`The same, bit for bit: ${before.length} values on ${again.device}.`);
    if (same) return;
    const what = sameSize
      ? `${differing} of ${before.length} values differ`
      : `the map is [${again.raw.dims}], it was [${explanation.raw.dims}]`;
    const why =
      changed.map((c) => c.words).join(" ") || "Model, picture and versions are the same.";
    throw new Refusal("not-reproduced", `Not reproduced: ${what}. ${why}`);
  },
});
