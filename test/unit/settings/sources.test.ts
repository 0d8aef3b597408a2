// Every source but Python: the graph, metadata, configs, labels, and the sidecar that is written.
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Preprocessing } from "../../../src/engine/api";
import type { Value } from "../../../src/engine/graph/graph";
import { Graph } from "../../../src/engine/graph/graph";
import { constant, type Ops } from "../../../src/engine/graph/ops";
import { Tensor } from "../../../src/engine/graph/tensor";
import { openNetwork } from "../../../src/engine/network";
import { modelOf } from "../../../src/engine/onnx/model";
import { labelsOf, preprocessingOf, writeSidecar } from "../../../src/engine/settings";
import { modelBytes, scratch, smallNet, write } from "../engine/fixtures";

const input = { layout: "NCHW", channels: 3, height: 224, width: 224 } as const;
const subjectOf = (folder: string, metadata = {}) => ({
  path: join(folder, "net.onnx"),
  model: { ...modelOf(new Graph([], [], [])), metadata },
  input,
  workspace: folder,
});

const imagenet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
const hf = {
  do_resize: true,
  do_rescale: true,
  do_normalize: true,
  image_mean: imagenet.mean,
  image_std: imagenet.std,
};

const configs: [string, string, object, Partial<Preprocessing>][] = [
  [
    "ViT",
    "preprocessor_config.json",
    {
      ...hf,
      image_mean: [0.5, 0.5, 0.5],
      image_std: [0.5, 0.5, 0.5],
      size: { height: 224, width: 224 },
      resample: 2,
    },
    { mean: [0.5, 0.5, 0.5], resize: "stretch", resize_short: 224, interpolation: "bilinear" },
  ],
  [
    "an old ViT",
    "preprocessor_config.json",
    { ...hf, size: 224, feature_extractor_type: "ViTFeatureExtractor", resample: 3 },
    { resize: "stretch", resize_short: 224, interpolation: "bicubic" },
  ],
  [
    "ResNet's ConvNext processor",
    "preprocessor_config.json",
    {
      ...hf,
      size: { shortest_edge: 224 },
      crop_pct: 0.875,
      image_processor_type: "ConvNextImageProcessor",
    },
    { resize: "crop", resize_short: 256 },
  ],
  [
    "short side and crop",
    "preprocessor_config.json",
    {
      ...hf,
      size: { shortest_edge: 256 },
      do_center_crop: true,
      crop_size: { height: 224, width: 224 },
    },
    { ...imagenet, resize: "crop", resize_short: 256 },
  ],
  [
    "blue first, not normalised",
    "preprocessor_config.json",
    {
      do_rescale: true,
      do_normalize: false,
      do_flip_channel_order: true,
      size: { shortest_edge: 288 },
      image_mean: null,
    },
    { channel_order: "BGR", mean: [0, 0, 0], std: [1, 1, 1], resize_short: 288 },
  ],
  [
    "EfficientNet's offset",
    "preprocessor_config.json",
    { ...hf, do_normalize: false, rescale_factor: 1 / 127.5, rescale_offset: true },
    { rescale_factor: 1 / 127.5, mean: [1, 1, 1] },
  ],
  [
    "timm",
    "config.json",
    {
      pretrained_cfg: {
        input_size: [3, 224, 224],
        crop_pct: 0.95,
        crop_mode: "center",
        interpolation: "bicubic",
        ...imagenet,
      },
    },
    { ...imagenet, resize: "crop", resize_short: 235, interpolation: "bicubic" },
  ],
  [
    "timm, squashed",
    "config.json",
    { input_size: [3, 224, 224], crop_pct: 1, crop_mode: "squash", ...imagenet },
    { resize: "stretch", resize_short: 224 },
  ],
];
test.each(configs)("%s", (_, file, json, expected) => {
  const folder = scratch();
  write(folder, file, JSON.stringify(json, null, 2));
  const found = preprocessingOf(subjectOf(folder), undefined);
  expect(found).toMatchObject(expected);
  expect(found.sources.resize_short?.file ?? found.sources.mean?.file).toBe(join(folder, file));
});

const metadata: [string, Record<string, string>, Partial<Preprocessing>][] = [
  [
    "Ultralytics' detector",
    { task: "detect", stride: "32", imgsz: "[224, 224]" },
    {
      resize: "letterbox",
      pad_value: [114, 114, 114],
      align: "centre",
      mean: [0, 0, 0],
      rescale_factor: 1 / 255,
    },
  ],
  [
    "Ultralytics' classifier",
    { task: "classify", stride: "1", imgsz: "[224, 224]" },
    { resize: "crop", resize_short: 224, mean: [0, 0, 0] },
  ],
  [
    "ONNX's own words",
    { "Image.BitmapPixelFormat": "Bgr8", "Image.NominalPixelRange": "NominalRange_0_255" },
    { channel_order: "BGR", rescale_factor: 1, mean: [0, 0, 0] },
  ],
  [
    "mean and std",
    { mean: "[123.675, 116.28, 103.53]", std: "[58.395, 57.12, 57.375]" },
    { rescale_factor: 1, mean: [123.675, 116.28, 103.53] },
  ],
];
test.each(metadata)("%s", (_, about, expected) =>
  expect(preprocessingOf(subjectOf(scratch(), about), undefined)).toMatchObject(expected),
);

const three = (...v: number[]) => constant(Tensor.of("float", [1, 3, 1, 1], v));
const one = (v: number) => constant(Tensor.of("float", [], [v]));
const graphs: [string, (op: Ops, x: Value) => Value, Partial<Preprocessing>][] = [
  [
    "over 255, then ImageNet's",
    (op, x) =>
      op.Div(op.Sub(op.Div(x, one(255)), three(0.485, 0.456, 0.406)), three(0.229, 0.224, 0.225)),
    { rescale_factor: 1, mean: [0, 0, 0], std: [1, 1, 1], channel_order: "RGB" },
  ],
  [
    "ImageNet's alone",
    (op, x) => op.Div(op.Sub(x, three(0.485, 0.456, 0.406)), three(0.229, 0.224, 0.225)),
    { rescale_factor: 1 / 255, mean: [0, 0, 0], channel_order: "RGB" },
  ],
  [
    "Caffe's means",
    (op, x) => op.Sub(x, three(103.939, 116.779, 123.68)),
    { rescale_factor: 1, mean: [0, 0, 0], channel_order: "BGR" },
  ],
  [
    "to -1..1",
    (op, x) => op.Sub(op.Mul(x, one(1 / 127.5)), one(1)),
    { rescale_factor: 1, mean: [0, 0, 0] },
  ],
  ["nothing", (_, x) => x, imagenet],
];
test.each(graphs)("the graph: %s", async (_, front, expected) => {
  const bytes = modelBytes([null, 3, 16, 16], (op, x) => smallNet(op, front(op, x)));
  const { info } = await openNetwork(write(scratch(), "net.onnx", bytes));
  expect(info.preprocessing).toMatchObject(expected);
});

const labelled: [string, string, string][] = [
  ["labels.txt", "cat\ndog\nowl\n", "labels.txt"],
  ["coco.names", "0 cat\n1 dog\n2 owl\n", "coco.names"],
  [
    "class_index.json",
    '{"0": ["n1", "cat"], "1": ["n2", "dog"], "2": ["n3", "owl"]}',
    "class_index.json",
  ],
  ["config.json", '{"id2label": {"0": "cat", "1": "dog", "2": "owl"}}', "config.json"],
  ["train.py", 'import x\nCLASSES = ["cat", "dog", "owl"]\n', "train.py:2"],
  ["infer.py", 'label_map = {0: "cat", 1: "dog", 2: "owl"}\n', "infer.py:1"],
];
test.each(labelled)("labels from %s", (file, text, from) => {
  const folder = scratch();
  write(folder, file, text);
  const found = labelsOf(subjectOf(folder), 3, undefined);
  expect(found).toEqual({ labels: ["cat", "dog", "owl"], from });
});

test("labels from the folders of an ImageFolder tree, sorted", () => {
  const folder = scratch();
  for (const name of ["owl", "Dog", "cat"]) {
    mkdirSync(join(folder, "data/train", name), { recursive: true });
    write(join(folder, "data/train", name), "a.jpg", "");
  }
  const found = labelsOf(subjectOf(folder), 3, undefined);
  expect(found).toEqual({ labels: ["Dog", "cat", "owl"], from: "folders of data/train" });
});

test("nothing outside the workspace is read", () => {
  const outer = scratch();
  write(outer, "train.py", "t = Compose([ToTensor(), Normalize([0.1, 0.1, 0.1], [1, 1, 1])])");
  const inner = join(outer, "inner");
  mkdirSync(inner);
  expect(preprocessingOf(subjectOf(inner), undefined).from).toMatch(/^assumed/);
});

test("the sidecar keeps its order, loses what is null, and refuses what it cannot be", () => {
  const folder = scratch();
  const model = join(folder, "net.onnx");
  const sidecar = write(
    folder,
    "net.glassbox.json",
    '{"std": [1, 1, 1], "mean": [0, 0, 0], "resize": "crop"}',
  );
  writeSidecar(model, { mean: [9, 9, 9], resize: null, channel_order: "BGR" });
  expect(readFileSync(sidecar, "utf8")).toBe(
    '{\n  "std": [1, 1, 1],\n  "mean": [9, 9, 9],\n  "channel_order": "BGR"\n}\n',
  );
  expect(() => writeSidecar(model, { std: [0, 1, 1] })).toThrow(/must not be zero/);
  expect(() => writeSidecar(model, { nothing: 1 } as never)).toThrow(/"nothing" is no key/);
  expect(readdirSync(folder)).toEqual(["net.glassbox.json"]);
});
