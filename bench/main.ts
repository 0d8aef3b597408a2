// npm run bench: what things cost, side by side in one run, as a Markdown table.
//   npm run bench -- WORD...   only the groups whose titles have one of the words in them
import { cpus } from "node:os";
import { costs } from "./cost";
import { editor } from "./extension";
import { type Group, type Measured, measure } from "./group";
import { memory, memoryOf } from "./memory";
import { manyPasses } from "./methods";
import { pictures } from "./pictures";

const groups: Group[] = [...costs, ...manyPasses, memory, ...pictures, editor];

const line = (...cells: string[]) => console.log(`| ${cells.join(" | ")} |`);

async function main(words: string[]) {
  const [cpu] = cpus();
  console.log(`${cpus().length} x ${cpu.model}, Node ${process.version}\n`);
  line("What", "Median", "Ratio", "Goal");
  line("---", "---:", "---:", "---:");
  const missed: string[] = [];
  for (const group of groups) {
    if (words.length && !words.some((w) => group.title.includes(w))) continue;
    line(`**${group.title}**`, "", "", "");
    for (const row of await measure(group)) {
      print(row, group.unit);
      if (row.most !== undefined && row.ratio > row.most)
        missed.push(`${group.title}: ${row.what}`);
    }
  }
  if (missed.length) console.log(`\nMissed: ${missed.join("; ")}`);
}

function print({ what, median, ratio, most }: Measured, unit: string) {
  const digits = median < 10 ? 2 : median < 100 ? 1 : 0;
  line(
    what,
    `${median.toFixed(digits)} ${unit}`,
    ratio.toFixed(2),
    most ? `<= ${most.toPrecision(2)}` : "",
  );
}

const [first, ...rest] = process.argv.slice(2);
if (first === "--memory") void memoryOf(rest[0], rest[1]);
else void main(first ? [first, ...rest] : []);
