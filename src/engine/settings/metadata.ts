// What exporters write into an ONNX file beside the graph (metadata_props).
import { type Finding, findingOf, pixelUnit, type Settings, type Subject } from "./found";
import { fromImageProcessor } from "./huggingface";

export function fromMetadata({ model: { metadata } }: Subject): Finding {
  const findings = [ultralytics, winml, plain, processor].map((read) => read(metadata));
  return Object.assign({}, ...findings.reverse());
}

type Metadata = Readonly<Record<string, string>>;

const source = (...keys: string[]) => ({ text: `metadata of the model: ${keys.join(", ")}` });

/** `task`, `stride` and `imgsz`: classifiers crop, detectors letterbox on grey 114. */
function ultralytics(metadata: Metadata): Finding {
  const { task, stride, imgsz } = metadata;
  if (!task || !(stride || imgsz)) return {};
  const [height, width = height] = numbersIn(imgsz) ?? [];
  const crops = task === "classify";
  const settings: Partial<Settings> = {
    channel_order: "RGB",
    rescale_factor: pixelUnit,
    mean: [0],
    std: [1],
    resize: crops ? "crop" : "letterbox",
    interpolation: "bilinear",
    // Its classifiers go through torchvision, its detectors through OpenCV.
    antialias: crops,
    ...(height && { height, width, resize_short: Math.min(height, width) }),
    ...(crops ? {} : { align: "centre", pad_value: [114, 114, 114] }),
  };
  return findingOf(settings, source("task", "imgsz"));
}

/** The denotation that the ONNX specification names (docs/MetadataProps.md), as Windows ML uses it. */
function winml(metadata: Metadata): Finding {
  const format = metadata["Image.BitmapPixelFormat"]?.toLowerCase();
  const range = metadata["Image.NominalPixelRange"]?.toLowerCase();
  const order = format?.startsWith("bgr") ? "BGR" : format?.startsWith("rgb") ? "RGB" : undefined;
  const ranges: Record<string, Partial<Settings>> = {
    nominalrange_0_255: { rescale_factor: 1, mean: [0], std: [1] },
    normalized_0_1: { rescale_factor: pixelUnit, mean: [0], std: [1] },
    normalized_1_1: { rescale_factor: 1 / 127.5, mean: [1], std: [1] },
    nominalrange_16_235: { rescale_factor: 219 / 255, mean: [-16], std: [1] },
  };
  return {
    ...findingOf({ channel_order: order }, source("Image.BitmapPixelFormat")),
    ...findingOf(ranges[range ?? ""] ?? {}, source("Image.NominalPixelRange")),
  };
}

/** Keys that say what they are, under the names that people give them. */
function plain(metadata: Metadata): Finding {
  const first = (...names: string[]) => names.find((n) => metadata[n] !== undefined);
  const mean = first("mean", "image_mean", "norm_mean", "normalize_mean", "pixel_mean");
  const std = first("std", "image_std", "norm_std", "normalize_std", "pixel_std");
  const order = first("channel_order", "color_format", "color_space", "input_color");
  const scale = first("rescale_factor", "scale", "input_scale");
  const means = mean === undefined ? undefined : numbersIn(metadata[mean]);
  const factor = scale ? Number(metadata[scale]) : Number.NaN;
  // Means of 123 and the like are of pixels, not of what lies between 0 and 1.
  const unit = means?.some((m) => Math.abs(m) > 2) ? 1 : pixelUnit;
  const known = /^(RGB|BGR)$/i.exec(order ? metadata[order].trim() : "")?.[1].toUpperCase();
  return {
    ...findingOf(
      means && mean
        ? {
            mean: means,
            std: (std && numbersIn(metadata[std])) || [1],
            rescale_factor: Number.isFinite(factor) ? factor : unit,
          }
        : {},
      source(mean ?? ""),
    ),
    ...(known && order
      ? findingOf({ channel_order: known as "RGB" | "BGR" }, source(order))
      : undefined),
  };
}

/** A whole preprocessor_config.json under one key. */
function processor(metadata: Metadata): Finding {
  const text = metadata.preprocessor_config;
  if (!text) return {};
  try {
    return fromImageProcessor(JSON.parse(text), () => source("preprocessor_config"));
  } catch {
    return {};
  }
}

export const numbersIn = (text: string | undefined): number[] | undefined => {
  const found = text?.match(/-?\d+(\.\d+)?(e-?\d+)?/gi)?.map(Number);
  return found?.length ? found : undefined;
};
