// The figures, each with its bounds: above or below them a map is doubtful.
import type { HeatMap, TrustFigure } from "../api";
import type { EngineLab } from "../lab";
import { order, predictionAt, probabilityOf } from "../predictions";
import type { Resolved } from "../target";
import { labOf, type Task } from "../task";
import { areaUnder, type Curve, curveOf } from "./curves";
import { atRandom, byCentre, byMap } from "./order";
import { randomised } from "./randomised";
import { rankCorrelation, shown } from "./ranks";

/** Largest values that are good; the docstring of `TrustFigure` states them. */
const bounds = { randomised: 0.5, "second-class": 0.9, completeness: 0.05 };

const judged = (
  id: keyof typeof bounds,
  value: number,
  more: Partial<TrustFigure> = {},
): TrustFigure => ({
  id,
  value,
  ...more,
  verdict: Number.isNaN(value) ? "none" : value <= bounds[id] ? "good" : "doubt",
});

export async function curveFigure(task: Task, map: HeatMap, id: Curve): Promise<TrustFigure> {
  const lab = labOf(task);
  const size = lab.preprocessing;
  const p = probabilityIn(task);
  const curve = await curveOf(lab, id, byMap(map, size), p);
  const areaOf = async (pixels: Uint32Array) => areaUnder(await curveOf(lab, id, pixels, p));
  const against = {
    random: await areaOf(atRandom(map, size)),
    gaussian: await areaOf(byCentre(size)),
  };
  if (isFlat(map)) return { id, value: Number.NaN, against, verdict: "none" };
  const value = areaUnder(curve);
  const rest = Object.values(against);
  const better = rest.every((other) => (id === "deletion" ? value < other : value > other));
  return { id, value, against, verdict: better ? "good" : "doubt", curve };
}

export const probabilityIn =
  ({ target, programs }: Task) =>
  (scores: Float32Array) =>
    probabilityOf(scores, target, programs.network);

export async function randomisedFigure(task: Task, map: HeatMap): Promise<TrustFigure> {
  const network = randomised(task.programs.network);
  if (!network) return judged("randomised", Number.NaN);
  const programs = task.programs.over(network);
  const at = task.layer ? task.programs.network.layers.indexOf(task.layer) : -1;
  try {
    const lab = labOf(task, { programs, layer: network.layers[at] });
    return judged("randomised", await similarity(task, map, lab));
  } finally {
    await programs.release();
  }
}

/** The next best class; for a contrast, another one against the same. */
export async function secondClassFigure(task: Task, map: HeatMap): Promise<TrustFigure> {
  const { target, scores, programs } = task;
  const taken = target.kind === "contrast" ? [target.index, target.against] : [target.index];
  const index = order(scores).find((i) => !taken.includes(i));
  if (index === undefined) return judged("second-class", Number.NaN);
  const second: Resolved = { ...target, index };
  const value = await similarity(task, map, labOf(task, { target: second }));
  return judged("second-class", value, { other: predictionAt(scores, programs.network, index) });
}

/** By methods whose shares add up to the score's difference from a baseline. */
export const completenessFigure = (figures: Readonly<Record<string, number>>): TrustFigure =>
  judged("completeness", figures.completenessError ?? Number.NaN);

async function similarity({ method, parameters }: Task, map: HeatMap, lab: EngineLab) {
  const other = await method.explain(lab, parameters as never);
  return rankCorrelation(shown(map), shown(other.map));
}

const isFlat = ({ values }: HeatMap) => values.every((v) => v === values[0] || Number.isNaN(v));
