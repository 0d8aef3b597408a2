import type { Value } from "./graph/graph";
import { pullback } from "./inside/pullback";
import type { NdFloats } from "./methods";
import type { Programs, Variant } from "./programs";
import type { NdArray } from "./run/session";

/**
 * A layer's value and d(sum(seed * layer))/d(input) for a batch of inputs.
 * @throws Refusal `no-gradient`
 */
export async function pulledBack(
  programs: Programs,
  layer: Value,
  inputs: NdFloats,
  seed: Float32Array,
  { id, rules }: Variant,
) {
  const { model, input } = programs.network;
  const program = await programs.made(`pullback ${id} ${layer.name}`, () =>
    pullback(model.graph, input, layer, rules),
  );
  const dims = layer.shape!.map((d, i) => (i === 0 ? inputs.dims[0] : d!));
  const feeds = new Map<Value, NdArray>([
    [input, inputs],
    [program.seed, { dims, data: seed }],
  ]);
  const [value, gradient] = await programs.run(program.session, feeds, [
    program.layer,
    program.gradient,
  ]);
  return { value: value as NdFloats, gradient: gradient as NdFloats };
}
