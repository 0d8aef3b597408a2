// What is measured stands in groups: the first row of a group is what the others are compared with.

export interface Row {
  what: string;
  /** One measurement, in the group's unit. */
  measure(): Promise<number>;
  /** The goal: at most this many times what it is compared with. */
  most?: number;
  /** What it is compared with, by its place in the group; the first row if not given. */
  against?: number;
}

export interface Group {
  title: string;
  unit: "ms" | "MB";
  /** The row that is a forward pass, if one is: the others are given in such passes as well. */
  forward?: number;
  /** How often each row is measured, in turns with the others. */
  rounds: number;
  /** Sets up; `release` is called at the end. */
  open(): Promise<{ rows: Row[]; release?(): Promise<unknown> }>;
}

/** A measurement in milliseconds of something that is done once before it counts. */
export function timed(what: string, work: () => Promise<unknown> | unknown, most?: number): Row {
  return {
    what,
    most,
    async measure() {
      const start = performance.now();
      await work();
      return performance.now() - start;
    },
  };
}

export interface Measured extends Pick<Row, "what" | "most"> {
  median: number;
  /** Times the row that it is compared with. */
  ratio: number;
  /** Times a forward pass. */
  forwards?: number;
}

/** The medians of interleaved measurements; times are measured once more, before, to warm up. */
export async function measure({ open, rounds, unit, forward }: Group): Promise<Measured[]> {
  const { rows, release } = await open();
  const found = rows.map((): number[] => []);
  if (unit === "ms") for (const row of rows) await row.measure();
  for (let i = 0; i < rounds; i++)
    for (const [r, row] of rows.entries()) found[r].push(await row.measure());
  await release?.();
  const medians = found.map(median);
  return rows.map(({ what, most, against = 0 }, i) => ({
    what,
    most,
    median: medians[i],
    ratio: medians[i] / medians[against],
    forwards: forward === undefined ? undefined : medians[i] / medians[forward],
  }));
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1];
