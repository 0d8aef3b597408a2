// Keras and TensorFlow: preprocessing layers, generators, data sets from folders, preprocess_input.
import { pixelUnit } from "../found";
import { kerasModeOf, kerasModes } from "../presets";
import { three } from "./albumentations";
import type { Arguments, Recovered, Step } from "./recovered";

/** TensorFlow's resize looks at the nearest pixels only, unless it is told to antialias. */
function stretch(
  r: Recovered,
  a: Arguments,
  size: [number, number] | undefined,
  otherwise: string,
) {
  if (!size) return;
  const [height, width] = size;
  const fallback = otherwise as "nearest" | "bilinear";
  r.set({
    resize: a.flag(false, -1, "crop_to_aspect_ratio") ? "crop" : "stretch",
    height,
    width,
    resize_short: Math.min(height, width),
    interpolation: a.interpolation(fallback, -1, "interpolation", "method"),
    antialias: a.flag(false, -1, "antialias"),
  });
}

const fromFolder =
  (key: string, size: [number, number], interpolation: string): Step =>
  (r, a) => {
    stretch(r, a, a.size(-1, key) ?? size, interpolation);
    if (/gr[ae]y/.test(a.word(-1, "color_mode"))) r.colours("grey");
  };

const letterbox: Step = (r, a) => {
  const height = a.number(1, "target_height");
  const width = a.number(2, "target_width");
  if (height === undefined || width === undefined) return;
  r.set({ resize: "letterbox", height, width, pad_value: [0, 0, 0], antialias: false });
};

const rescaling: Step = (r, a) => {
  r.multiply(a.numbers(0, "scale"));
  const offset = a.numbers(1, "offset");
  if (offset) r.subtract(offset.map((v) => -v));
};

export const keras: Record<string, Step> = {
  Rescaling: rescaling,
  Resizing: (r, a) => {
    const height = a.number(0, "height");
    const width = a.number(1, "width");
    const size = height === undefined || width === undefined ? undefined : [height, width];
    stretch(r, a, size as [number, number] | undefined, "bilinear");
  },
  CenterCrop: (r, a) =>
    r.set({ height: a.number(0, "height"), width: a.number(1, "width"), resize: "crop" }),
  Normalization: (r, a) => {
    const variance = a.numbers(-1, "variance");
    if (variance) r.normalise(a.numbers(-1, "mean"), variance.map(Math.sqrt));
  },
  ImageDataGenerator: (r, a) => {
    if (["rotation_range", "horizontal_flip", "zoom_range"].some((k) => a.expression(-1, k)))
      r.random = true;
    if (a.expression(-1, "rescale")) r.multiply(a.numbers(-1, "rescale"));
    const mode = kerasModeOf(a.fullName(-1, "preprocessing_function"));
    if (mode) applyMode(r, mode);
  },
  flow_from_directory: fromFolder("target_size", [256, 256], "nearest"),
  flow_from_dataframe: fromFolder("target_size", [256, 256], "nearest"),
  image_dataset_from_directory: fromFolder("image_size", [256, 256], "bilinear"),
  load_img: (r, a) => {
    stretch(r, a, a.size(-1, "target_size"), "nearest");
    if (/gr[ae]y/.test(a.word(-1, "color_mode"))) r.colours("grey");
  },
  resize: (r, a) => stretch(r, a, a.size(1, "size"), "bilinear"),
  smart_resize: (r, a) => {
    stretch(r, a, a.size(1, "size"), "bilinear");
    r.set({ resize: "crop" });
  },
  resize_with_pad: letterbox,
  resize_with_crop_or_pad: letterbox,
  convert_image_dtype: (r) => r.multiply([pixelUnit]),
  decode_jpeg: channels,
  decode_png: channels,
  decode_image: channels,
  rgb_to_grayscale: (r) => r.colours("grey"),
  RandomFlip: augmentation,
  RandomRotation: augmentation,
  RandomZoom: augmentation,
  random_flip_left_right: augmentation,
  random_brightness: augmentation,
};

function channels(r: Recovered, a: Arguments) {
  if (a.number(1, "channels") === 1) r.colours("grey");
}

function augmentation(r: Recovered) {
  r.random = true;
}

/** preprocess_input of the module that it comes from. */
export function preprocessInput(r: Recovered, fullName: string, a: Arguments) {
  const mode = modeWord(a) ?? kerasModeOf(fullName);
  if (mode) applyMode(r, mode);
}

function modeWord(a: Arguments) {
  const word = a.word(-1, "mode");
  return word === "caffe" || word === "tf" || word === "torch" ? word : undefined;
}

function applyMode(r: Recovered, mode: keyof typeof kerasModes) {
  const { channel_order, rescale_factor, mean, std } = kerasModes[mode];
  r.colours(channel_order);
  r.multiply([rescale_factor]);
  r.normalise(three([...mean]), [...std]);
}
