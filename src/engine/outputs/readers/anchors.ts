// Two outputs over the same list of anchors: scores [N, A, classes] and boxes [N, A, 4].
import type { Value } from "../../graph/graph";
import type { Network } from "../../network";
import type { Box } from "../boxes";
import { around, pointIn } from "../boxes";
import { cellsOf, gridsOf } from "../grids";
import { detected } from "../head";
import { originOf } from "../origin";
import { type Geometry, type Output, only, type Reader } from "../reader";

/** UltraFace's and SSD's heads where the boxes come decoded; RetinaFace's where they do not. */
export const anchors: Reader = {
  id: "anchors",
  title: "Boxes of a detector",
  families: "UltraFace, SSD with decoded boxes, RetinaFace (boxes and 5 points)",
  recognise(network) {
    const found = tensorsOf(network);
    return found && [found.scores, found.boxes, ...(found.points ? [found.points] : [])];
  },
  read([scores, boxes, points], network, geometry) {
    const [, count, classes] = scores.dims;
    const raw = points && isRaw(boxes.value);
    const box = raw ? retinaFace(boxes, geometry) : corners(boxes, geometry);
    const place = (value: Value, a: number, i: number) => ({ value, at: [0, a, i] });
    return detected(
      {
        count,
        classes,
        first: classes > 1 ? 1 : 0,
        overlap: 0.4,
        box,
        probability: (a, c) => scores.data[a * classes + c],
        at: (a, c) => place(scores.value, a, c),
        parts: (a) => Object.fromEntries(sides.map((side, i) => [side, place(boxes.value, a, i)])),
        more: points && ((a) => fivePoints(points, a, geometry)),
      },
      network,
      geometry,
    );
  },
};

const sides = ["left", "top", "right", "bottom"];

/** Corners as shares of the input. */
const corners =
  ({ data }: Output, { width: w, height: h }: Geometry) =>
  (a: number): Box => {
    const [x0, y0, x1, y1] = data.subarray(4 * a, 4 * a + 4);
    return [x0 * w, y0 * h, x1 * w, y1 * h];
  };

/** Whether a convolution made the numbers: then they are offsets from the anchors. */
const isRaw = (value: Value) => originOf({ value, at: [0, 0, 0] }).value.producer?.op === "Conv";

/** RetinaFace's anchors: two squares in each cell, by stride; variances 0.1 and 0.2 (SSD). */
const squares: Record<number, number[]> = { 8: [16, 32], 16: [64, 128], 32: [256, 512] };
const variances = [0.1, 0.2];

function priorsOf(geometry: Geometry, count: number) {
  const grids = gridsOf(geometry, count, [2])!;
  return cellsOf(geometry, grids).map(({ stride, x, y, anchor }) => ({
    x: (x + 0.5) * stride,
    y: (y + 0.5) * stride,
    side: squares[stride][anchor],
  }));
}

function retinaFace({ data, dims }: Output, geometry: Geometry) {
  const priors = priorsOf(geometry, dims[1]);
  return (a: number): Box => {
    const { x, y, side } = priors[a];
    const [dx, dy, dw, dh] = data.subarray(4 * a, 4 * a + 4);
    return around(
      x + dx * variances[0] * side,
      y + dy * variances[0] * side,
      side * Math.exp(dw * variances[1]),
      side * Math.exp(dh * variances[1]),
    );
  };
}

const pointNames = ["left eye", "right eye", "nose", "left mouth corner", "right mouth corner"];

function fivePoints({ data, dims, value }: Output, a: number, geometry: Geometry) {
  const raw = isRaw(value);
  const prior = raw ? priorsOf(geometry, dims[1])[a] : undefined;
  const at = (i: number) => data[a * dims[2] + i];
  const place = (i: number) =>
    prior
      ? [
          prior.x + at(i) * variances[0] * prior.side,
          prior.y + at(i + 1) * variances[0] * prior.side,
        ]
      : [at(i) * geometry.width, at(i + 1) * geometry.height];
  return {
    points: pointNames.map((_, k) => {
      const [x, y] = place(2 * k);
      return pointIn(geometry, x, y);
    }),
    parts: pointNames.flatMap((name, k) =>
      ["x", "y"].map((axis, i) => ({
        name: `point${k}.${axis}`,
        label: `${axis} of the ${name}`,
        ...only({ value, at: [0, a, 2 * k + i] }),
      })),
    ),
  };
}

function tensorsOf({ model, info }: Network) {
  const { outputs } = model.graph;
  if (outputs.length > 3 || outputs.some((y) => y.shape?.length !== 3)) return undefined;
  const boxes = outputs.find((y) => y.shape![2] === 4 && /box|loc|bbox/i.test(y.name));
  const points = outputs.find((y) => y.shape![2] === 10 && /land|point|kps|ldm/i.test(y.name));
  const others = outputs.filter((y) => y !== boxes && y !== points);
  const [scores] = others;
  if (!boxes || others.length !== 1 || outputs.some((y) => y.shape![1] !== scores.shape![1]))
    return undefined;
  // Offsets from anchors that are not known are no boxes.
  const known = !isRaw(boxes) || (points && gridsOf(info.preprocessing, boxes.shape![1] ?? 0, [2]));
  return known ? { scores, boxes, points } : undefined;
}
