// Which input pixels a cell of a layer can see at all: its box is walked back through every node.
import type { Graph, Node, Value } from "../graph/graph";
import { type Box, boxes, everything, type Interval, whole } from "./boxes";

/** One number of a layer [N, C, h, w]; without `channel` all channels of the cell. */
export interface Cell {
  x: number;
  y: number;
  channel?: number;
}

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * The receptive field in input pixels. It may overhang the input where windows overhang it by their
 * padding; whatever pools or normalises globally makes it all of the input.
 * @param value [N, C, h, w]; of other ranks only `channel` counts
 * @param layout of `input`
 */
export function receptiveField(
  graph: Graph,
  input: Value,
  value: Value,
  cell: Cell,
  layout: "NCHW" | "NHWC",
): Rectangle {
  const seen = new Map<Value, Box>([[value, cellBox(value, cell)]]);
  for (const node of graph.nodes.toReversed())
    for (const [i, y] of node.outputs.entries()) {
      const box = y && seen.get(y);
      if (box) reach(node, i, box, seen);
    }
  const found = seen.get(input);
  if (!found) throw new Error(`"${value.name}" does not depend on "${input.name}"`);
  const [down, across] = layout === "NCHW" ? [2, 3] : [1, 2];
  const [top, bottom] = bounded(found[down], input.shape![down]!);
  const [left, right] = bounded(found[across], input.shape![across]!);
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

function cellBox(value: Value, { x, y, channel }: Cell): Box {
  const at = (n: number): Interval => [n, n];
  const channels = channel === undefined ? whole : at(channel);
  return value.shape!.map((_, axis) => {
    if (axis === 1) return channels;
    return value.shape!.length === 4 && axis > 1 ? at(axis === 2 ? y : x) : whole;
  });
}

/** Adds what `box` of an output needs of each input. Paths that meet are united. */
function reach(node: Node, output: number, box: Box, seen: Map<Value, Box>) {
  const x = node.inputs as Value[];
  const needs = boxes[node.op] ?? everything;
  const needed = needs({ node, x, y: node.outputs[output]!, output, box });
  for (const [i, v] of x.entries()) {
    const found = needed[i];
    if (v && !v.data && found) seen.set(v, union(seen.get(v), found));
  }
}

const union = (a: Box | undefined, b: Box): Box =>
  a ? a.map(([low, high], i) => [Math.min(low, b[i][0]), Math.max(high, b[i][1])]) : b;

const bounded = ([low, high]: Interval, size: number): Interval => [
  low === Number.NEGATIVE_INFINITY ? 0 : low,
  high === Number.POSITIVE_INFINITY ? size - 1 : high,
];
