// npm run proof: measures, prints and writes down what the README claims. Nothing here is typed in.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { versions } from "../../src/engine/versions";
import { reference } from "../unit/reference-data";
import { networkTable } from "./networks";
import { peerTable } from "./peers";
import { pointingTable } from "./pointing";
import { ruleTable } from "./rules";
import { markdown, type Table } from "./table";

const root = process.argv[2];

const sections: { title: string; about: string; measure(): Promise<Table> }[] = [
  {
    title: "Gradient rules",
    about:
      "Each rule against central finite differences of the operator itself, both run by ONNX " +
      "Runtime in float32: along one direction for each operand of each case.",
    measure: ruleTable,
  },
  {
    title: "Whole networks",
    about:
      "The gradient of real networks' largest score with respect to a picture of noise, along the " +
      "gradient, against a central finite difference: what is shown when a model is opened. It also " +
      "has to hold in three directions at random.",
    measure: networkTable,
  },
  {
    title: "Against the peers",
    about: "Raw maps of real networks against the numbers that other libraries gave for them.",
    measure: peerTable,
  },
  {
    title: "Where the methods point",
    about:
      "The sample network on pictures that it has never seen, without the class that has a shortcut: " +
      "how often the highest value of the map lies on the object.",
    measure: () => pointingTable(join(root, "examples/model.onnx")),
  },
];

const parts = [
  "# Proof",
  "Measured and written by `npm run proof`; do not edit.",
  Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(", "),
];
for (const { title, about, measure } of sections) {
  const table = await measure();
  const body = table.rows.length
    ? markdown(table)
    : "Not measured: there is no reference data here.";
  const section = `## ${title}\n\n${about}\n\n${body}`;
  console.log(`\n${section}`);
  parts.push(section);
}
if (!reference) console.warn("\nThere is no reference data: docs/proof.md is left as it was.");
else {
  mkdirSync(join(root, "docs"), { recursive: true });
  writeFileSync(join(root, "docs/proof.md"), `${parts.join("\n\n")}\n`);
}
