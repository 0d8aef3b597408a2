// Names of layers: what the exporter left, in the order of what it says to a person.
import { join } from "node:path";
import { expect, test } from "vitest";
import { Node, Value } from "../../../src/engine/graph/graph";
import { Tensor } from "../../../src/engine/graph/tensor";
import { readableName } from "../../../src/engine/layers";
import { loadModel } from "../../../src/engine/onnx/file";
import { describeReference } from "../reference";

const weighted = /^(Conv|BatchNormalization)$/;
const weight = (name: string) => new Value(name, { data: Tensor.of("float", [1], [1]) });
const conv = (name: string, w: Value) =>
  readableName(new Node("Conv", [new Value("x"), w], [new Value("507")], {}, { name }));

test.each([
  ["Conv_12", weight("layer4.1.conv2.weight"), "layer4.1.conv2"],
  ["", weight("features.0.weight"), "features.0"],
  ["", weight("497"), "507"],
  ["Conv_12", weight("onnx::Conv_497"), "Conv_12"],
  // What is computed is nobody's parameter; a name that somebody gave is kept.
  ["Conv_12", new Value("layer4.1.conv2.weight"), "Conv_12"],
  ["stem", weight("features.0.weight"), "stem"],
  ["Conv_12_quant", weight("features.0.weight"), "Conv_12_quant"],
  ["/layer1/layer1.0/conv1/Conv", weight("other.weight"), "layer1.0.conv1"],
])("a Conv named %j is a layer named by its weight where that says more", (name, w, wanted) => {
  expect(conv(name, w)).toBe(wanted);
});

describeReference("an older PyTorch export", (reference) => {
  test.each([
    ["super_resolution_x3.onnx", ["conv1", "conv2", "conv3", "conv4"]],
    ["ultraface_rfb320.onnx", ["base_net.0.0", "base_net.0.1", "base_net.1.0"]],
  ])("%s: layers with weights are called as its modules are", (file, wanted) => {
    const { graph } = loadModel(join(reference, "models/dev", file));
    const names = graph.nodes.filter((n) => weighted.test(n.op)).map(readableName);
    expect(names.slice(0, wanted.length)).toEqual(wanted);
  });
});
