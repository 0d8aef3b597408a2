#!/usr/bin/env node
// The engine in a terminal. Exit code 1 with one line on stderr for a refusal, 2 for wrong usage.
import { parseArgs } from "node:util";
import { commands } from "./commands";
import { print, Usage } from "./commands/command";
import { createEngine } from "./engine";
import { Refusal } from "./refusal";

const help = { help: { type: "boolean", short: "h" } } as const;

const usage = (names = Object.keys(commands)) =>
  `Usage:\n${names.map((n) => `  glassbox ${commands[n].usage}\n`).join("")}`;

async function main([name, ...args]: string[]): Promise<number> {
  const engine = createEngine();
  const known = Object.hasOwn(commands, name ?? "");
  try {
    if (name === "--help" || name === "-h") {
      print(usage());
      return 0;
    }
    if (!known) throw new Usage(name ? `there is no command "${name}"` : "a command is missing");
    const options = { ...commands[name].flags, ...help };
    const { values, positionals } = parseArgs({
      args: joinNegative(args),
      options,
      allowPositionals: true,
    });
    if (values.help) {
      print(usage([name]));
      return 0;
    }
    const extra = positionals[commands[name].most ?? 1];
    if (extra) throw new Usage(`"${extra}" is one operand too many`);
    const operands = positionals;
    await commands[name].run({ engine, values: values as never, operand: operands[0], operands });
    return 0;
  } catch (e) {
    return report(e, known ? usage([name]) : usage());
  } finally {
    await engine.release();
  }
}

/** `--fill -1`: parseArgs would take the number for a flag. */
const joinNegative = (args: string[]) =>
  args.reduce<string[]>((all, a) => {
    const last = all.at(-1);
    if (/^-[\d.]/.test(a) && last?.startsWith("--")) all[all.length - 1] = `${last}=${a}`;
    else all.push(a);
    return all;
  }, []);

function report(e: unknown, help: string): number {
  if (e instanceof Refusal) {
    process.stderr.write(`glassbox: ${e.message}\n`);
    return 1;
  }
  const wrongFlag = (e as { code?: string }).code?.startsWith("ERR_PARSE_ARGS");
  if (!(e instanceof Usage) && !wrongFlag) throw e;
  process.stderr.write(`glassbox: ${(e as Error).message}\n\n${help}`);
  return 2;
}

// `glassbox ... | head`: whoever reads may have had enough.
process.stdout.on("error", (e: NodeJS.ErrnoException) => process.exit(e.code === "EPIPE" ? 0 : 1));

main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
