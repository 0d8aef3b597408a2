// torchvision's transforms (v1 and v2), timm's and fastai's, by their documentation.
import { imagenet, pixelUnit } from "../found";
import { presetOf } from "../presets";
import type { Recovered, Step } from "./recovered";

const toUnit: Step = (r) => r.multiply([pixelUnit]);
const augmentation: Step = (r) => {
  r.random = true;
};

const resize: Step = (r, a) => {
  const size = a.numbers(0, "size");
  const common = {
    interpolation: a.interpolation("bilinear", 1, "interpolation"),
    antialias: a.flag(true, 3, "antialias"),
  };
  if (!size) return;
  if (size.length === 1) r.set({ resize: "crop", resize_short: size[0], ...common });
  else r.set({ resize: "stretch", ...sides(size), ...common });
};

const sides = ([height, width]: number[]) => ({
  height,
  width,
  resize_short: Math.min(height, width),
});

export function crop(r: Recovered, size: [number, number] | undefined) {
  if (!size) return;
  const [height, width] = size;
  r.set({ height, width });
  if (!r.has("resize")) r.set({ resize: "crop", resize_short: Math.min(height, width) });
}

const randomResizedCrop: Step = (r, a) => {
  r.random = true;
  const size = a.size(0, "size");
  if (size) r.set(sides(size));
};

export const torch: Record<string, Step> = {
  ToTensor: toUnit,
  ToImageTensor: () => {},
  PILToTensor: () => {},
  ConvertImageDtype: toUnit,
  ConvertDtype: toUnit,
  convert_image_dtype: toUnit,
  to_tensor: toUnit,
  to_dtype: (r, a) => a.flag(false, 2, "scale") && toUnit(r, a),
  ToDtype: (r, a) => a.flag(false, 1, "scale") && toUnit(r, a),
  Resize: resize,
  Scale: resize,
  resize: (r, a) => resize(r, a.after(1)),
  CenterCrop: (r, a) => crop(r, a.size(0, "size")),
  FiveCrop: (r, a) => crop(r, a.size(0, "size")),
  TenCrop: (r, a) => crop(r, a.size(0, "size")),
  center_crop: (r, a) => crop(r, a.size(1, "output_size")),
  Normalize: (r, a) => r.normalise(a.numbers(0, "mean"), a.numbers(1, "std")),
  normalize: (r, a) => r.normalise(a.numbers(1, "mean"), a.numbers(2, "std")),
  from_stats: (r) => r.normalise([...imagenet.mean], [...imagenet.std]),
  Grayscale: (r, a) => r.colours((a.number(0, "num_output_channels") ?? 1) === 1 ? "grey" : "RGB"),
  RandomResizedCrop: randomResizedCrop,
  RandomSizedCrop: randomResizedCrop,
  RandomCrop: augmentation,
  RandomHorizontalFlip: augmentation,
  RandomVerticalFlip: augmentation,
  RandomRotation: augmentation,
  RandomAffine: augmentation,
  RandomErasing: augmentation,
  RandomApply: augmentation,
  RandAugment: augmentation,
  AutoAugment: augmentation,
  TrivialAugmentWide: augmentation,
  AugMix: augmentation,
  ColorJitter: augmentation,
  GaussianBlur: augmentation,
  ImageClassification: (r, a) => {
    toUnit(r, a);
    r.normalise(
      a.numbers(-1, "mean") ?? [...imagenet.mean],
      a.numbers(-1, "std") ?? [...imagenet.std],
    );
    r.set({
      resize: "crop",
      resize_short: a.number(-1, "resize_size") ?? 256,
      interpolation: a.interpolation("bilinear", -1, "interpolation"),
    });
    crop(r, a.size(-1, "crop_size"));
  },
  create_transform: (r, a) => {
    if (a.flag(false, 1, "is_training")) r.random = true;
    const input = a.numbers(0, "input_size");
    if (!input) return;
    const side = input[input.length - 1];
    const share = a.number(-1, "crop_pct") ?? 0.875;
    toUnit(r, a);
    r.normalise(
      a.numbers(-1, "mean") ?? [...imagenet.mean],
      a.numbers(-1, "std") ?? [...imagenet.std],
    );
    r.set({
      height: side,
      width: side,
      resize: "crop",
      resize_short: Math.floor(side / share),
      interpolation: a.interpolation("bilinear", -1, "interpolation"),
    });
  },
};

/** `ResNet50_Weights.IMAGENET1K_V2.transforms()`. */
export function weightsStep(r: Recovered, name: string) {
  const preset = presetOf(name);
  if (!preset) return;
  r.multiply([pixelUnit]);
  r.normalise(preset.mean, preset.std);
  const { resize_short, height, width, interpolation } = preset;
  r.set({ resize: "crop", resize_short, height, width, interpolation });
}
