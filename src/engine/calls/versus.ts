import { difference } from "../../draw/difference";
import type { Explanation, Job, Target, Versus, VersusJob } from "../api";
import type { Models } from "../models";
import type { Network } from "../network";
import type { Calls } from "./call";
import { explain } from "./explain";

export const versus: Calls["versus"] = async (job, control, models) => {
  const { before, after, ...asked } = job;
  const old = await explain(await fitted(before, asked, models), control, models);
  const target = await sameClasses(old.target, job, models);
  const fresh = await explain(await fitted(after, { ...asked, target }, models), control, models);
  const whole = { x: 0, y: 0, width: 1, height: 1 };
  const placed = (e: Explanation) => ({ map: e.map, placement: e.picture?.placement ?? whole });
  return {
    before: shown(old),
    after: shown(fresh),
    difference: difference(placed(old), placed(fresh)),
    notes: notesOn(old, fresh),
  };
};

const shown = ({ raw: _, ...rest }: Explanation): Versus["before"] => rest;

/** The job for one of the two: a layer that it does not have gives way to its default one. */
async function fitted(model: string, asked: Omit<Job, "model">, models: Models): Promise<Job> {
  const { network } = await models.programs({ model, device: asked.device });
  return { ...asked, model, layer: hasLayer(network, asked.layer) ? asked.layer : undefined };
}

const hasLayer = ({ layers }: Network, name: string | undefined) =>
  layers.some(({ info }) => [info.name, info.node, info.tensor].includes(name ?? ""));

/** The classes by their labels: another network may number them otherwise. */
async function sameClasses(
  target: Explanation["target"],
  { before, after, device }: VersusJob,
  models: Models,
): Promise<Target> {
  const [{ network: a }, { network: b }] = [
    await models.programs({ model: before, device }),
    await models.programs({ model: after, device }),
  ];
  const same = (index: number) => {
    const label = a.info.labels[index];
    const found = b.info.labels.indexOf(label);
    return b.info.labels[index] === label || found < 0 ? index : found;
  };
  if (target.kind !== "class" && target.kind !== "contrast") return target;
  if (target.kind === "class") return { kind: "class", index: same(target.index) };
  return { kind: "contrast", index: same(target.index), against: same(target.against) };
}

function notesOn(a: Explanation, b: Explanation): string[] {
  const notes: string[] = [];
  if (a.layer !== b.layer)
    notes.push(`The layers are not the same: ${a.layer} before, ${b.layer} after.`);
  if (a.target.label !== b.target.label)
    notes.push(`The classes are not the same: ${a.target.label} before, ${b.target.label} after.`);
  return notes;
}
