// What gradient ascent climbs: a class's score, or a channel's mean activation, for inputs at once.
import type { VisualizeJob } from "./api";
import type { Slope } from "./inside/ascent";
import { checkChannels } from "./inside/channels";
import { anyLayer, gradientRefusal } from "./lookup";
import type { NdFloats } from "./methods";
import { redirected } from "./methods/rectifiers";
import type { Network } from "./network";
import { type Programs, plain } from "./programs";
import { pulledBack } from "./pulled-back";
import { resolveTarget, seedOf, weigh } from "./target";

export interface Objective {
  /** As a person reads it. */
  name: string;
  unit: string;
  /** @param inputs [n, ...] */
  slope(inputs: NdFloats): Promise<Slope>;
}

/** @throws Refusal `no-gradient`, `no-such-class`, `no-such-layer`, `bad-parameter` */
export function objectiveOf(programs: Programs, objective: VisualizeJob["objective"]): Objective {
  const { network } = programs;
  const refusal = gradientRefusal(network, programs.check);
  if (refusal) throw refusal;
  return "class" in objective
    ? classScore(programs, objective.class)
    : channelMean(programs, objective.layer, objective.channel);
}

function classScore(programs: Programs, index: number): Objective {
  const { info, input } = programs.network;
  const target = resolveTarget({ kind: "class", index }, new Float32Array(info.classes), info);
  const one = seedOf(target, info.classes);
  return {
    name: info.labels[index],
    unit: "logit",
    async slope(inputs) {
      const seed = repeated(one, inputs.dims[0]);
      const { scores, gradient } = await programs.gradient(input, inputs, seed, plain);
      return { objectives: [...weigh(scores, one)], gradient: gradient.data as Float32Array };
    },
  };
}

function channelMean(programs: Programs, wanted: string | undefined, channel: number): Objective {
  const { info, value } = anyLayer(programs.network, wanted);
  const [count, ...cells] = value.shape!.slice(1).map((d) => d ?? 1);
  checkChannels([channel], count, info.name);
  const area = cells.reduce((a, b) => a * b, 1);
  const one = new Float32Array(count * area);
  one.fill(1 / area, channel * area, (channel + 1) * area);
  return {
    name: `${info.name}, channel ${channel}`,
    unit: "mean activation",
    async slope(inputs) {
      const seed = repeated(one, inputs.dims[0]);
      const found = await pulledBack(programs, value, inputs, seed, plain);
      const gradient = found.gradient.data;
      if (starts(gradient, seed.length / one.length).some(isStuck)) {
        const other = await pulledBack(programs, value, inputs, seed, redirected);
        const ways = starts(other.gradient.data, seed.length / one.length);
        starts(gradient, ways.length).forEach((own, n) => {
          if (isStuck(own)) own.set(ways[n]);
        });
      }
      return { objectives: [...weigh(found.value.data, one)], gradient };
    },
  };
}

/** One after the other where the network takes one picture at a time. */
export async function slopeOf(objective: Objective, inputs: NdFloats, { batched }: Network) {
  const [n, ...dims] = inputs.dims;
  if (batched || n === 1) return objective.slope(inputs);
  const gradient = new Float32Array(inputs.data.length);
  const objectives: number[] = [];
  const size = inputs.data.length / n;
  for (let i = 0; i < n; i++) {
    const data = inputs.data.slice(i * size, (i + 1) * size);
    const one = await objective.slope({ dims: [1, ...dims], data });
    objectives.push(...one.objectives);
    gradient.set(one.gradient, i * size);
  }
  return { objectives, gradient };
}

const starts = (all: Float32Array, n: number) => {
  const size = all.length / n;
  return Array.from({ length: n }, (_, i) => all.subarray(i * size, (i + 1) * size));
};
/** Behind a ReLU that is nowhere active there is no way up. */
const isStuck = (gradient: Float32Array) => gradient.every((v) => v === 0);

const repeated = (one: Float32Array, n: number) =>
  Float32Array.from({ length: n * one.length }, (_, i) => one[i % one.length]);
