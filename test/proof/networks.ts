// The gradient of whole networks along one direction, as it is checked when a model is opened.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { checkGradient } from "../../src/engine/check";
import { openNetwork } from "../../src/engine/network";
import { Programs } from "../../src/engine/programs";
import { reference } from "../unit/reference-data";
import type { Table } from "./table";

export async function networkTable(): Promise<Table> {
  const rows: string[][] = [];
  for (const folder of reference ? ["dev", "light"] : []) {
    const all = readdirSync(join(reference!, "models", folder)).sort();
    for (const file of all.filter((f) => f.endsWith(".onnx")))
      rows.push(await rowOf(file.replace(/\.onnx$/, ""), join(reference!, "models", folder, file)));
  }
  return { heads: ["Network", "Opset", "Operators", "Relative error"], rows };
}

async function rowOf(name: string, path: string) {
  const network = await openNetwork(path);
  const operators = new Set(network.model.graph.nodes.map((n) => n.key));
  const programs = new Programs(network, "cpu");
  const { passed, relativeError } = await checkGradient(programs);
  await programs.release();
  const error = Number.isNaN(relativeError)
    ? "as good as no gradient"
    : relativeError.toExponential(1);
  return [name, `${network.info.opset}`, `${operators.size}`, passed ? error : `${error}, fails`];
}
