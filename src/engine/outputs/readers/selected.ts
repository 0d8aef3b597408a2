// Detections that the model itself has selected: torchvision, TensorFlow, MMDetection, YOLO with NMS.
// Which candidate of the head came out where is read from the picture; the score is the candidate's.
import type { Value } from "../../graph/graph";
import type { Network } from "../../network";
import type { Box } from "../boxes";
import { detected } from "../head";
import { mapOf } from "../map";
import type { Place } from "../origin";
import type { Found, Geometry, Output, Reader } from "../reader";
import { semanticThings } from "./semantic";

/** One detection after the other, however the tensors lie. */
interface Detections {
  count: number;
  box(i: number): Box;
  score(i: number): number;
  class(i: number): number;
  at(i: number): Place;
  corner(i: number, k: number): Place;
}

interface Form {
  /** The tensors of one family by their names and shapes. */
  find(outputs: readonly Value[], network: Network): Value[] | undefined;
  read(tensors: Output[], geometry: Geometry): Detections;
}

const called = (outputs: readonly Value[], name: RegExp, rank: number) =>
  outputs.find((y) => name.test(y.name) && y.shape?.length === rank);

const all = <T>(found: (T | undefined)[]) =>
  found.every((f) => f !== undefined) ? (found as T[]) : undefined;

/** Boxes [n, 4], labels [n] and scores [n] of one picture, in pixels. */
const torchvision: Form = {
  find: (outputs) => {
    const boxes = outputs.find((y) => y.shape?.length === 2 && y.shape[1] === 4);
    const lists = outputs.filter((y) => y.shape?.length === 1);
    const labels = lists.find((y) => y.type === "int64");
    return lists.length === 2 ? all([boxes, labels, lists.find((y) => y !== labels)]) : undefined;
  },
  read: ([boxes, labels, scores]) => ({
    count: scores.data.length,
    box: (i) => [...boxes.data.subarray(4 * i, 4 * i + 4)] as unknown as Box,
    score: (i) => scores.data[i],
    class: (i) => labels.data[i],
    at: (i) => ({ value: scores.value, at: [i] }),
    corner: (i, k) => ({ value: boxes.value, at: [i, k] }),
  }),
};

/** Boxes as shares of the picture, top first. */
const tensorFlow: Form = {
  find: (outputs) =>
    all([
      called(outputs, /detection_boxes/, 3),
      called(outputs, /detection_classes/, 2),
      called(outputs, /detection_scores/, 2),
    ]),
  read: ([boxes, classes, scores], { width, height }) => ({
    count: scores.data.length,
    box(i) {
      const [y0, x0, y1, x1] = boxes.data.subarray(4 * i, 4 * i + 4);
      return [x0 * width, y0 * height, x1 * width, y1 * height];
    },
    score: (i) => scores.data[i],
    class: (i) => classes.data[i],
    at: (i) => ({ value: scores.value, at: [0, i] }),
    corner: (i, k) => ({ value: boxes.value, at: [0, i, [1, 0, 3, 2][k]] }),
  }),
};

/** MMDetection's "dets" [N, n, 5] with "labels" [N, n]. */
const mmDetection: Form = {
  find: (outputs) => {
    const found = all([called(outputs, /^dets$/, 3), called(outputs, /^labels$/, 2)]);
    return found?.[0].shape?.[2] === 5 ? found : undefined;
  },
  read: ([dets, labels]) => rowsOf(dets, (i) => labels.data[i]),
};

/** Ultralytics' export with NMS, or of a network that needs none: corners, score, class. */
const ultralytics: Form = {
  find: ([output, ...others], { model: { metadata } }) =>
    output.shape?.length === 3 && output.shape[2] === 6 && metadata.names && !others.length
      ? [output]
      : undefined,
  read: ([rows]) => rowsOf(rows, (i) => rows.data[6 * i + 5]),
};

function rowsOf({ value, data, dims }: Output, classOf: (i: number) => number): Detections {
  const [, count, numbers] = dims;
  const at = (i: number, k: number) => ({ value, at: [0, i, k] });
  return {
    count,
    box: (i) => [...data.subarray(numbers * i, numbers * i + 4)] as unknown as Box,
    score: (i) => data[numbers * i + 4],
    class: classOf,
    at: (i) => at(i, 4),
    corner: at,
  };
}

const forms: readonly Form[] = [tensorFlow, mmDetection, torchvision, ultralytics];

function found(network: Network) {
  const { outputs } = network.model.graph;
  for (const form of forms) {
    const tensors = form.find(outputs, network);
    if (tensors) return { form, tensors, masks: masksOf(outputs), map: mapAmong(network, tensors) };
  }
  return undefined;
}

/** [n, 1, h, w] or [N, n, h, w]: within each box, or over the whole picture. */
const masksOf = (outputs: readonly Value[]) => called(outputs, /mask/i, 4);

/** A semantic head beside the instances: together they are panoptic. */
const mapAmong = (network: Network, taken: readonly Value[]) =>
  network.model.graph.outputs.find(
    (y) => !taken.includes(y) && !/mask/i.test(y.name) && (mapOf(network, y)?.channels ?? 0) > 1,
  );

export const selected: Reader = {
  id: "selected",
  title: "Boxes that the model has selected",
  boxes: true,
  families:
    "Faster and Mask R-CNN, RetinaNet (torchvision), TensorFlow's detection_boxes, MMDetection, " +
    "YOLO exported with NMS, panoptic heads (instances and a semantic map)",
  explains:
    "the score of the candidate in the head that was selected, read back through NonMaxSuppression and TopK; each side of its box; its mask",
  tried: "a two-stage detector with weights set by hand",
  recognise(network) {
    const f = found(network);
    return f && [...f.tensors, ...[f.masks, f.map].filter((v) => v !== undefined)];
  },
  read(outputs, network, geometry) {
    const f = found(network)!;
    const of = (value: Value | undefined) => outputs.find((o) => o.value === value);
    const d = f.form.read(outputs.slice(0, f.tensors.length), geometry);
    const masks = of(f.masks);
    const names = network.namesOf();
    const classes = Array.from({ length: d.count }, (_, i) => d.class(i));
    const things = d.count
      ? detected(
          {
            count: d.count,
            classes: Math.max(...classes) + 1,
            name: (c) => names?.[c],
            overlap: 1,
            box: d.box,
            probability: (i, c) => (classes[i] === c ? d.score(i) : 0),
            at: (i) => d.at(i),
            parts: (i) =>
              Object.fromEntries(
                ["left", "top", "right", "bottom"].map((side, k) => [side, d.corner(i, k)]),
              ),
            more: masks && ((i, box) => maskOf(masks, i, box, geometry)),
          },
          network,
          geometry,
        )
      : [];
    const map = of(f.map);
    return map ? [...things, ...semanticThings(mapOf(network, map.value)!, map, network)] : things;
  },
};

/** The mask of a detection over the input; its mean inside, before the sigmoid, is the part "mask". */
function maskOf(
  { value, data, dims }: Output,
  i: number,
  box: Box,
  geometry: Geometry,
): Pick<Found, "mask" | "parts"> {
  const [a, b, height, width] = dims;
  const rows = b === 1 ? a : b;
  const area = height * width;
  if (i >= rows) return {};
  const own = data.subarray(i * area, (i + 1) * area);
  const inside = Array.from(own.keys()).filter((p) => own[p] > 0.5);
  const place = (p: number) => {
    const cell = [Math.floor(p / width), p % width];
    return { value, at: b === 1 ? [i, 0, ...cell] : [0, i, ...cell] };
  };
  const elements = inside.map((p) => ({ place: place(p), weight: 1 / inside.length }));
  const part = { name: "mask", label: "mean of the mask inside", elements };
  const whole = width === geometry.width && height === geometry.height;
  const mask = whole
    ? { width, height, values: own.map((v) => v - 0.5) }
    : pasted(own, { width, height }, box, geometry);
  return { mask, parts: elements.length ? [part] : [] };
}

/** Cells of the pasted mask along the input's longer side. */
const finest = 160;

/** A mask that covers its box alone, over the whole input. */
function pasted(
  own: Float32Array,
  size: { width: number; height: number },
  [x0, y0, x1, y1]: Box,
  geometry: Geometry,
) {
  const scale = Math.min(1, finest / Math.max(geometry.width, geometry.height));
  const width = Math.round(geometry.width * scale);
  const height = Math.round(geometry.height * scale);
  const values = Float32Array.from({ length: width * height }, (_, p) => {
    const x = (((p % width) + 0.5) / scale - x0) / (x1 - x0);
    const y = ((Math.floor(p / width) + 0.5) / scale - y0) / (y1 - y0);
    if (x < 0 || y < 0 || x >= 1 || y >= 1) return -1;
    return own[Math.floor(y * size.height) * size.width + Math.floor(x * size.width)] - 0.5;
  });
  return { width, height, values };
}
