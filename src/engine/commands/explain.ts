import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { devices, type Explanation, exportFormats, type Job, type TrustFigure } from "../api";
import { formatOf } from "../exports";
import { flagOf, methods, parseFlag } from "../methods";
import {
  defineCommand,
  demanded,
  json,
  print,
  quiet,
  subject,
  subjectFlags,
  text,
  Usage,
} from "./command";
import { target, targetFlags, targetForms } from "./target";

const methodFlags = new Map(
  methods.flatMap((m) => Object.entries(m.params).map(([name, p]) => [flagOf(name), { name, p }])),
);

const endings = exportFormats.map((f) => `.${f}`);

export const explain = defineCommand({
  usage: `explain IMAGE|--tensor FILE.npy --model MODEL --method ID
           [--target ${targetForms}]
           [--against INDEX|LABEL] [--layer NAME] [--device ${devices.join("|")}]
           [method's own flags, see "glassbox methods"] [--trust] [--json]
           [--out FILE${endings.join("|")} ...]`,
  flags: {
    json,
    trust: json,
    method: text,
    layer: text,
    out: { type: "string", multiple: true },
    ...subjectFlags,
    ...targetFlags,
    ...Object.fromEntries([...methodFlags.keys()].map((f) => [f, text])),
  },
  async run({ engine, values, operand }) {
    const where = subject(values, operand);
    const out = (values.out ?? []).map((file) => ({ file: resolve(file), format: formatOf(file) }));
    const unknown = out.findIndex(({ format }) => !format);
    if (unknown >= 0)
      throw new Usage(`--out ${values.out![unknown]}: it ends in ${endings.join(", ")}`);
    const job: Job = {
      ...where,
      method: demanded(values.method, "--method ID"),
      target: await target(engine, where, values),
      layer: values.layer,
      parameters: parameters(values),
    };
    const e = await engine.explain(job, quiet);
    const trust = values.trust ? await engine.trust(job, quiet) : undefined;
    for (const { file, format } of out)
      await writeFile(
        file,
        await engine.exportAs({ job, format: format!, to: file, trust }, quiet),
      );
    if (values.json) {
      const facts = await engine.exportAs({ job, format: "json" }, quiet);
      return print({ ...JSON.parse(new TextDecoder().decode(facts)), trust });
    }
    print(summary(e));
    for (const f of trust?.figures ?? []) print(figureLine(f));
  },
});

function figureLine({ id, value, against, verdict }: TrustFigure) {
  const others = Object.entries(against ?? {}).map(([k, v]) => `${k} ${v.toFixed(3)}`);
  const held = others.length ? ` (${others.join(", ")})` : "";
  const figure = Number.isNaN(value) ? "-" : value.toFixed(3);
  return `${id.padEnd(14)}${figure.padStart(7)}  ${verdict}${held}`;
}

function summary(e: Explanation) {
  const { target } = e;
  const of = "index" in target ? `${target.label} (class ${target.index})` : target.label;
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
