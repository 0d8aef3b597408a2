// albumentations, by its documentation. It resizes by OpenCV, which does not average when shrinking.
import { imagenet } from "../found";
import type { Arguments, Recovered, Step } from "./recovered";
import { crop } from "./torch";

const augmentation: Step = (r) => {
  r.random = true;
};

/** (height, width) by place or name; newer versions take size=(h, w). */
function size(a: Arguments): [number, number] | undefined {
  const both = a.size(-1, "size");
  if (both) return both;
  const height = a.number(0, "height", "min_height");
  const width = a.number(1, "width", "min_width");
  return height === undefined || width === undefined ? undefined : [height, width];
}

function stretch(r: Recovered, a: Arguments) {
  const found = size(a);
  if (!found) return;
  const [height, width] = found;
  const resize_short = Math.min(height, width);
  r.set({ resize: "stretch", height, width, resize_short, ...common(a, 2) });
}

const common = (a: Arguments, at: number) => ({
  interpolation: a.interpolation("bilinear", at, "interpolation"),
  antialias: false,
});

export const albumentations: Record<string, Step> = {
  Resize: stretch,
  SmallestMaxSize: (r, a) =>
    r.set({ resize: "crop", resize_short: a.number(0, "max_size"), ...common(a, 1) }),
  LongestMaxSize: (r, a) =>
    r.set({ resize: "letterbox", resize_short: a.number(0, "max_size"), ...common(a, 1) }),
  PadIfNeeded: (r, a) => {
    const found = size(a);
    if (!found) return;
    const [height, width] = found;
    const fill = a.numbers(-1, "value", "fill") ?? [0];
    r.set({ height, width, pad_value: three(fill) });
    if (/top_left/.test(a.word(-1, "position"))) r.set({ align: "top-left" });
  },
  LetterBox: (r, a) => {
    const found = size(a);
    if (!found) return;
    const [height, width] = found;
    r.set({ resize: "letterbox", height, width, pad_value: three(a.numbers(-1, "fill") ?? [0]) });
  },
  CenterCrop: (r, a) => crop(r, size(a)),
  Normalize: (r, a) => {
    r.divide([a.number(2, "max_pixel_value") ?? 255]);
    const stated = a.expression(0, "mean");
    r.normalise(
      stated ? a.numbers(0, "mean") : [...imagenet.mean],
      a.expression(1, "std") ? a.numbers(1, "std") : [...imagenet.std],
    );
  },
  ToFloat: (r, a) => r.divide([a.number(0, "max_value") ?? 255]),
  ToGray: () => {},
  RandomResizedCrop: (r, a) => {
    r.random = true;
    const found = size(a);
    if (found) r.set({ height: found[0], width: found[1] });
  },
  HorizontalFlip: augmentation,
  VerticalFlip: augmentation,
  RandomCrop: augmentation,
  RandomBrightnessContrast: augmentation,
  HueSaturationValue: augmentation,
  ShiftScaleRotate: augmentation,
  Affine: augmentation,
  Rotate: augmentation,
  CoarseDropout: augmentation,
};

export const three = (v: number[]) => (v.length === 1 ? [v[0], v[0], v[0]] : v);
