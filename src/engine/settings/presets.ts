// Presets that code names without saying its numbers: torchvision's weights and Keras' networks.
// Checked against the documentation of torchvision 0.20 and Keras 3.
import { imagenet, pixelUnit } from "./found";

type Interpolation = "bilinear" | "bicubic";
/** Short side, side of the crop, and what differs from ImageNet's usual. */
type Preset = [short: number, crop: number, interpolation?: Interpolation, half?: boolean];

/** By the start of the weights' name, and the version where it matters; the first that fits. */
const torchvision: [RegExp, Preset][] = [
  [/^efficientnet_b0/, [256, 224, "bicubic"]],
  [/^efficientnet_b1.*v1$/, [256, 240, "bicubic"]],
  [/^efficientnet_b1/, [255, 240]],
  [/^efficientnet_b2/, [288, 288, "bicubic"]],
  [/^efficientnet_b3/, [320, 300, "bicubic"]],
  [/^efficientnet_b4/, [384, 380, "bicubic"]],
  [/^efficientnet_b5/, [456, 456, "bicubic"]],
  [/^efficientnet_b6/, [528, 528, "bicubic"]],
  [/^efficientnet_b7/, [600, 600, "bicubic"]],
  [/^efficientnet_v2_s/, [384, 384]],
  [/^efficientnet_v2_m/, [480, 480]],
  [/^efficientnet_v2_l/, [480, 480, "bicubic", true]],
  [/^inception_v3/, [342, 299]],
  [/^convnext_tiny/, [236, 224]],
  [/^convnext_small/, [230, 224]],
  [/^convnext/, [232, 224]],
  [/^swin_v2_b/, [272, 256, "bicubic"]],
  [/^swin_v2/, [260, 256, "bicubic"]],
  [/^swin_t/, [232, 224, "bicubic"]],
  [/^swin_s/, [246, 224, "bicubic"]],
  [/^swin_b/, [238, 224, "bicubic"]],
  [/^maxvit/, [224, 224, "bicubic"]],
  [/^vit_h_14.*swag_e2e|^vit_h_14.*default/, [518, 518, "bicubic"]],
  [/^vit_l_16.*swag_e2e/, [512, 512, "bicubic"]],
  [/^vit_b_16.*swag_e2e|^regnet.*swag_e2e/, [384, 384, "bicubic"]],
  [/swag_linear/, [224, 224, "bicubic"]],
  [/^vit_l_16/, [242, 224]],
  [/^(vit|alexnet|vgg|squeezenet|densenet|googlenet|resnet18|resnet34)/, [256, 224]],
  [/^resnext101_64x4d|^mnasnet(0_75|1_3)|^shufflenet_v2_x(1_5|2_0)/, [232, 224]],
  [/^(mobilenet_v3_small|mnasnet|shufflenet)/, [256, 224]],
  [/^(res|wide_res|regnet|mobilenet).*v1$/, [256, 224]],
  [/^(res|wide_res|regnet|mobilenet)/, [232, 224]],
];

/** torchvision writes ViT_B_16, EfficientNet_V2_S, Wide_ResNet50_2, MNASNet1_0. */
export function presetOf(name: string) {
  const found = torchvision.find(([like]) => like.test(name.toLowerCase()));
  if (!found) return undefined;
  const [resize_short, side, interpolation = "bilinear" as Interpolation, half] = found[1];
  const normal = half ? { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] } : imagenet;
  return {
    rescale_factor: pixelUnit,
    mean: [...normal.mean],
    std: [...normal.std],
    resize_short,
    height: side,
    width: side,
    interpolation,
  };
}

/** What keras.applications' preprocess_input does, by its mode. */
export const kerasModes = {
  caffe: {
    channel_order: "BGR",
    rescale_factor: 1,
    mean: [103.939, 116.779, 123.68],
    std: [1, 1, 1],
  },
  tf: { channel_order: "RGB", rescale_factor: 1 / 127.5, mean: [1, 1, 1], std: [1, 1, 1] },
  torch: { channel_order: "RGB", rescale_factor: pixelUnit, ...imagenet },
  none: { channel_order: "RGB", rescale_factor: 1, mean: [0, 0, 0], std: [1, 1, 1] },
} as const;
export type KerasMode = keyof typeof kerasModes;

/** Module of keras.applications to the mode of its preprocess_input; the first that fits. */
const kerasModules: [RegExp, KerasMode][] = [
  [/resnet(50|101|152)?_?v2/, "tf"],
  [/inception_resnet|inception_v3|inceptionv3|xception|nasnet/, "tf"],
  [/mobilenet_?v3|efficientnet|convnext|regnet/, "none"],
  [/mobilenet|imagenet_utils\.tf/, "tf"],
  [/densenet/, "torch"],
  [/resnet|vgg|imagenet_utils/, "caffe"],
];

export const kerasModeOf = (name: string): KerasMode | undefined =>
  kerasModules.find(([like]) => like.test(name.toLowerCase()))?.[1];
