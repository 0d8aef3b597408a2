// What a rewritten graph is given and gives.
import type { Node, Value } from "../graph/graph";
import type { Slide } from "./intervals";
import type { Pair, Region } from "./region";

/** What is read: the cells from which `region` is computed by sliding. */
export interface Need {
  readonly region: Region;
  readonly slides: Pair<Slide>;
  readonly border: "zero" | "lowest";
}

/** Index tensors that a batch of windows must be given. */
export interface PatchIndex {
  readonly from: Region;
  readonly need: Need;
  /** [n]: rows of the table. */
  readonly halo: Value;
  /** [B, P, Q]: rows of what `halo` gathered, then of what was computed. */
  readonly select: Value;
}

/** For the mean of a map: what the cells that a window leaves as they are add to it. */
export interface Rest {
  readonly value: Value;
  readonly region: Region;
  /** [B, C, 1, 1] */
  readonly rest: Value;
  /** What share of the map the computed cells are, []. */
  readonly share: Value;
}

export interface Rewritten {
  /** The covered part of the picture, [B, C, h, w]. */
  input: Value;
  scores: Value;
  nodes: Node[];
  indices: PatchIndex[];
  /** By value of the network: its table's input here, [cells + 2, C]. */
  tables: Map<Value, Value>;
  rests: Rest[];
  /** Cells of a region, as places in its map: [B, 1, h, w]. */
  cells: Map<Region, Value>;
  /** Nanoseconds for one window, estimated. */
  cost: number;
}
