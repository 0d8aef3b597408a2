// A network's outputs as things that people point at.
import type { Reading, Thing } from "../api";
import type { Value } from "../graph/graph";
import type { NdFloats } from "../methods";
import type { Network } from "../network";
import type { Programs } from "../programs";
import { Refusal } from "../refusal";
import { planesAsPng } from "../run/picture";
import type { NdArray } from "../run/session";
import { missingFor } from "./origin";
import { type Found, type Geometry, outputOf, type Readable, type Reader } from "./reader";
import { readers } from "./readers";
import { type Scalar, scalarOf } from "./scalar";

export { pointedAt } from "./pointed";
export type { Readable } from "./reader";
export { ScalarPrograms } from "./scalar";

/**
 * The reader that the sidecar names, or the first that knows the network's outputs, and what it finds
 * in those of a picture.
 * @throws Refusal `sidecar-unreadable` where the reader that is named cannot read them
 */
export async function readOutputs(
  programs: Programs,
  input: NdFloats,
  geometry: Geometry,
): Promise<Readable | undefined> {
  const { network } = programs;
  const found = readerOf(network);
  if (!found) return undefined;
  const { reader, wanted } = found;
  const values = await programs.values(wanted, input);
  const outputs = wanted.map((value, i) => outputOf(value, values[i]));
  const things = reader.read(outputs, network, geometry);
  return { reader, outputs, things, known: await knownFor(things, programs, input) };
}

function readerOf(network: Network): { reader: Reader; wanted: Value[] } | undefined {
  const { reader: named } = network;
  for (const reader of named === undefined ? readers : readers.filter((r) => r.id === named)) {
    const wanted = reader.recognise(network, named !== undefined);
    if (wanted) return { reader, wanted };
  }
  if (named === undefined || named === classesAlone) return undefined;
  throw new Refusal(
    "sidecar-unreadable",
    `The sidecar says that the outputs are read as "${named}", which does not fit them; there are ` +
      `${[classesAlone, ...readers.map((r) => r.id)].join(", ")}.`,
  );
}

/** In a sidecar: the outputs are classes, whatever they look like. */
const classesAlone = "classes";

/** The indices that steer which candidate of a head comes out where. */
async function knownFor(things: Readable["things"], programs: Programs, input: NdFloats) {
  const known = new Map<Value, NdArray & { data: ArrayLike<number> }>();
  const places = things.flatMap((t) =>
    [t, ...(t.parts ?? [])].flatMap((w) => ("elements" in w ? w.elements.slice(0, 1) : [])),
  );
  for (;;) {
    const missing = new Set(places.flatMap(({ place }) => missingFor(place, known) ?? []));
    if (!missing.size) return known;
    const wanted = [...missing];
    const found = await programs.values(wanted, input);
    wanted.forEach((value, i) => {
      const { dims, data } = found[i];
      known.set(value, { dims, data: Float64Array.from(data as ArrayLike<number>, Number) });
    });
  }
}

/** As plain data, each thing with its score. */
export async function readingOf(
  { reader, outputs, things, known }: Readable,
  programs: Programs,
  input: NdFloats,
): Promise<Reading> {
  const scalars = things.map((t) =>
    "elements" in t ? scalarOf(t.elements, t.label, known) : undefined,
  );
  const scores = await scoresOf(scalars, programs, input);
  const made = reader.picture?.(outputs, programs.network);
  return {
    reader: reader.id,
    title: reader.title,
    things: things.map((found, i) => thingOf(found, scalars[i], scores[i])),
    picture: made && (await planesAsPng(made)),
  };
}

/** Without masks and pictures, which are numbers by the hundred thousand. */
export function inWords(reading: Reading | undefined) {
  if (!reading) return undefined;
  const { things, picture: _, ...rest } = reading;
  return { ...rest, things: things.map(({ mask: _, ...thing }) => thing) };
}

/** Without the way back. */
function thingOf(found: Found, scalar: Scalar | undefined, score: number | undefined): Thing {
  const { parts = [], ...rest } = found;
  const { id, name, probability, box, points, mask } = rest;
  return {
    id,
    name,
    label: scalar?.words ?? rest.label,
    score: score ?? ("score" in rest ? rest.score : undefined) ?? Number.NaN,
    probability,
    box,
    points,
    mask,
    parts: parts.length ? parts.map((p) => ({ id: `${id}.${p.name}`, label: p.label })) : undefined,
  };
}

/** By one run, however many there are. */
async function scoresOf(
  scalars: readonly (Scalar | undefined)[],
  programs: Programs,
  input: NdFloats,
) {
  const values = [...new Set(scalars.flatMap((s) => s?.of ?? []))];
  const found = values.length ? await programs.values(values, input) : [];
  return scalars.map((s) => {
    if (!s) return undefined;
    const { data } = found[values.indexOf(s.of)];
    return s.weights.reduce((sum, w, i) => (w ? sum + w * Number(data[i]) : sum), 0);
  });
}
