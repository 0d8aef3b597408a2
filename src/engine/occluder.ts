// Scores with parts of the picture covered: whole passes, or the changed part alone where that pays.
import { coveredPart, wholeInputs } from "./covered";
import type { Value } from "./graph/graph";
import { type Batch, batchesOf, cellsIndex, indexOf } from "./incremental/batches";
import { lengthOf } from "./incremental/intervals";
import type { Plan } from "./incremental/plan";
import type { Region } from "./incremental/region";
import { Integral } from "./incremental/rests";
import type { Window } from "./incremental/window";
import type { NdFloats } from "./methods/method";
import type { Programs } from "./programs";
import type { NdArray, Session } from "./run/session";

/** A plan with its sessions: for batches of windows, and for the picture as it is. */
export interface Incremental {
  plan: Plan;
  session: Session;
  clean: Session;
  /** By batch: they belong to the plan, not to a picture. */
  indices: Map<string, ReadonlyMap<Value, NdArray>>;
}
/** The index tensors of a plan with more windows than these are made again for every picture. */
const mostKept = 2000;

export interface Occluded {
  windows: readonly Window[];
  /** [windows, classes] */
  scores: Float32Array;
}

/** All that `occluded` reads. */
export interface Picture {
  programs: Programs;
  input: NdFloats;
  /** Most windows at once. */
  batch: number;
}

/**
 * The scores with `cover` in place of the picture in each window, a batch at a time, the windows of
 * earlier levels first.
 * @param cover of the input's shape
 */
export async function* occluded(
  { programs, input, batch }: Picture,
  levels: readonly (readonly Window[])[],
  cover: Float32Array,
): AsyncGenerator<Occluded> {
  const incremental = batch > 1 ? await programs.incremental(levels.flat()) : undefined;
  if (incremental) yield* changedOnly(incremental, { programs, input, batch }, levels, cover);
  else yield* wholePasses({ programs, input, batch }, levels, cover);
}

type Occluding = Parameters<typeof occluded>;

export async function* wholePasses(
  { programs, input, batch }: Picture,
  levels: Occluding[1],
  cover: Float32Array,
): AsyncGenerator<Occluded> {
  for (const level of levels)
    for (let i = 0; i < level.length; i += batch) {
      const windows = level.slice(i, i + batch);
      const covered = wholeInputs(programs.network.info.preprocessing, input, windows, cover);
      yield { windows, scores: await programs.scores(covered) };
    }
}

export async function* changedOnly(
  incremental: Incremental,
  { programs, input, batch }: Picture,
  levels: Occluding[1],
  cover: Float32Array,
): AsyncGenerator<Occluded> {
  const { plan } = incremental;
  const clean = await cleanRun(incremental, input, programs.network.input);
  let first = 0;
  for (const level of levels) {
    const places = plan.places.slice(first, first + level.length);
    first += level.length;
    for (const b of batchesOf(places, plan.classes, batch)) {
      const windows = b.windows.map((i) => level[i]);
      const covered = coveredPart(plan, input, windows, b, cover);
      yield { windows, scores: await runBatch(incremental, b, clean, covered) };
    }
  }
}

/** What every batch of one picture reads. */
interface CleanRun {
  tables: ReadonlyMap<Value, NdArray>;
  integrals: ReadonlyMap<Value, Integral>;
}

async function cleanRun(
  { plan, clean }: Incremental,
  picture: NdFloats,
  input: Value,
): Promise<CleanRun> {
  const { outputs } = plan.clean;
  const found = await clean.run(new Map([[input, picture]]), outputs);
  const result = new Map<Value, NdArray>(outputs.map((v, i) => [v, found[i]]));
  result.set(input, picture);
  const tables = [...plan.tables].map(
    ([v, table]) => [table, result.get(plan.cleanTables.get(v)!)!] as const,
  );
  const integrals = plan.rests.map(
    ({ value }) => [value, new Integral(result.get(value) as NdFloats)] as const,
  );
  return { tables: new Map(tables), integrals: new Map(integrals) };
}

/** The scores of a batch of windows, [windows, classes]. */
async function runBatch(
  { plan, session, indices }: Incremental,
  batch: Batch,
  clean: CleanRun,
  covered: NdArray,
): Promise<Float32Array> {
  const key = batch.places.join(" ");
  const index = indices.get(key) ?? indicesOf(plan, batch);
  if (plan.places.length <= mostKept) indices.set(key, index);
  const feeds = new Map([...clean.tables, ...index]);
  feeds.set(plan.input, covered);
  for (const { value, region, rest, share } of plan.rests) {
    feeds.set(rest, restsOf(clean.integrals.get(value)!, batch, region));
    feeds.set(share, shareOf(region, batch));
  }
  const [scores] = await session.run(feeds, [plan.scores]);
  return scores.data as Float32Array;
}

function indicesOf({ indices, cells }: Plan, batch: Batch): ReadonlyMap<Value, NdArray> {
  const patches = indices.flatMap((i) => {
    const { halo, select } = indexOf(i, batch);
    return [[i.halo, halo] as const, [i.select, select] as const];
  });
  const places = [...cells].map(([region, v]) => [v, cellsIndex(region, batch)] as const);
  return new Map([...patches, ...places]);
}

function restsOf(integral: Integral, batch: Batch, region: Region): NdArray {
  const parts = batch.places.map((p) => integral.outside(batch.cells(region, p)));
  const data = new Float32Array(parts.length * parts[0].length);
  parts.forEach((p, i) => {
    data.set(p, i * p.length);
  });
  return { dims: [parts.length, parts[0].length, 1, 1], data };
}

function shareOf(region: Region, { cells, places }: Batch): NdArray {
  const [rows, columns] = cells(region, places[0]).map(lengthOf);
  return { dims: [], data: Float32Array.of((rows * columns) / (region.size[0] * region.size[1])) };
}
