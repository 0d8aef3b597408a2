import { writeFile } from "node:fs/promises";
import { extname } from "node:path";
import { devices, type Explanation, type Job } from "../api";
import { writers } from "../export";
import { flagOf, methods, parseFlag } from "../methods";
import {
  defineCommand,
  demanded,
  json,
  print,
  quiet,
  subject,
  subjectFlags,
  target,
  targetFlags,
  text,
  Usage,
} from "./command";

const methodFlags = new Map(
  methods.flatMap((m) => Object.entries(m.params).map(([name, p]) => [flagOf(name), { name, p }])),
);

export const explain = defineCommand({
  usage: `explain IMAGE|--tensor FILE.npy --model MODEL --method ID [--target INDEX|LABEL]
           [--against INDEX|LABEL] [--layer NAME] [--device ${devices.join("|")}]
           [method's own flags, see "glassbox methods"] [--out FILE.npy|.png|.json ...] [--json]`,
  flags: {
    json,
    method: text,
    layer: text,
    out: { type: "string", multiple: true },
    ...subjectFlags,
    ...targetFlags,
    ...Object.fromEntries([...methodFlags.keys()].map((f) => [f, text])),
  },
  async run({ engine, values, operand }) {
    const where = subject(values, operand);
    const out = values.out ?? [];
    for (const file of out)
      if (!writers[extname(file).toLowerCase()])
        throw new Usage(`--out ${file}: it ends in ${Object.keys(writers).join(", ")}`);
    const job: Job = {
      ...where,
      method: demanded(values.method, "--method ID"),
      target: await target(engine, where, values),
      layer: values.layer,
      parameters: parameters(values),
    };
    const e = await engine.explain(job, quiet);
    for (const file of out)
      await writeFile(file, await writers[extname(file).toLowerCase()](e, job));
    if (values.json) return print(JSON.parse(String(await writers[".json"](e, job))));
    print(summary(e));
  },
});

function summary(e: Explanation) {
  const { target } = e;
  const of = "index" in target ? `${target.label} (class ${target.index})` : "";
  const where = e.layer ? ` at ${e.layer}` : "";
  const range = e.range.map((v) => v.toPrecision(4)).join(" to ");
  return [`${e.method} of ${of}${where}: ${range} ${e.map.unit}, on ${e.device}`, ...e.notes].join(
    "\n",
  );
}

function parameters(values: object): Job["parameters"] {
  const given = Object.entries(values).flatMap(([flag, value]) => {
    const known = methodFlags.get(flag);
    return known ? [[known.name, parseFlag(known.p, value)]] : [];
  });
  return Object.fromEntries(given);
}
