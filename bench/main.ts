// npm run bench: what things cost, side by side in one run, as a Markdown table.
//   npm run bench -- WORD...   only the groups whose titles have one of the words in them
//   npm run bench -- --write   puts the table into docs/bench.md as well
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { runtimeVersion } from "../src/engine/run/session";
import { costs } from "./cost";
import { editor } from "./extension";
import { type Group, type Measured, measure } from "./group";
import { memories, memoryOf } from "./memory";
import { methodGroups } from "./methods";
import { pictures } from "./pictures";

const document = join(process.cwd(), "docs/bench.md");
const [begin, end] = ["<!-- bench -->", "<!-- /bench -->"];
const written: string[] = [];

function say(text: string) {
  written.push(text);
  console.log(text);
}
const line = (...cells: string[]) => say(`| ${cells.join(" | ")} |`);

async function main(words: string[], write: boolean) {
  const [cpu] = cpus();
  const [load] = loadavg();
  say(`    npm run bench${words.map((w, i) => `${i ? "" : " --"} ${JSON.stringify(w)}`).join("")}`);
  say("");
  say(
    `${cpus().length} x ${cpu.model.trim()}, Node ${process.version}, ONNX Runtime ${runtimeVersion}; ` +
      `${load.toFixed(1)} tasks were running or waiting when it began.`,
  );
  say("");
  line("What", "Median", "Ratio", "Goal", "Forward passes");
  line("---", "---:", "---:", "---:", "---:");
  const groups: Group[] = [...costs, ...(await methodGroups()), ...memories, ...pictures, editor];
  const missed: string[] = [];
  for (const group of groups) {
    if (words.length && !words.some((w) => group.title.includes(w))) continue;
    line(`**${group.title}**`, "", "", "", "");
    for (const row of await measure(group)) {
      print(row, group.unit);
      if (row.most !== undefined && row.ratio > row.most)
        missed.push(`${group.title}: ${row.what}`);
    }
  }
  if (missed.length) say(`\nMissed: ${missed.join("; ")}.`);
  if (write) writeInto(written.join("\n"));
}

function print({ what, median, ratio, most, forwards }: Measured, unit: string) {
  const digits = median < 10 ? 2 : median < 100 ? 1 : 0;
  line(
    what,
    `${median.toFixed(digits)} ${unit}`,
    ratio.toFixed(2),
    most ? `<= ${most.toPrecision(2)}` : "",
    forwards?.toFixed(1) ?? "",
  );
}

function writeInto(table: string) {
  const text = readFileSync(document, "utf8");
  const [before] = text.split(begin);
  const [, after = "\n"] = text.split(end);
  writeFileSync(document, `${before}${begin}\n${table}\n${end}${after}`);
}

const [first, ...rest] = process.argv.slice(2);
if (first === "--memory") void memoryOf(rest[0], rest[1]);
else {
  const all = process.argv.slice(2);
  void main(
    all.filter((w) => !w.startsWith("--")),
    all.includes("--write"),
  );
}
