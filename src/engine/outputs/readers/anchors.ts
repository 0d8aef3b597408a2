// Two outputs over the same list of anchors: scores [N, A, classes] and boxes [N, A, 4].
import type { Value } from "../../graph/graph";
import type { Network } from "../../network";
import { boxOf, type Candidate, type Reader, suppressed } from "../reader";

const threshold = 0.5;
const overlap = 0.4;
const most = 50;

/** Ultra-light face detectors, SSD heads with decoded boxes: corners as shares of the input. */
export const anchors: Reader = {
  id: "anchors",
  title: "Boxes of a detector",
  families: "UltraFace, SSD with decoded boxes",
  recognise: (network) => {
    const pair = pairOf(network);
    return pair && [pair.scores, pair.boxes];
  },
  read([scores, boxes], network, geometry) {
    const [count, classes] = scores.dims;
    const background = classes > 1 ? 1 : 0;
    const candidates: (Candidate & { anchor: number })[] = [];
    for (let a = 0; a < count; a++)
      for (let c = background; c < classes; c++) {
        const score = scores.data[a * classes + c];
        if (score < threshold) continue;
        const [x0, y0, x1, y1] = boxes.data.subarray(4 * a, 4 * a + 4);
        const { width: w, height: h } = geometry;
        candidates.push({ anchor: a, class: c, score, box: [x0 * w, y0 * h, x1 * w, y1 * h] });
      }
    return suppressed(candidates, overlap, most).map((found, i) => {
      const name = nameOf(network, found.class, background);
      return {
        id: `box:${i}`,
        name,
        label: `${name} of box ${i}`,
        probability: found.score,
        box: boxOf(geometry, found.box),
        elements: [
          { place: { value: scores.value, at: [0, found.anchor, found.class] }, weight: 1 },
        ],
      };
    });
  },
};

const nameOf = ({ info: { labels } }: Network, c: number, background: number) =>
  labels[c] && !/^class \d+$/.test(labels[c]) ? labels[c] : background ? "object" : `class ${c}`;

function pairOf({ model }: Network): { scores: Value; boxes: Value } | undefined {
  const { outputs } = model.graph;
  if (outputs.length !== 2 || outputs.some((y) => y.shape?.length !== 3)) return undefined;
  const boxes = outputs.find((y) => y.shape![2] === 4 && /box|loc|bbox/i.test(y.name));
  const scores = outputs.find((y) => y !== boxes);
  const paired = boxes && scores && boxes.shape![1] === scores.shape![1];
  return paired ? { scores, boxes } : undefined;
}
