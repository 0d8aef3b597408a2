// Queries, each with a class and a box: no anchors, nothing suppressed.
import type { Network } from "../../network";
import { around } from "../boxes";
import { detected } from "../head";
import { originOf } from "../origin";
import type { Output, Reader } from "../reader";

export const detr: Reader = {
  id: "detr",
  title: "Boxes of a detector",
  boxes: true,
  families: "DETR, Deformable DETR, RT-DETR: logits and boxes of queries; DETR's masks",
  explains: "the class's logit; each coordinate; the mask's mean logit",
  recognise(network) {
    const found = tensorsOf(network);
    return found && [found.logits, found.boxes, ...(found.masks ? [found.masks] : [])];
  },
  read([logits, boxes, masks], network, geometry) {
    const [, count, numbers] = logits.dims;
    const { softmax, squashed } = endOf(logits, network);
    const classes = softmax ? numbers - 1 : numbers;
    const p = probabilities(logits, softmax, squashed);
    const { width: w, height: h } = geometry;
    return detected(
      {
        count,
        classes,
        overlap: 1,
        probability: (q, c) => p[q * numbers + c],
        box(q) {
          const [cx, cy, width, height] = boxes.data.subarray(4 * q, 4 * q + 4);
          return around(cx * w, cy * h, width * w, height * h);
        },
        at: (q, c) => ({ value: logits.value, at: [0, q, c] }),
        parts: (q) =>
          Object.fromEntries(
            ["x", "y", "width", "height"].map((n, i) => [n, { value: boxes.value, at: [0, q, i] }]),
          ),
        more: masks && ((q) => maskOf(masks, q)),
      },
      network,
      geometry,
    );
  },
};

/** DETR's last class is "no object", behind a softmax; its successors have none, behind a sigmoid. */
function endOf({ value, dims }: Output, { namesOf, model }: Network) {
  const { activation } = originOf({ value, at: [0, 0, 0] });
  const [, queries, numbers] = dims;
  const names = namesOf();
  const known =
    names && (names.length === numbers ? false : names.length === numbers - 1 || undefined);
  const inside = activation && activation !== "Sigmoid";
  const told = /rt.?detr|deformable/i.test(model.metadata.architecture ?? "") ? false : undefined;
  const softmax = activation ? inside! : (known ?? told ?? queries <= 100);
  return { softmax, squashed: activation !== undefined };
}

function probabilities({ data, dims }: Output, softmax: boolean, squashed: boolean): Float32Array {
  if (squashed) return data;
  if (!softmax) return data.map((v) => 1 / (1 + Math.exp(-v)));
  const [, queries, numbers] = dims;
  const out = new Float32Array(data.length);
  for (let q = 0; q < queries; q++) {
    const row = data.subarray(q * numbers, (q + 1) * numbers);
    const largest = Math.max(...row);
    const sum = row.reduce((s, v) => s + Math.exp(v - largest), 0);
    row.forEach((v, c) => {
      out[q * numbers + c] = Math.exp(v - largest) / sum;
    });
  }
  return out;
}

/** Logits over the whole input, whose mean inside is the part "mask". */
function maskOf({ value, data, dims }: Output, q: number) {
  const [height, width] = dims.slice(-2);
  const area = height * width;
  const values = data.slice(q * area, (q + 1) * area);
  const inside = Array.from(values.keys()).filter((p) => values[p] > 0);
  const elements = inside.map((p) => ({
    place: { value, at: [0, q, Math.floor(p / width), p % width] },
    weight: 1 / inside.length,
  }));
  const label = "mean of the mask's logits inside";
  return {
    mask: { width, height, values },
    parts: elements.length ? [{ name: "mask", label, elements }] : [],
  };
}

function tensorsOf({ model }: Network) {
  const { outputs } = model.graph;
  const rows = outputs.filter((y) => y.shape?.length === 3);
  const boxes = rows.find((y) => y.shape![2] === 4 && isOfQueries(y));
  const logits = rows.find((y) => y !== boxes && y.shape![1] === boxes?.shape?.[1]);
  const masks = outputs.find((y) => y.shape?.length === 4 && y.shape[1] === boxes?.shape?.[1]);
  const rest = outputs.length - (masks ? 3 : 2);
  return boxes && logits && rest === 0 ? { boxes, logits, masks } : undefined;
}

/** A sigmoid makes them, and they are a few hundred: anchors are thousands. */
const isOfQueries = (y: Parameters<typeof originOf>[0]["value"]) =>
  (y.shape![1] ?? 0) <= 1000 &&
  (/pred.?box/i.test(y.name) || originOf({ value: y, at: [0, 0, 0] }).activation === "Sigmoid");
