// A layer's value for a batch of pictures, by a program that ends there.
import { Graph, type Value } from "./graph/graph";
import { needed } from "./graph/query";
import type { NdFloats } from "./methods";
import type { Programs } from "./programs";

export async function upTo(programs: Programs, value: Value, inputs: NdFloats): Promise<NdFloats> {
  const { model, input } = programs.network;
  const { session } = await programs.made(`up to ${value.name}`, () => ({
    graph: new Graph([input], [value], needed(model.graph.nodes, [value])),
  }));
  const [found] = await programs.run(session, new Map([[input, inputs]]), [value]);
  return found as NdFloats;
}

/** The i-th picture of a batch, as a batch of one. */
export function pictureOf({ dims, data }: NdFloats, i: number): NdFloats {
  const size = data.length / dims[0];
  return { dims: [1, ...dims.slice(1)], data: data.subarray(i * size, (i + 1) * size) };
}
