import { relative } from "node:path";
import { type Finding, findings } from "../gate/assertions";
import { BadSpec, readSpec } from "../gate/spec";
import { Refusal } from "../refusal";
import { defineCommand, demanded, device, json, print, quiet, text, Usage } from "./command";

export const check = defineCommand({
  usage: "check SPEC.yaml [--device DEVICE] [--json]",
  flags: { json, device: text },
  async run({ engine, values, operand }) {
    const path = demanded(operand, "SPEC.yaml");
    const checks = specOf(path);
    const all: Finding[] = [];
    for (const c of checks)
      for await (const f of findings(engine, c, device(values), quiet)) {
        all.push(f);
        if (!values.json) print(line(f, all.at(-2)?.check));
      }
    const failed = all.filter((f) => !f.passed).length;
    if (values.json) print({ passed: failed === 0, findings: all });
    else if (!failed) print(`\nAll ${all.length} assertions hold.`);
    if (failed)
      throw new Refusal("check-failed", `${failed} of ${all.length} assertions do not hold.`);
  },
});

function specOf(path: string) {
  try {
    return readSpec(path);
  } catch (e) {
    if (e instanceof BadSpec) throw new Usage(`${path} cannot be used: ${e.message}`);
    throw e;
  }
}

/** The check's name once, then a line for each picture and assertion. */
function line({ check, image, assertion, found, passed }: Finding, before: string | undefined) {
  const heading = check === before ? "" : `${before === undefined ? "" : "\n"}${check}\n`;
  const where = relative(process.cwd(), image);
  return `${heading}  ${passed ? "ok    " : "FAILED"} ${where}: ${assertion}; found ${found}`;
}
