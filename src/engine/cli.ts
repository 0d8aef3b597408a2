#!/usr/bin/env node
// The engine in a terminal. Exit code 1 with one line on stderr for a refusal, 2 for wrong usage.
import { writeFile } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Control, type Device, devices, type Explanation, type Job } from "./api";
import { Engine } from "./engine";
import { writers } from "./export";
import { flagOf, methods, parseFlag, takes } from "./methods";
import { Refusal } from "./refusal";

class Usage extends Error {}

const methodFlags = new Map(
  methods.flatMap((m) => Object.entries(m.params).map(([name, p]) => [flagOf(name), { name, p }])),
);
const options = {
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  model: { type: "string" },
  tensor: { type: "string" },
  top: { type: "string" },
  method: { type: "string" },
  target: { type: "string" },
  against: { type: "string" },
  layer: { type: "string" },
  device: { type: "string" },
  out: { type: "string", multiple: true },
  ...Object.fromEntries([...methodFlags.keys()].map((f) => [f, { type: "string" as const }])),
} as const;
type Values = ReturnType<typeof parse>["values"];
const parse = (args: string[]) => parseArgs({ args, options, allowPositionals: true });

interface Call {
  engine: Engine;
  values: Values;
  /** What follows the command's name. */
  operand?: string;
}

const commands: Record<string, { usage: string; run(call: Call): Promise<void> }> = {
  methods: {
    usage: "methods [--json]",
    async run({ engine, values }) {
      const list = await engine.methods();
      if (values.json) return print(list);
      for (const m of list) {
        print(`${m.id.padEnd(22)}${m.about}`);
        for (const [name, p] of Object.entries(m.params))
          print(`${" ".repeat(24)}--${flagOf(name)}: ${takes(p)}. ${p.about}`);
      }
    },
  },
  layers: {
    usage: "layers MODEL [--json]",
    async run({ engine, values, operand }) {
      const model = resolve(demanded(operand, "MODEL"));
      const info = await engine.open(model, device(values), quiet);
      const check = info.noGradient ? undefined : await engine.check(model, device(values), quiet);
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
  },
  predict: {
    usage: "predict IMAGE|--tensor FILE.npy --model MODEL [--top 5] [--json]",
    async run({ engine, values, operand }) {
      const top = values.top === undefined ? 5 : Number(values.top);
      if (!Number.isInteger(top) || top < 1) throw new Usage("--top takes a whole number from 1");
      const found = await engine.predict({ ...subject(values, operand), top }, quiet);
      if (values.json) return print(found);
      for (const p of found.predictions)
        print(
          `${(100 * p.probability).toFixed(2).padStart(6)} %  ${p.label} (class ${p.index}, score ${p.score.toFixed(3)})`,
        );
      for (const note of found.notes) print(note);
    },
  },
  explain: {
    usage: `explain IMAGE|--tensor FILE.npy --model MODEL --method ID [--target INDEX|LABEL]
           [--against INDEX|LABEL] [--layer NAME] [--device ${devices.join("|")}]
           [method's own flags, see "glassbox methods"] [--out FILE.npy|.png|.json ...] [--json]`,
    async run({ engine, values, operand }) {
      const where = subject(values, operand);
      for (const out of values.out ?? [])
        if (!writers[extname(out).toLowerCase()])
          throw new Usage(`--out ${out}: it ends in ${Object.keys(writers).join(", ")}`);
      const job: Job = {
        ...where,
        method: demanded(values.method, "--method ID"),
        target: await target(engine, where, values),
        layer: values.layer,
        parameters: parameters(values),
      };
      const e = await engine.explain(job, quiet);
      for (const out of values.out ?? [])
        await writeFile(out, await writers[extname(out).toLowerCase()](e, job));
      if (values.json) return print(JSON.parse(String(await writers[".json"](e, job))));
      print(summary(e));
    },
  },
};

const quiet: Control = { signal: new AbortController().signal, progress() {} };

function summary(e: Explanation) {
  const { target } = e;
  const of = "index" in target ? `${target.label} (class ${target.index})` : "";
  const where = e.layer ? ` at ${e.layer}` : "";
  const range = e.range.map((v) => v.toPrecision(4)).join(" to ");
  return [`${e.method} of ${of}${where}: ${range} ${e.map.unit}, on ${e.device}`, ...e.notes].join(
    "\n",
  );
}

function subject(values: Values, operand: string | undefined) {
  if (operand && values.tensor) throw new Usage("give IMAGE or --tensor, not both");
  const image = values.tensor
    ? { tensor: resolve(values.tensor) }
    : { file: resolve(demanded(operand, "IMAGE")) };
  return { model: resolve(demanded(values.model, "--model MODEL")), image, device: device(values) };
}

function device({ device: given = "auto" }: Values): Device {
  if ((devices as readonly string[]).includes(given)) return given as Device;
  throw new Usage(`--device takes ${devices.join(", ")}`);
}

/** A class by its number, or by its label whatever the case. */
async function target(
  engine: Engine,
  where: Pick<Job, "model" | "device">,
  values: Values,
): Promise<Job["target"]> {
  const { labels } = await engine.open(where.model, where.device, quiet);
  const classOf = (given: string) => {
    if (/^-?\d+$/.test(given)) return Number(given);
    const index = labels.findIndex((l) => l.toLowerCase() === given.toLowerCase());
    if (index >= 0) return index;
    throw new Refusal("no-such-class", `No class of the model is called "${given}".`);
  };
  if (values.target === undefined) {
    if (values.against === undefined) return { kind: "top" };
    throw new Usage("--against goes with --target");
  }
  const index = classOf(values.target);
  if (values.against === undefined) return { kind: "class", index };
  return { kind: "contrast", index, against: classOf(values.against) };
}

function parameters(values: Values): Job["parameters"] {
  const given = Object.entries(values).flatMap(([flag, text]) => {
    const known = methodFlags.get(flag);
    return known ? [[known.name, parseFlag(known.p, text as string)]] : [];
  });
  return Object.fromEntries(given);
}

function demanded(value: string | undefined, what: string): string {
  if (value === undefined) throw new Usage(`${what} is missing`);
  return value;
}

function print(what: unknown): void {
  process.stdout.write(`${typeof what === "string" ? what : JSON.stringify(what, null, 2)}\n`);
}

const usage = () =>
  `Usage:\n${Object.values(commands)
    .map((c) => `  glassbox ${c.usage}\n`)
    .join("")}`;

async function main(args: string[]): Promise<number> {
  const engine = new Engine();
  try {
    const { values, positionals } = parse(args);
    if (values.help) {
      print(usage());
      return 0;
    }
    const [name, operand, ...more] = positionals;
    const command = Object.hasOwn(commands, name ?? "") ? commands[name] : undefined;
    if (!command) throw new Usage(name ? `there is no command "${name}"` : "a command is missing");
    if (more.length) throw new Usage(`"${more[0]}" is one operand too many`);
    await command.run({ engine, values, operand });
    return 0;
  } catch (e) {
    return report(e);
  } finally {
    await engine.release();
  }
}

function report(e: unknown): number {
  if (e instanceof Refusal) {
    process.stderr.write(`glassbox: ${e.message}\n`);
    return 1;
  }
  const wrongFlag = (e as { code?: string }).code?.startsWith("ERR_PARSE_ARGS");
  if (!(e instanceof Usage) && !wrongFlag) throw e;
  process.stderr.write(`glassbox: ${(e as Error).message}\n\n${usage()}`);
  return 2;
}

main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
