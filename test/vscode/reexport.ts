// The sample's network as another training would have left it.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { Tensor } from "../../src/engine/graph/tensor";
import { encode } from "../../src/engine/onnx/encode";
import { loadModel } from "../../src/engine/onnx/file";

/** Turns the sign of the last layer's weights, and writes the model as exporters do: by renaming. */
export function exportAnew(path: string) {
  const model = loadModel(path);
  const weights = model.graph.nodes
    .flatMap((n) => n.inputs)
    .filter((x) => x?.data?.type === "float" && x.data.dims.length === 2)
    .at(-1)!;
  const { dims } = weights.data!;
  const turned = [...weights.data!.numbers()].map((v) => -v);
  weights.data = Tensor.of("float", dims, turned);
  writeFileSync(`${path}.tmp`, encode(model));
  renameSync(`${path}.tmp`, path);
}

/** Changes keys of a model's sidecar. */
export function editSidecar(path: string, change: object) {
  const now = JSON.parse(readFileSync(path, "utf8"));
  writeFileSync(path, JSON.stringify({ ...now, ...change }));
}
