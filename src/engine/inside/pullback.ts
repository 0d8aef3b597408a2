// From one number of a layer back to the picture: the backward pass started in the middle.
import { backward, type Rules } from "../grad";
import { Graph, Value } from "../graph/graph";
import { needed } from "../graph/query";

export interface Pullback {
  graph: Graph;
  /** Weights of the layer's numbers, of its shape. */
  seed: Value;
  layer: Value;
  /** d(sum(seed * layer))/d(input) */
  gradient: Value;
}

/** @throws Refusal `no-gradient` naming the node that no gradient can pass */
export function pullback(graph: Graph, input: Value, layer: Value, rules: Rules): Pullback {
  const seed = new Value("glassbox/seed", { type: layer.type, shape: layer.shape });
  const { nodes, gradients } = backward(graph, layer, seed, [input], rules);
  const gradient = gradients.get(input)!;
  const outputs = [layer, gradient];
  const all = needed([...graph.nodes, ...nodes], outputs);
  return { graph: new Graph([input, seed], outputs, all), seed, layer, gradient };
}
