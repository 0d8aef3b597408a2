// A reader knows the outputs of a family of networks: it turns tensors into things to point at.
import type { Placement, Thing } from "../api";
import type { Value } from "../graph/graph";
import type { Network } from "../network";
import type { NdArray } from "../run/session";
import type { Place } from "./origin";

/** A thing with the way back to the elements whose weighted sum is its score. */
export interface Found extends Omit<Thing, "score"> {
  elements: { place: Place; weight: number }[];
}

export interface Output {
  value: Value;
  /** Of one picture, without the batch. */
  dims: number[];
  data: Float32Array;
}

/** Where things are: from the network's input to the picture. */
export interface Geometry {
  /** Pixels of the network's input. */
  width: number;
  height: number;
  placement: Placement;
}

export interface Reader {
  id: string;
  title: string;
  /** The families it was made for, for docs/outputs.md. */
  families: string;
  /** The values it wants, if the network is one of its family. */
  recognise(network: Network): Value[] | undefined;
  read(outputs: Output[], network: Network, geometry: Geometry): Found[];
  /** Whether the first output is a picture that can be shown: values times this are 0 to 255. */
  picture?(network: Network, output: Output): { scale: number } | undefined;
}

export interface Readable {
  reader: Reader;
  outputs: Output[];
  things: Found[];
}

export const outputOf = (value: Value, { dims, data }: NdArray): Output => {
  const own = dims.slice(1);
  return {
    value,
    dims: [...own],
    data: (data as Float32Array).subarray(
      0,
      own.reduce((a, b) => a * b, 1),
    ),
  };
};

/** A rectangle of the network's input, in pixels of the picture. */
export const boxOf = (
  { width, height, placement: p }: Geometry,
  [x0, y0, x1, y1]: [number, number, number, number],
): Placement => ({
  x: p.x + (x0 / width) * p.width,
  y: p.y + (y0 / height) * p.height,
  width: ((x1 - x0) / width) * p.width,
  height: ((y1 - y0) / height) * p.height,
});

export interface Candidate {
  box: [number, number, number, number];
  score: number;
  class: number;
}

/** Greedy non-maximum suppression, class by class: the best of what overlaps stays. */
export function suppressed<C extends Candidate>(
  candidates: C[],
  overlap: number,
  most: number,
): C[] {
  const kept: C[] = [];
  for (const c of candidates.toSorted((a, b) => b.score - a.score)) {
    if (kept.length === most) break;
    if (!kept.some((k) => k.class === c.class && overlapOf(k.box, c.box) > overlap)) kept.push(c);
  }
  return kept;
}

/** Intersection over union. */
export function overlapOf(a: Candidate["box"], b: Candidate["box"]): number {
  const side = (lo: number, hi: number) =>
    Math.max(0, Math.min(a[hi], b[hi]) - Math.max(a[lo], b[lo]));
  const both = side(0, 2) * side(1, 3);
  const area = (r: Candidate["box"]) => (r[2] - r[0]) * (r[3] - r[1]);
  return both / (area(a) + area(b) - both || 1);
}
