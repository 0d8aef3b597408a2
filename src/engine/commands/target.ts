// What is explained, as people write it behind --target.
import { resolve } from "node:path";
import type { Job, Pointed, Target } from "../api";
import type { Engine } from "../engine";
import { labelIndex } from "../lookup";
import { quiet, text, Usage, type Values } from "./command";

export const targetFlags = { target: text, against: text } as const;

/** The forms, for the help. */
export const targetForms =
  "INDEX|LABEL|box:3|mask:2|point:5|class:LABEL@X,Y|region:X,Y,W,H[@CHANNEL]|output:NAME[0,4]|" +
  "like:FILE[@LAYER]";

interface Form {
  looks: RegExp;
  /** @param found what the parentheses of `looks` hold */
  target(found: string[], labels: string[]): Pointed;
}

const number = String.raw`(-?[\d.]+)`;

/** In this order they are tried; what has none of these forms is a class. */
const forms: Form[] = [
  {
    looks: new RegExp(`^class:(.+)@${number},${number}$`),
    target: ([label, x, y], labels) => ({
      kind: "pixel",
      channel: labelIndex(labels, label),
      x: Number(x),
      y: Number(y),
    }),
  },
  {
    looks: new RegExp(`^region:${number},${number},${number},${number}(?:@(.+))?$`),
    target: ([x, y, width, height, channel], labels) => ({
      kind: "region",
      x: Number(x),
      y: Number(y),
      width: Number(width),
      height: Number(height),
      channel: channel === undefined ? undefined : labelIndex(labels, channel),
    }),
  },
  {
    looks: /^output:(.+)\[([\d, ]*)\]$/,
    target: ([output, at]) => ({
      kind: "element",
      output,
      at: at.split(",").flatMap((i) => (i.trim() ? [Number(i)] : [])),
    }),
  },
  {
    looks: /^like:(.+?)(?:@([^@]+))?$/,
    target: ([file, layer]) => ({ kind: "like", picture: resolve(file), layer }),
  },
  { looks: /^([a-z]+:\d+(?:\.\w+)*)$/, target: ([id]) => ({ kind: "thing", id }) },
];

/** @throws Refusal `no-such-class` */
export function parseTarget(given: string, labels: string[]): Target {
  for (const { looks, target } of forms) {
    const [, ...found] = looks.exec(given) ?? [];
    if (found.length) return target(found, labels);
  }
  return { kind: "class", index: labelIndex(labels, given) };
}

export async function target(
  engine: Engine,
  where: Pick<Job, "model" | "device">,
  values: Values<typeof targetFlags>,
): Promise<Target> {
  const { labels, mapLabels = labels } = await engine.open(where, quiet);
  if (values.target === undefined) {
    if (values.against === undefined) return { kind: "top" };
    throw new Usage("--against goes with --target");
  }
  const asked = parseTarget(values.target, mapLabels);
  if (values.against === undefined) return asked;
  if (asked.kind !== "class") throw new Usage("--against goes with a class as --target");
  return { kind: "contrast", index: asked.index, against: labelIndex(labels, values.against) };
}
