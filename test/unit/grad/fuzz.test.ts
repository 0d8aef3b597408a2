import fc from "fast-check";
import { expect, test } from "vitest";
import { gradients, type Rules } from "../../../src/engine/grad";
import { Graph, Value } from "../../../src/engine/graph/graph";
import { modelOf } from "../../../src/engine/onnx/model";
import { measureShapes } from "../../../src/engine/run/shapes";
import { directionalError } from "./check";
import { dims, network, pieces, type Step } from "./fuzz";
import { random, spread } from "./numbers";

const step = fc.record<Step>({
  piece: fc.constantFrom(...Object.keys(pieces)),
  a: fc.nat(2),
  b: fc.nat(4),
});
const steps = fc.array(step, { minLength: 5, maxLength: 12 });
const bound = 1e-2;

/** Uphill where there is a slope (so that all of it adds up), either way where there is said to be none. */
const uphill = (dx: Float32Array, next: () => number) =>
  dx.map((d) => (d === 0 ? 2 * next() - 1 : Math.sign(d) * (0.5 + 0.5 * next())));

async function errorOf(list: Step[], rules: Rules = gradients) {
  const x = new Value("x", { shape: dims, type: "float" });
  const { nodes, y } = network(list, x);
  const model = modelOf(new Graph([x], [y], nodes));
  await measureShapes(model, x);
  const data = spread(dims, [-1, 1], random(5)).numbers() as Float32Array;
  return directionalError(model, x, { dims, data }, 1e-3, { rules, direction: uphill });
}

test("the gradient of random networks is that of finite differences", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      expect(await errorOf(list)).toBeLessThan(bound);
    }),
    { numRuns: 100, seed: 20261125 },
  );
}, 60_000);

const planted: Record<string, Partial<Rules>> = {
  "a sign": { Sub: ({ dy: [dy] }) => [dy, dy] },
  "a factor": { Sigmoid: ({ op, y: [y], dy: [dy] }) => [op.Mul(dy, y)] },
  "a path": { MatMul: (at) => gradients.MatMul({ ...at, wanted: [at.wanted[0], false] }) },
  "an axis": {
    Softmax: ({ op, y: [y], dy: [dy] }) => [
      op.Mul(y, op.Sub(dy, op.ReduceSum(op.Mul(dy, y), [2], { keepdims: 1 }))),
    ],
  },
  "an order": { Transpose: ({ op, dy: [dy] }) => [op.Slice(dy, [-1], [-99], [3], [-1])] },
};
test.each(Object.keys(planted))(
  "a rule that gets %s wrong is found",
  async (name) => {
    const rules = { ...gradients, ...planted[name] } as Rules;
    const property = fc.asyncProperty(steps, async (list) => (await errorOf(list, rules)) < bound);
    const found = await fc.check(property, { numRuns: 100, seed: 20261125, endOnFailure: true });
    expect(found.failed).toBe(true);
  },
  60_000,
);
