// CornerNet: heat maps of upper left and lower right corners, which belong together by their tags.
import type { Network } from "../../network";
import { type Box, boxIn, suppressed } from "../boxes";
import { leastScore } from "../head";
import { originOf } from "../origin";
import { elementOf, shaped } from "../prototypes";
import type { Found, Output, Reader } from "../reader";
import { isPeak, probabilityOf } from "./centre";

const nearest = 0.5;
const most = 50;

export const corners: Reader = {
  id: "corners",
  title: "Boxes of a detector",
  boxes: true,
  families: "CornerNet: two heat maps of corners with tags and offsets",
  explains: "the mean of the heat maps at the two corners",
  recognise: (network) => tensorsOf(network),
  read([heatA, heatB, tagA, tagB, offsetA, offsetB], network, geometry) {
    const [, classes, height, width] = heatA.dims;
    const [sx, sy] = [geometry.width / width, geometry.height / height];
    const firsts = peaks(heatA, tagA, offsetA);
    const seconds = peaks(heatB, tagB, offsetB);
    const pairs = firsts.flatMap((a) =>
      seconds
        .filter((b) => b.class === a.class && b.x > a.x && b.y > a.y)
        .filter((b) => Math.abs(a.tag - b.tag) < nearest)
        .map((b) => ({
          a,
          b,
          class: a.class,
          score: (a.p + b.p) / 2,
          box: [a.x * sx, a.y * sy, b.x * sx, b.y * sy] as Box,
        })),
    );
    const names = network.namesOf(classes);
    return suppressed(pairs, nearest, most).map(({ a, b, class: c, score, box }, i): Found => {
      const name = names?.[c] ?? `class ${c}`;
      const [one, two] = [a, b].map((k) => originOf(k.place));
      return {
        id: `box:${i}`,
        name,
        label: `mean of ${name} at the two corners of box ${i}`,
        probability: score,
        box: boxIn(geometry, box),
        score: (a.score + b.score) / 2,
        build(op) {
          const both = op.Add(elementOf(op, one), elementOf(op, two));
          return op.Mul(shaped(both, [heatA.value.shape![0], 1]), 0.5);
        },
      };
    });
  },
};

function peaks(heat: Output, tag: Output, offset: Output) {
  const [, classes, height, width] = heat.dims;
  const cells = height * width;
  const squash = probabilityOf(heat.value);
  const logit = (p: number) => Math.log(p / (1 - p));
  return Array.from({ length: classes * cells }, (_, i) => i)
    .filter((i) => squash(heat.data[i]) >= leastScore)
    .filter((i) => isPeak(heat, Math.floor(i / cells), i % cells))
    .map((i) => {
      const [c, cell] = [Math.floor(i / cells), i % cells];
      const [x, y] = [cell % width, Math.floor(cell / width)];
      const p = squash(heat.data[i]);
      return {
        class: c,
        p,
        score: logit(p),
        tag: tag.data[cell],
        x: x + offset.data[cell],
        y: y + offset.data[cells + cell],
        place: { value: heat.value, at: [0, c, y, x] },
      };
    });
}

/** Heat, tag and offset of the two corners, by their names. */
function tensorsOf({ model }: Network) {
  const { outputs } = model.graph;
  const side = (corner: RegExp, what: RegExp) =>
    outputs.find((y) => corner.test(y.name) && what.test(y.name) && y.shape?.length === 4);
  const [first, second] = [/^tl|top.?left/i, /^br|bottom.?right/i];
  const found = [/heat|hm/i, /tag|emb/i, /reg|off/i].flatMap((what) => [
    side(first, what),
    side(second, what),
  ]);
  const all = found.filter((y) => y !== undefined);
  return outputs.length === 6 && all.length === 6 ? all : undefined;
}
