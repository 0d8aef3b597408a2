// Networks of keras.applications, known by the names in their graph: each has its preprocess_input.
import { basename } from "node:path";
import { type Finding, findingOf, type Subject } from "./found";
import { kerasModeOf, kerasModes } from "./presets";

/** Layers' names that only these networks have. */
const layers: [RegExp, string][] = [
  [/(^|\/)conv2_block1_preact/, "resnet50v2"],
  [/(^|\/)conv2_block1_1_conv\//, "resnet50"],
  [/(^|\/)block1_conv1\//, "vgg16"],
  [/(^|\/)conv2_block1_1_bn|(^|\/)pool2_conv/, "densenet"],
  [/(^|\/)Conv1\/|(^|\/)bn_Conv1\/|(^|\/)block_1_expand/, "mobilenet_v2"],
  [/(^|\/)conv_dw_1\//, "mobilenet"],
  [/(^|\/)block1_sepconv/, "xception"],
  [/(^|\/)stem_conv1\/|normal_conv_/, "nasnet"],
  [/(^|\/)mixed10\//, "inception_v3"],
];

export function fromKeras({ path, model }: Subject): Finding {
  const madeByKeras = /tf2onnx|keras/i.test(model.producer);
  const names = model.graph.nodes.flatMap((n) => [n.about.name ?? "", n.outputs[0]?.name ?? ""]);
  const byLayer = layers.find(([like]) => names.some((n) => like.test(n)))?.[1];
  const network = madeByKeras ? (byLayer ?? basename(path)) : undefined;
  const mode = network && kerasModeOf(network);
  if (!mode) return {};
  const { channel_order, rescale_factor, mean, std } = kerasModes[mode];
  return findingOf(
    {
      channel_order,
      rescale_factor,
      mean: [...mean],
      std: [...std],
      // load_img(target_size=...) and flow_from_directory: both sides, nearest pixel.
      resize: "stretch",
      interpolation: "nearest",
      antialias: false,
    },
    { text: `keras.applications: ${network}'s preprocess_input ("${mode}")` },
  );
}
