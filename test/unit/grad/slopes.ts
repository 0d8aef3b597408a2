// A small graph's gradient as numbers.
import { backward, gradients } from "../../../src/engine/grad";
import { Graph, type Node, Value } from "../../../src/engine/graph/graph";
import { type Ops, opsOn } from "../../../src/engine/graph/ops";
import { sizeOf, Tensor } from "../../../src/engine/graph/tensor";
import { modelOf } from "../../../src/engine/onnx/model";
import { Session } from "../../../src/engine/run/session";
import { measureShapes } from "../../../src/engine/run/shapes";

/** d(sum y)/dx of y = body(x) at x0, to five decimals. */
export async function slopes(
  dims: number[],
  x0: readonly number[],
  body: (op: Ops, x: Value) => Value,
  opset = 21,
) {
  const x = new Value("x", { shape: dims, type: "float" });
  const nodes: Node[] = [];
  const y = body(opsOn(nodes), x);
  y.name = "y";
  const model = modelOf(new Graph([x], [y], nodes), opset);
  await measureShapes(model, x);
  const shape = y.shape as number[];
  const ones = Tensor.of("float", shape, Array(sizeOf(shape)).fill(1));
  const seed = new Value("", { data: ones });
  const found = backward(model.graph, y, seed, [x], gradients);
  const dx = found.gradients.get(x)!;
  const graph = new Graph([x], [dx], [...nodes, ...found.nodes]);
  const session = await Session.create({ ...model, graph }, "cpu");
  const [result] = await session.run(new Map([[x, { dims, data: Float32Array.from(x0) }]]), [dx]);
  await session.release();
  return Array.from(result.data as Float32Array, (d) => Number(d.toFixed(5)));
}
