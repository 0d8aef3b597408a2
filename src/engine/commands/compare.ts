import { relative, resolve } from "node:path";
import type { Flip, Flips } from "../api";
import { Refusal } from "../refusal";
import { count, defineCommand, demanded, device, json, loud, print, text } from "./command";
import { picturesBelow } from "./pictures";

export const compare = defineCommand({
  usage: "compare BEFORE.onnx AFTER.onnx --in DIR [--allow 0] [--device DEVICE] [--json]",
  flags: { json, in: text, allow: text, device: text },
  most: 2,
  async run({ engine, values, operands: [before, after] }) {
    const job = {
      before: resolve(demanded(before, "BEFORE.onnx")),
      after: resolve(demanded(after, "AFTER.onnx")),
      device: device(values),
      files: await picturesBelow(demanded(values.in, "--in DIR")),
    };
    const allowed = count(values.allow, "allow", 0, 0);
    const found = await engine.flips(job, loud);
    if (values.json) print(found);
    else for (const line of lines(found)) print(line);
    const { flips, pictures } = found;
    if (flips.length > allowed)
      throw new Refusal(
        "predictions-differ",
        `${flips.length} of ${pictures} pictures are named differently; ${allowed} may be.`,
      );
  },
});

const lines = ({ flips, pictures, right, unreadable }: Flips) => [
  ...flips.map(line),
  `${pictures - flips.length} of ${pictures} pictures are named as before`,
  ...(right ? [`right: ${right.before} before, ${right.after} after, of ${right.of}`] : []),
  ...unreadable.map((u) => u.why),
];

function line({ file, before, after, expected }: Flip) {
  const verdict = { [before.label]: "worse", [after.label]: "better" }[expected?.label ?? ""];
  return `${(verdict ?? "").padEnd(7)}${before.label} -> ${after.label}  ${relative(process.cwd(), file)}`;
}
