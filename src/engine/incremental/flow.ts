// Follows the part that changes through a graph: arithmetic on shapes, nothing is run.
import type { Graph, Node, Value } from "../graph/graph";
import { descendants, operands } from "../graph/query";
import { isMap, type Kind, kindOf, sizeOf } from "./kinds";
import { type Positions, type Region, Regions, share } from "./region";

export interface Flow {
  regions: Regions;
  /** The nodes that depend on the picture, in order. */
  kinds: ReadonlyMap<Node, Kind>;
  /** Of each map that depends on the picture; other values are needed whole. */
  of: ReadonlyMap<Value, Region>;
  varying(v: Value): boolean;
}

/**
 * @param graph with measured shapes, its only input a picture [N, C, H, W]
 * @param wholeFrom a map of which this share changes is computed whole, and so are all after it
 */
export function flowOf(graph: Graph, input: Value, positions: Positions, wholeFrom: number): Flow {
  const regions = new Regions(positions);
  const dependent = descendants(graph, [input]);
  const varying = (v: Value) => dependent.has(v) && !v.data;
  const of = new Map([[input, regions.of(sizeOf(input), positions)]]);
  const kinds = new Map<Node, Kind>();
  for (const node of graph.nodes) {
    if (!operands(node).some(varying) || !node.outputs.some((y) => y && varying(y))) continue;
    const kind = kindOf(node, varying);
    kinds.set(node, kind);
    for (const y of node.outputs) {
      if (!y || !varying(y) || !isMap(y)) continue;
      const changed = changedBy(node, kind, y, { regions, varying, of });
      of.set(y, share(changed) < wholeFrom ? changed : regions.full(changed.size));
    }
  }
  return { regions, kinds, of, varying };
}

function changedBy(node: Node, kind: Kind, y: Value, f: Pick<Flow, "regions" | "varying" | "of">) {
  const all = f.regions.full(sizeOf(y));
  if (kind.kind === "global" || kind.kind === "average") return all;
  const read = node.inputs.filter((v) => v && f.varying(v)).map((v) => f.of.get(v!));
  const known = read.filter((r) => r !== undefined);
  if (known.length < read.length || known.some((r) => r.full)) return all;
  if (kind.kind === "cellwise") return f.regions.union(known);
  return f.regions.through(known[0], kind.slides, sizeOf(y));
}
