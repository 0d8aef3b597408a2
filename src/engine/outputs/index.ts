// A network's outputs as things that people point at.
import type { Reading, Thing } from "../api";
import type { NdFloats } from "../methods";
import type { Programs } from "../programs";
import { type Found, type Geometry, outputOf, type Readable } from "./reader";
import { readers } from "./readers";
import { scalarOf } from "./scalar";

export { pointedAt } from "./pointed";
export type { Readable } from "./reader";
export { ScalarPrograms } from "./scalar";

/** The first reader that knows the network's outputs, and what it finds in those of a picture. */
export async function readOutputs(
  programs: Programs,
  input: NdFloats,
  geometry: Geometry,
): Promise<Readable | undefined> {
  const { network } = programs;
  for (const reader of readers) {
    const wanted = reader.recognise(network);
    if (!wanted) continue;
    const values = await programs.values(wanted, input);
    const outputs = wanted.map((value, i) => outputOf(value, values[i]));
    return { reader, outputs, things: reader.read(outputs, network, geometry) };
  }
  return undefined;
}

/** As plain data, each thing with its score. */
export async function readingOf(
  { reader, things }: Readable,
  programs: Programs,
  input: NdFloats,
): Promise<Reading> {
  const scored: Thing[] = [];
  for (const { elements, ...thing } of things)
    scored.push({ ...thing, ...(await scoreOf({ elements, ...thing }, programs, input)) });
  return { reader: reader.id, title: reader.title, things: scored };
}

async function scoreOf(found: Found, programs: Programs, input: NdFloats) {
  const { of, weights, words } = scalarOf(found.elements, found.label);
  const [{ data }] = await programs.values([of], input);
  const score = weights.reduce((sum, w, i) => (w ? sum + w * Number(data[i]) : sum), 0);
  return { score, label: words };
}
