// The assertions of `glassbox check`, each with what was found.
import type { Control, Device, EngineApi, Prediction } from "../api";
import { labelIndex } from "../lookup";
import { shareInside } from "./share";
import type { Check } from "./spec";

export interface Finding {
  check: string;
  image: string;
  assertion: string;
  found: string;
  passed: boolean;
}

interface At {
  engine: EngineApi;
  check: Check;
  image: string;
  device: Device;
  control: Control;
  predictions: Prediction[];
  labels: string[];
}
type Result = Pick<Finding, "assertion" | "found" | "passed">;
type Assert = (at: At) => Promise<Result | undefined>;

const percent = (p: number) => `${(100 * p).toFixed(1)} %`;
const top = 5;
const defaultMethod = "grad-cam";

/** A class by its label whatever the case, or by its number. */
const names = (p: Prediction, wanted: string) =>
  p.label.toLowerCase() === wanted.toLowerCase() || String(p.index) === wanted;

const assertions: Assert[] = [
  async ({ check: { prediction }, predictions: [best] }) =>
    prediction === undefined
      ? undefined
      : {
          assertion: `prediction is ${prediction}`,
          found: `${best.label} (${percent(best.probability)})`,
          passed: names(best, prediction),
        },
  async ({ check: { probability, prediction }, predictions }) => {
    if (!probability) return undefined;
    const of = prediction ?? predictions[0].label;
    const p = predictions.find((x) => names(x, of))?.probability ?? 0;
    return {
      assertion: `probability of ${of} ${probability.text}`,
      found: percent(p),
      passed: probability.holds(p),
    };
  },
  async ({ check: { top5 }, predictions }) => {
    if (!top5) return undefined;
    const five = predictions.slice(0, top);
    return {
      assertion: `the top 5 contain ${top5.join(", ")}`,
      found: five.map((p) => p.label).join(", "),
      passed: top5.every((wanted) => five.some((p) => names(p, wanted))),
    };
  },
  async ({ check: { sameAs }, engine, image, device, control, predictions: [best] }) => {
    if (!sameAs) return undefined;
    const job = { model: sameAs, image: { file: image }, device, top: 1 };
    const [other] = (await engine.predict(job, control)).predictions;
    return {
      assertion: `the same prediction as under ${sameAs}`,
      found: `${best.label}, and ${other.label} there`,
      passed: best.label === other.label,
    };
  },
  async ({ check: { attribution: a, model }, engine, image, device, control, labels }) => {
    if (!a) return undefined;
    const target =
      a.class === undefined
        ? { kind: "top" as const }
        : { kind: "class" as const, index: labelIndex(labels, a.class) };
    const method = a.method ?? defaultMethod;
    const job = { model, image: { file: image }, device, target, method, layer: a.layer };
    const e = await engine.explain({ ...job, parameters: {} }, control);
    const share = shareInside(e.map, e.picture!, a.box);
    return {
      assertion: `share of ${method} inside [${a.box.join(", ")}] ${a.share.text}`,
      found: percent(share),
      passed: a.share.holds(share),
    };
  },
];

/** Every assertion about every picture of a check. */
export async function* findings(
  engine: EngineApi,
  check: Check,
  device: Device,
  control: Control,
): AsyncGenerator<Finding> {
  const { model } = check;
  const { labels, classes } = await engine.open({ model, device }, control);
  for (const image of check.images) {
    const job = { model, image: { file: image }, device, top: classes };
    const { predictions } = await engine.predict(job, control);
    const at = { engine, check, image, device, control, predictions, labels };
    for (const assert of assertions) {
      const result = await assert(at);
      if (result) yield { check: check.name, image, ...result };
    }
  }
}
