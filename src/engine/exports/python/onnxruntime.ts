// Methods that neither Captum nor pytorch-grad-cam has, on the .onnx file itself.
import type { Exported } from "../exported";
import { nameFrom } from "../files";
import { literal } from "./literal";

const session = ({ job, to }: Exported) => [
  "import onnx",
  "import onnxruntime",
  "",
  `model = onnx.load(${literal(nameFrom(to, job.model))})`,
];

const weighted = ({ explanation: { target } }: Exported, of: (index: number) => string) => {
  const { index = 0 } = target;
  return target.kind === "contrast" ? `${of(index)} - ${of(target.against)}` : of(index);
};

export function rise(e: Exported): string[] {
  const { masks, cells, keep, seed } = e.explanation.parameters;
  const { width, height, layout } = e.model.preprocessing;
  const spread = layout === "NCHW" ? "mask[None, None]" : "mask[None, :, :, None]";
  return [
    "# neither Captum nor pytorch-grad-cam has RISE; other random masks than Glassbox's",
    "from PIL import Image",
    ...session(e),
    "# the last output should be the scores before the softmax",
    "session = onnxruntime.InferenceSession(model.SerializeToString())",
    "name = session.get_inputs()[0].name",
    `random = np.random.default_rng(${seed})`,
    `total = np.zeros((${height}, ${width}))`,
    "mean = 0.0",
    `for _ in range(${masks}):`,
    `    grid = (random.random((${cells} + 1, ${cells} + 1)) < ${keep}).astype(np.float32)`,
    `    size = (${width} + ${width} // ${cells}, ${height} + ${height} // ${cells})`,
    "    large = np.asarray(Image.fromarray(grid).resize(size, Image.Resampling.BILINEAR))",
    `    top = random.integers(size[1] - ${height} + 1)`,
    `    left = random.integers(size[0] - ${width} + 1)`,
    `    mask = large[top:top + ${height}, left:left + ${width}]`,
    `    scores = session.run(None, {name: x * ${spread}})[0].reshape(-1)`,
    `    score = ${weighted(e, (i) => `scores[${i}]`)}`,
    "    total += score * mask",
    "    mean += score",
    `raw = (total / ${keep} - mean) / ${masks}`,
  ];
}

export function attention(e: Exported): string[] {
  const layer = e.model.layers.find((l) => l.name === e.explanation.layer);
  const [height, width] = e.explanation.raw.dims;
  const classes = e.model.classes;
  return [
    "# the network's own attention: neither Captum nor pytorch-grad-cam is needed",
    ...session(e),
    `tensor = ${literal(layer?.tensor ?? "")}`,
    "model.graph.output.append(onnx.helper.make_empty_tensor_value_info(tensor))",
    "session = onnxruntime.InferenceSession(model.SerializeToString())",
    "name = session.get_inputs()[0].name",
    "maps = session.run([tensor], {name: x})[0]",
    `maps = maps.reshape(${classes}, -1, ${height}, ${width}).sum(axis=1)`,
    `raw = ${weighted(e, (i) => `maps[${i}]`)}`,
  ];
}
