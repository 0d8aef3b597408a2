// Where no gradient passes: the node by name, why, and what the gradient does reach.
import { expect, test } from "vitest";
import { backward, gradients } from "../../../src/engine/grad";
import { Graph, type Node, Value } from "../../../src/engine/graph/graph";
import { type Ops, opsOn } from "../../../src/engine/graph/ops";
import { Tensor } from "../../../src/engine/graph/tensor";
import { modelOf } from "../../../src/engine/onnx/model";
import { Refusal } from "../../../src/engine/refusal";
import { measureShapes } from "../../../src/engine/run/shapes";

const named = (v: Value, name: string) => Object.assign(v, { name });
type Body = (op: Ops, x: Value) => Value[];

async function refusalOf(body: Body, dims = [1, 4, 6], opset = 18) {
  const x = new Value("picture", { shape: dims, type: "float" });
  const nodes: Node[] = [];
  const outputs = body(opsOn(nodes), x);
  outputs[0].name ||= "scores";
  const model = modelOf(new Graph([x], outputs, nodes), opset);
  await measureShapes(model, x);
  const [y] = outputs;
  const seed = new Value("seed", { shape: y.shape, type: "float" });
  try {
    backward(model.graph, y, seed, [x], gradients);
    return "no refusal";
  } catch (e) {
    if (e instanceof Refusal) return `${e.code}: ${e.message}`;
    throw e;
  }
}

const boxesOf = (op: Ops, x: Value) => named(op.Slice(x, [0], [4], [2]), "boxes");
const limit = (v: number) => new Value("", { data: Tensor.of("int64", [1], [v]) });

test("NonMaxSuppression: the boxes before it are named", async () => {
  const found = await refusalOf((op, x) => {
    const boxes = boxesOf(op, x);
    const scores = named(op.Transpose(op.Slice(x, [4], [6], [2]), { perm: [0, 2, 1] }), "classes");
    const [kept] = op.node("NonMaxSuppression", 1, [boxes, scores, limit(2)]);
    return [op.Cast(named(kept, "kept"), { to: 1 })];
  });
  expect(found).toBe(
    'no-gradient: The score "scores" has no gradient with respect to "picture": ' +
      'NonMaxSuppression "kept" stands between: its output does not change when its input changes ' +
      'a little. The gradient does reach "boxes", "classes" before it: a model cut off there can ' +
      "be explained. Methods that need no gradient still work.",
  );
});

test("another output that the gradient reaches is named instead", async () => {
  const found = await refusalOf((op, x) => {
    const logits = named(op.ReduceMean(x, [1], { keepdims: 0 }), "logits");
    const best = named(op.ArgMax(logits, { axis: 1 }), "best");
    return [op.Cast(best, { to: 1 }), logits];
  });
  expect(found).toMatch(/ArgMax "best" stands between.*does reach the model's output "logits"/);
});

test.each(["Round", "Floor", "Ceil", "Sign"])("%s alone lets nothing through", async (name) => {
  const found = await refusalOf((op, x) => [named(op.node(name, 1, [op.Relu(x)])[0], "whole")]);
  expect(found).toMatch(new RegExp(`${name} "whole" stands between`));
});

test("a Cast to whole numbers", async () => {
  const found = await refusalOf((op, x) => [op.Cast(named(op.Cast(x, { to: 7 }), "n"), { to: 1 })]);
  expect(found).toMatch(/Cast "n" stands between: it makes whole numbers/);
});

test("a graph that does not read the picture", async () => {
  const alone = new Value("w", { data: Tensor.of("float", [2], [1, 2]) });
  expect(await refusalOf((op) => [op.Relu(alone)])).toMatch(/nothing leads from one to the other/);
});

test("an operator without a rule, and the value before it", async () => {
  const body: Body = (op, x) => [op.node("Det", 1, [named(op.Relu(x), "features")])[0]];
  expect(await refusalOf(body, [1, 3, 3])).toMatch(
    /cannot pass Det "scores": there is no rule for Det\. .*does reach "features" before it/,
  );
});

const forms: [string, number[], Body, RegExp][] = [
  ["Einsum's diagonal", [3, 3], (op, x) => [op.Einsum(x, { equation: "ii->i" })], /"ii"/],
  [
    "a scatter that multiplies",
    [2, 3],
    (op, x) => [op.ScatterElements(x, indices, x, { axis: 1, reduction: "mul" })],
    /its reduction is "mul"/,
  ],
];
const indices = new Value("", { data: Tensor.of("int64", [2, 3], [0, 1, 2, 2, 1, 0]) });
test.each(forms)("a form that its rule does not cover: %s", async (_, dims, body, message) => {
  expect(await refusalOf(body, dims)).toMatch(message);
});
