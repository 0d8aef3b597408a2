// A reader knows the outputs of a family of networks: it turns tensors into things to point at.
import type { Placement, Thing } from "../api";
import type { Value } from "../graph/graph";
import type { Ops } from "../graph/ops";
import type { Network } from "../network";
import type { NdArray } from "../run/session";
import type { Known, Place } from "./origin";
import type { Weighted } from "./scalar";

/** The way back to a scalar. */
export type Way =
  /** Elements whose weighted sum it is. */
  | { elements: readonly Weighted[] }
  /** What has to be computed first: gives one number for each picture, [N, 1], here this. */
  | { build: (op: Ops) => Value; score?: number };

/** A thing with the way back to its score. */
export type Found = Omit<Thing, "score" | "parts"> &
  Way & {
    /** Further scalars of it by name, such as a coordinate. */
    parts?: (Way & { name: string; label: string })[];
  };

/** One element of a value as a way. */
export const only = (place: Place): Way => ({ elements: [{ place, weight: 1 }] });

export interface Output {
  value: Value;
  /** With the batch, if the output has one, in front. */
  dims: readonly number[];
  data: Float32Array;
}

/** Where things are: from the network's input to the picture. */
export interface Geometry {
  /** Pixels of the network's input. */
  width: number;
  height: number;
  /** Where it lies in the picture. */
  placement: Placement;
}

export interface Reader {
  id: string;
  title: string;
  /** Whether its things have boxes. */
  boxes?: boolean;
  /** The families it was made for, and what is explained of each thing, for docs/outputs.md. */
  families: string;
  explains: string;
  /** Networks it was tried on; heads with known numbers stand for all others. */
  tried?: string;
  /**
   * The values it wants, if the network is one of its family.
   * @param named whether the person says so: then shapes are enough
   */
  recognise(network: Network, named: boolean): Value[] | undefined;
  read(outputs: Output[], network: Network, geometry: Geometry): Found[];
  /** The picture that the network made, if it makes one. */
  picture?(outputs: Output[], network: Network): Made;
}

/** Pixels of one or three channels, one plane after the other, 0 to 255. */
export interface Made {
  width: number;
  height: number;
  planes: Float32Array;
}

export interface Readable {
  reader: Reader;
  outputs: Output[];
  things: Found[];
  /** The indices that steer which candidate of a head comes out where, for this picture. */
  known: Known;
}

export const outputOf = (value: Value, { dims, data }: NdArray): Output => ({
  value,
  dims,
  data: data instanceof Float32Array ? data : Float32Array.from(data as ArrayLike<number>, Number),
});
