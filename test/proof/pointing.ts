// Where each method points on the sample network.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Job } from "../../src/engine/api";
import { createEngine } from "../../src/engine/engine";
import { methods } from "../../src/engine/methods";
import { hits } from "../unit/sample/pointing";
import type { Table } from "./table";

const count = 100;
/** Fewer passes than the method's own choice, to be done in minutes. */
const cheaper: Record<string, Job["parameters"]> = {
  rise: { masks: 200 },
  smoothgrad: { samples: 10 },
};

/** @param model the sample network, which has no attention of its own */
export async function pointingTable(model: string): Promise<Table> {
  const engine = createEngine();
  const folder = mkdtempSync(join(tmpdir(), "glassbox-proof-"));
  const rows: string[][] = [];
  for (const { id, title, needs } of methods) {
    if (needs.some((n) => n === "attention" || n === "boxes")) continue;
    const parameters = cheaper[id] ?? {};
    const found = await hits({ engine, model, folder, method: id, parameters }, count);
    const given = Object.entries(parameters).map(([k, v]) => `${k} ${v}`);
    rows.push([title, given.join(", ") || "as given", `${found} of ${count}`]);
  }
  rmSync(folder, { recursive: true });
  await engine.release();
  return { heads: ["Method", "Parameters", "Maximum on the object"], rows };
}
