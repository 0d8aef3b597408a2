// YOLO's heads: all candidates in one tensor, four numbers for the box, then scores.
import type { Value } from "../../graph/graph";
import type { Network } from "../../network";
import { around, type Box, pointIn } from "../boxes";
import { type Cell, cellsOf, gridsOf } from "../grids";
import { detected, type Head } from "../head";
import { originOf, squashedAlong } from "../origin";
import { coefficientMask } from "../prototypes";
import { type Found, type Geometry, type Output, only, type Reader } from "../reader";

interface Layout {
  output: Value;
  /** Whether candidates come first: [N, A, numbers] rather than [N, numbers, A]. */
  rows: boolean;
  count: number;
  numbers: number;
  /** Where the objectness stands, if there is one. */
  objectness?: number;
  /** Where the scores of the classes begin, and how many there are. */
  from: number;
  classes: number;
  /** Of a box's mask: coefficients at the end, one for each prototype. */
  prototypes?: Value;
  /** Numbers of a key point, at the end: x, y, and how sure it is. */
  perPoint?: number;
  /** Whether an angle stands at the end. */
  angle?: boolean;
  /** Where the boxes are offsets within cells. */
  cells?: ReturnType<typeof gridsOf>;
}

/** Ultralytics' v5 to v11, YOLOv6 and v7, YOLOX. */
export const yolo: Reader = {
  id: "yolo",
  title: "Boxes of a detector",
  boxes: true,
  families:
    "Ultralytics YOLO v5 to v11 (detect, segment, pose, oriented boxes), YOLOv6, YOLOv7, YOLOX",
  explains:
    "the class's logit; objectness, each coordinate, angle, coordinates of key points, the mask's mean logit",
  tried: "a network of our own (`prototypes`)",
  recognise(network) {
    const layout = layoutOf(network);
    return layout && [layout.output, ...(layout.prototypes ? [layout.prototypes] : [])];
  },
  read(outputs, network, geometry) {
    const layout = layoutOf(network)!;
    return detected(headOf(layout, outputs, geometry), network, geometry);
  },
};

/** Found by the shapes and by which of the numbers a sigmoid made; the metadata settle the rest. */
function layoutOf(network: Network): Layout | undefined {
  const { model, info } = network;
  const [output, second] = model.graph.outputs;
  if (output?.shape?.length !== 3) return undefined;
  const [, a, b] = output.shape.map((d) => d ?? 1);
  const size = info.preprocessing;
  const rows = gridsOf(size, a, [1, 3]) !== undefined && b < a;
  if (!rows && !gridsOf(size, b, [1])) return undefined;
  const [count, numbers] = rows ? [a, b] : [b, a];
  const squashed = squashedAlong(output, rows ? 2 : 1);
  const scores = runOf(squashed, 4);
  if (squashed.slice(0, 4).some(Boolean) || scores === 0) return undefined;
  const objectness = rows ? 4 : undefined;
  const from = rows ? 5 : 4;
  const named = namesIn(model.metadata);
  const classes = named ?? scores - (from - 4);
  const rest = numbers - from - classes;
  const prototypes = second?.shape?.length === 4 && second.shape[1] === rest ? second : undefined;
  const perPoint = pointsIn(model.metadata, squashed.slice(from + classes), rest);
  if (classes < 1 || rest < 0 || (rest > 1 && !prototypes && !perPoint)) return undefined;
  const raw = originOf({ value: output, at: [0, 0, 0] }).value.producer?.op === "Conv";
  const cells = raw ? gridsOf(size, count, [1]) : undefined;
  if (raw && !cells) return undefined;
  const angle = rest === 1 && !prototypes;
  return {
    output,
    rows,
    count,
    numbers,
    objectness,
    from,
    classes,
    prototypes,
    perPoint,
    angle,
    cells,
  };
}

/** How many sigmoids stand in a row. */
function runOf(squashed: readonly (string | undefined)[], from: number) {
  const end = squashed.findIndex((s, i) => i >= from && s !== "Sigmoid");
  return (end < 0 ? squashed.length : end) - from;
}

/** How many classes Ultralytics' metadata name: a Python dict by number. */
const namesIn = ({ names }: Readonly<Record<string, string>>) =>
  names?.match(/(?<=[{,]\s*)\d+(?=\s*:)/g)?.length;

/** `kpt_shape` is "[17, 3]"; without it x, y and a sigmoid tell. */
function pointsIn(
  { kpt_shape: shape }: Readonly<Record<string, string>>,
  squashed: readonly (string | undefined)[],
  rest: number,
) {
  const [points, each] = shape?.match(/\d+/g)?.map(Number) ?? [];
  if (points * each === rest) return each;
  const sure =
    rest > 0 && rest % 3 === 0 && squashed.every((s, i) => (s === "Sigmoid") === (i % 3 === 2));
  return sure ? 3 : undefined;
}

function headOf(layout: Layout, [boxes, prototypes]: Output[], geometry: Geometry): Head {
  const { rows, count, numbers, objectness, from, classes } = layout;
  const { data } = boxes;
  const at = (a: number, i: number) => data[rows ? a * numbers + i : i * count + a];
  const place = (a: number, i: number) => ({
    value: layout.output,
    at: rows ? [0, a, i] : [0, i, a],
  });
  const cells = layout.cells && cellsOf(geometry, layout.cells);
  const end = from + classes;
  return {
    count,
    classes,
    box: (a) =>
      boxAt(
        [0, 1, 2, 3].map((i) => at(a, i)),
        cells?.[a],
      ),
    probability: (a, c) => at(a, from + c),
    objectness: objectness === undefined ? undefined : (a) => at(a, objectness),
    at: (a, c) => place(a, from + c),
    parts: (a) => ({
      ...(objectness === undefined ? {} : { objectness: place(a, objectness) }),
      ...Object.fromEntries(["x", "y", "width", "height"].map((n, i) => [n, place(a, i)])),
      ...(layout.angle ? { angle: place(a, end) } : {}),
    }),
    more(a, box): Pick<Found, "mask" | "points" | "parts"> {
      if (layout.perPoint) return pointsAt(layout.perPoint, a);
      return prototypes
        ? coefficientMask(
            prototypes,
            Array.from({ length: numbers - end }, (_, k) => ({
              value: at(a, end + k),
              place: place(a, end + k),
            })),
            box,
            geometry,
          )
        : {};
    },
  };

  function pointsAt(each: number, a: number) {
    const points = Array.from({ length: (numbers - end) / each }, (_, k) => end + k * each);
    return {
      points: points.map((i) => pointIn(geometry, at(a, i), at(a, i + 1))),
      parts: points.flatMap((i, k) =>
        ["x", "y", "visibility"].slice(0, each).map((part, j) => ({
          name: `point${k}.${part}`,
          label: `${part} of key point ${k}`,
          ...only(place(a, i + j)),
        })),
      ),
    };
  }
}

/** YOLOX leaves to the reader what others do in the graph: offsets in cells, sizes as logarithms. */
function boxAt([x, y, width, height]: number[], cell: Cell | undefined): Box {
  if (!cell) return around(x, y, width, height);
  const { stride } = cell;
  const [w, h] = [Math.exp(width) * stride, Math.exp(height) * stride];
  return around((x + cell.x) * stride, (y + cell.y) * stride, w, h);
}
