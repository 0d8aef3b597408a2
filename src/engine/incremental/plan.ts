// How a network's windows are covered with as little work as can be: exact, by arithmetic on shapes.
// After Nakandala et al., "Incremental and Approximate Inference for Faster Occlusion-based Deep CNN
// Explanations" (SIGMOD 2019), without the approximations.
import { Graph, type Value } from "../graph/graph";
import { opsOn } from "../graph/ops";
import { needed, operands } from "../graph/query";
import type { Place } from "./batches";
import { type Classes, classesAlong } from "./classes";
import { cellCost, wholeCost } from "./cost";
import { type Flow, flowOf } from "./flow";
import type { Interval } from "./intervals";
import { isMap } from "./kinds";
import { onAxes, type Pair, type Positions, type Region } from "./region";
import { Rewriter } from "./rewrite";
import type { Rewritten } from "./rewritten";
import { tableOf } from "./tables";
import type { Window } from "./window";

export interface Plan extends Rewritten {
  /** For a batch of windows. */
  graph: Graph;
  /** For the picture itself: the tables, and the maps that means are taken of. */
  clean: Graph;
  /** By value: its output of `clean`. */
  cleanTables: ReadonlyMap<Value, Value>;
  /** Of each window, in the order given. */
  places: readonly Place[];
  classes: Pair<Classes>;
  pictureRegion: Region;
  /** How many times less work than whole passes, estimated. */
  gain: number;
}

export interface PlanOptions {
  /** Gains below this are not worth it. */
  atLeast?: number;
  /** Fewer windows than these do not pay for two sessions. */
  fewest?: number;
  /** From which share of a map it is computed whole: the best is taken, the optimum is flat. */
  shares?: readonly number[];
}

/**
 * @param graph its input is [N, C, H, W], its shapes are measured
 * @returns undefined where nothing is gained
 */
export function planOf(
  graph: Graph,
  input: Value,
  scores: Value,
  windows: readonly Window[],
  { atLeast = 1.2, fewest = 32, shares = [0.3, 0.45, 0.6, 0.75, 0.9, 1.1] }: PlanOptions = {},
): Plan | undefined {
  if (windows.length < fewest || !isMap(input)) return undefined;
  const nodes = needed(graph.nodes, [scores]);
  const used = new Graph([input], [scores], nodes);
  if (nodes.some((n) => Object.values(n.attrs).some((a) => a.type === "graph"))) return undefined;
  const { positions, places } = positionsOf(windows);
  const finest = flowOf(used, input, positions, 2);
  const classes = onAxes((a) => classesAlong(a, weightsOf(finest, input, a)));
  const plain = [...finest.kinds.keys()].reduce((sum, n) => sum + wholeCost(n), 0);
  const ways = shares.map((share) => {
    const flow = flowOf(used, input, positions, share);
    return { flow, made: new Rewriter(flow, input, meanArea(classes)).rewrite(scores) };
  });
  const { flow, made } = ways.reduce((a, b) => (b.made.cost < a.made.cost ? b : a));
  const gain = plain / made.cost;
  const keeps = made.tables.size + made.rests.length > 0;
  if (!keeps || !(gain >= atLeast)) return undefined;
  const steady = nodes.filter((n) => !operands(n).some(flow.varying));
  return {
    ...made,
    ...graphsOf(made, nodes, steady, input),
    places,
    classes,
    pictureRegion: flow.of.get(input)!,
    gain,
  };
}

function graphsOf(made: Rewritten, nodes: Graph["nodes"], steady: Graph["nodes"], input: Value) {
  const inputs = [
    made.input,
    ...made.tables.values(),
    ...made.indices.flatMap((i) => [i.halo, i.select]),
    ...made.rests.flatMap((r) => [r.rest, r.share]),
    ...made.cells.values(),
  ];
  const changed = needed([...steady, ...made.nodes], [made.scores]);
  const extra: Graph["nodes"][number][] = [];
  const op = opsOn(extra);
  const cleanTables = new Map([...made.tables.keys()].map((v) => [v, tableOf(op, v)]));
  const outputs = new Set([...cleanTables.values(), ...made.rests.map((r) => r.value)]);
  outputs.delete(input);
  return {
    graph: new Graph(inputs, [made.scores], changed),
    clean: new Graph([input], [...outputs], needed([...nodes, ...extra], outputs)),
    cleanTables,
  };
}

/** The different intervals along each axis, and which of them each window is. */
function positionsOf(windows: readonly Window[]) {
  const along = onAxes(() => new Map<string, number>());
  const intervals = onAxes((): Interval[] => []);
  const place = (axis: 0 | 1, lo: number, hi: number) => {
    const key = `${lo}-${hi}`;
    const known = along[axis].get(key) ?? intervals[axis].push({ lo, hi }) - 1;
    along[axis].set(key, known);
    return known;
  };
  const places = windows.map(
    ({ left, top, right, bottom }): Place => [place(0, top, bottom), place(1, left, right)],
  );
  return { positions: intervals as Positions, places };
}

/** What one more row (column) of each region costs. */
function weightsOf({ kinds, of }: Flow, input: Value, axis: 0 | 1): Map<Region, number> {
  const weights = new Map([[of.get(input)!, 0]]);
  for (const node of kinds.keys()) {
    const region = node.outputs[0] && of.get(node.outputs[0]);
    if (!region || region.full) continue;
    const other = region.changed[1 - axis];
    const across = other.reduce((s, { lo, hi }) => s + hi - lo, 0) / other.length;
    weights.set(region, (weights.get(region) ?? 0) + across * cellCost(node));
  }
  return weights;
}

/** Mean number of cells that are computed of a region. */
function meanArea(classes: Pair<Classes>) {
  return (region: Region) => {
    const [rows, columns] = onAxes((a) => {
      const { of, size } = classes[a];
      return of.reduce((sum, c) => sum + size(region, c), 0) / of.length;
    });
    return rows * columns;
  };
}
