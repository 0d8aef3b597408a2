// What the heads of detectors have in common: many candidates, each with a box and scores.
import type { Network } from "../network";
import { type Box, boxIn, type Scored, suppressed } from "./boxes";
import type { Place } from "./origin";
import { type Found, type Geometry, only } from "./reader";

/** A detector's head, whatever the layout of its tensors. */
export interface Head {
  /** Candidates. */
  count: number;
  classes: number;
  /** The first class that is an object: 1 where class 0 is the background. */
  first?: number;
  box(candidate: number): Box;
  /** Of a class, 0 to 1, without the objectness. */
  probability(candidate: number, c: number): number;
  objectness?(candidate: number): number;
  /** What boxes are ranked by; their product if not given. */
  score?(probability: number, objectness: number): number;
  /** Where each number stands: the class's score, and further scalars by name. */
  at(candidate: number, c: number): Place;
  parts?(candidate: number): Record<string, Place>;
  /** What else is known of a box: its mask, its points. */
  more?(candidate: number, box: Box): Pick<Found, "mask" | "points" | "parts">;
  /** Intersection over union from which on the weaker box goes; 1 where the model did that itself. */
  overlap?: number;
}

/** Boxes with less are not shown, unless there is none with more: then the best one is. */
export const leastScore = 0.25;
const most = 50;

type Candidate = Scored & { candidate: number };

/** The boxes that stay, best first, as things "box:0", "box:1", ... */
export function detected(head: Head, network: Network, geometry: Geometry): Found[] {
  const boxes = suppressed(candidatesOf(head), head.overlap ?? 0.45, most);
  const named = namesIn(network, head);
  return boxes.map((b, i) => {
    const name = named(b.class);
    const parts = Object.entries(head.parts?.(b.candidate) ?? {}).map(([part, place]) => ({
      name: part,
      label: `${part} of box ${i} (${name})`,
      ...only(place),
    }));
    const more = head.more?.(b.candidate, b.box) ?? {};
    return {
      id: `box:${i}`,
      name,
      label: `${name} of box ${i}`,
      probability: b.score,
      box: boxIn(geometry, b.box),
      ...only(head.at(b.candidate, b.class)),
      ...more,
      parts: [...parts, ...(more.parts ?? [])],
    };
  });
}

/** Every candidate with its best class; where none is sure enough the best of them. */
function candidatesOf(head: Head): Candidate[] {
  const product = (p: number, objectness: number) => p * objectness;
  const all = Array.from({ length: head.count }, (_, candidate) => {
    const objectness = head.objectness?.(candidate) ?? 1;
    let best = head.first ?? 0;
    for (let c = best + 1; c < head.classes; c++)
      if (head.probability(candidate, c) > head.probability(candidate, best)) best = c;
    const score = (head.score ?? product)(head.probability(candidate, best), objectness);
    return { candidate, class: best, score };
  });
  const sure = all.filter(({ score }) => score >= leastScore);
  const best = all.reduce((a, b) => (b.score > a.score ? b : a));
  return (sure.length ? sure : [best]).map((c) => ({ ...c, box: head.box(c.candidate) }));
}

function namesIn(network: Network, { classes, first = 0 }: Head) {
  const names = network.namesOf(classes) ?? (first ? shifted(network, classes, first) : undefined);
  return (c: number) => names?.[c] ?? (classes - first === 1 ? "object" : `class ${c}`);
}

/** Labels that leave out the background. */
const shifted = (network: Network, classes: number, first: number) => {
  const names = network.namesOf(classes - first);
  return names && [...Array<string>(first).fill("background"), ...names];
};
