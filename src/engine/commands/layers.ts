import { resolve } from "node:path";
import { defineCommand, demanded, device, json, print, quiet, text } from "./command";

export const layers = defineCommand({
  usage: "layers MODEL [--json]",
  flags: { json, device: text },
  async run({ engine, values, operand }) {
    const model = resolve(demanded(operand, "MODEL"));
    const job = { model, device: device(values) };
    const info = await engine.open(job, quiet);
    const check = info.noGradient ? undefined : await engine.check(job, quiet);
    const { layers, defaultLayer } = info;
    const listed = layers.map((l) => ({ ...l, default: l.name === defaultLayer }));
    if (values.json) return print({ ...info, gradientCheck: check, layers: listed });
    for (const l of listed) {
      const shape = l.shape.map((d) => d ?? "N").join(" x ");
      const line = l.source ? `${l.source.file}:${l.source.line}` : "";
      const mark = l.default ? "*" : l.cam ? "+" : " ";
      print(
        `${mark} ${l.name.padEnd(32)} ${l.op.padEnd(20)} ${shape.padEnd(20)} ${line}`.trimEnd(),
      );
    }
    print("\n* default for class activation maps   + can be chosen for them");
    if (check)
      print(
        check.passed
          ? `Gradient checked, relative error ${check.relativeError.toPrecision(1)}`
          : `Gradient NOT right: relative error ${check.relativeError.toPrecision(2)}`,
      );
    if (info.noGradient) print(`No gradient methods: ${info.noGradient.message}`);
  },
});
