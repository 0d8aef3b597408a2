// A network in float16: each rule stays in its operands' type and gives what it gives in float32.
import { expect, test } from "vitest";
import { Graph, Node, Value } from "../../../src/engine/graph/graph";
import { opsOn, toAttrs } from "../../../src/engine/graph/ops";
import { Tensor } from "../../../src/engine/graph/tensor";
import { modelOf } from "../../../src/engine/onnx/model";
import { measureShapes } from "../../../src/engine/run/shapes";
import { relativeL2 } from "../reference";
import { analytic } from "./analytic";
import type { Case } from "./case";
import { cases } from "./cases";
import { operandsOf, splitKey } from "./check";
import { random, spread } from "./numbers";

/** d(first output)/d(first float operand) with all that is float in the given type. */
async function gradient(name: string, c: Case, type: "float" | "float16") {
  const { operands, at } = operandsOf(c);
  const { dims } = operands[at]!;
  const x = new Value("x", { shape: dims, type: "float" });
  const nodes: Node[] = [];
  const op = opsOn(nodes);
  // Resize's scales stay in float, whatever it enlarges.
  const as = (t: Tensor) =>
    t.type === "float" && name !== "Resize" ? Tensor.of(type, t.dims, t.numbers()) : t;
  const cast = op.Cast(x, { to: type === "float" ? 1 : 10 });
  const values = operands.map((o, i) => (i === at ? cast : o && new Value("", { data: as(o) })));
  const outputs = Array.from({ length: c.outputs ?? 1 }, () => new Value());
  const [key, domain] = splitKey(name);
  nodes.push(new Node(key, values, outputs, toAttrs(c.attrs ?? {}), { domain }));
  const y = Object.assign(op.Cast(outputs[0], { to: 1 }), { name: "y" });
  const model = modelOf(new Graph([x], [y], nodes), c.opset);
  if (domain) model.domains = new Map([[domain, 1]]);
  await measureShapes(model, x);
  const seed = spread(y.shape as number[], [0.1, 1], random(9)).numbers() as Float32Array;
  const data = operands[at]!.numbers() as Float32Array;
  return analytic(model, x, { dims, data }, [y], [y.shape as number[]], [seed]);
}

/** Casts decide their type themselves; the others the runtime does not run in float16. */
const without = /^(Cast|CastLike|Celu|MeanVarianceNormalization)$/;

test.each(Object.keys(cases).filter((n) => !without.test(n)))("%s", async (name) => {
  const [c] = cases[name];
  const half = await gradient(name, c, "float16");
  expect(relativeL2(half, await gradient(name, c, "float"))).toBeLessThan(0.02);
});
