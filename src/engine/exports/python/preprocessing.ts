// From a file to the network's input, in Python.
import type { Preprocessing } from "../../api";
import { type Exported, pathOf } from "../exported";
import { nameFrom } from "../files";
import { literal, numbers } from "./literal";

const filters = {
  nearest: "NEAREST",
  bilinear: "BILINEAR",
  bicubic: "BICUBIC",
  lanczos: "LANCZOS",
};

/** Lines that leave the input in `x`, a numpy array with the batch in front. */
export function preprocessing({ job, model, to }: Exported): string[] {
  const file = literal(nameFrom(to, pathOf(job)));
  if ("tensor" in job.image) return ["import numpy as np", "", `x = np.load(${file})`];
  const how = model.preprocessing;
  const grey = how.channel_order === "grey";
  return [
    "import numpy as np",
    "from PIL import Image, ImageOps",
    "",
    `picture = ImageOps.exif_transpose(Image.open(${file})).convert("${grey ? "L" : "RGB"}")`,
    ...resizing[how.resize](how),
    `pixels = np.asarray(picture, dtype=np.float32)${grey ? "[:, :, None]" : ""}`,
    ...(how.channel_order === "BGR" ? ["pixels = pixels[:, :, ::-1]"] : []),
    `x = (pixels * ${how.rescale_factor} - np.float32(${numbers(how.mean)})) / np.float32(${numbers(how.std)})`,
    how.layout === "NCHW" ? "x = x.transpose(2, 0, 1)[None]" : "x = x[None]",
    "x = np.ascontiguousarray(x, dtype=np.float32)",
  ];
}

const resized = (size: string, { interpolation }: Preprocessing) =>
  `picture = picture.resize(${size}, Image.Resampling.${filters[interpolation]})`;
const crop = ({ width, height }: Preprocessing) => [
  `left, top = round((w - ${width}) / 2), round((h - ${height}) / 2)`,
  `picture = picture.crop((left, top, left + ${width}, top + ${height}))`,
];
const scaled = ["w, h = int(picture.width * scale + 1e-9), int(picture.height * scale + 1e-9)"];

const resizing: Record<Preprocessing["resize"], (how: Preprocessing) => string[]> = {
  stretch: (how) => [resized(`(${how.width}, ${how.height})`, how)],
  crop: (how) => [
    `scale = ${how.resize_short} / min(picture.size)`,
    ...scaled,
    resized("(w, h)", how),
    ...crop(how),
  ],
  letterbox: (how) => [
    `scale = min(${how.width} / picture.width, ${how.height} / picture.height)`,
    ...scaled,
    resized("(w, h)", how),
    ...crop(how),
  ],
};
