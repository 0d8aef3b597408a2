import type { Preprocessing, Visualization } from "../api";
import { breathe } from "../at-layer";
import { type Canvas, canvases } from "../canvas";
import { climb } from "../inside/ascent";
import { objectiveOf, slopeOf } from "../objective";
import { top } from "../predictions";
import type { Programs } from "../programs";
import { cancelled } from "../refusal";
import { toInput } from "../run/colours";
import type { Calls } from "./call";

/** Steps between two previews. */
const preview = 8;

export const visualize: Calls["visualize"] = async (job, control, models) => {
  const programs = await models.programs(job);
  const { network } = programs;
  const objective = objectiveOf(programs, job.objective);
  const canvas = canvases[job.parametrisation](programs, objective, job);
  const { variables, slope, update } = canvas;
  const how = network.info.preprocessing;
  const shown = async () => screens(await canvas.colours(variables), job.seeds, how);
  const climbed = await climb({
    variables,
    slope,
    update,
    steps: job.steps,
    async stepped(step) {
      await breathe();
      if (control.signal.aborted) throw cancelled();
      const pictures = step % preview === 1 ? await shown() : undefined;
      const message = `step ${step} of ${job.steps}`;
      control.progress({ fraction: step / job.steps, message, pictures });
    },
  });
  const ends = await endsOf(programs, canvas, job.seeds);
  const last = await slopeOf(
    objective,
    { dims: [job.seeds, ...ends[0].input.dims.slice(1)], data: joined(ends) },
    network,
  );
  const pictures = (await shown()).map((screen, n) => ({
    ...screen,
    ...ends[n],
    trajectory: [...(climbed.trajectories[n] ?? []), last.objectives[n]],
  }));
  const { steps, plateau } = climbed;
  return {
    model: job.model,
    of: objective.name,
    unit: objective.unit,
    pictures,
    steps,
    plateau,
    notes: notesOn(pictures, steps, plateau),
  };
};

const joined = (ends: { input: { data: Float32Array } }[]) =>
  Float32Array.from(ends.flatMap((e) => [...e.input.data]));

type End = Pick<Visualization, "input" | "predictions" | "atBounds">;

/** What the network makes of the finished pictures, as they are. */
async function endsOf(programs: Programs, canvas: Canvas, seeds: number): Promise<End[]> {
  const { network } = programs;
  const colours = await canvas.colours(canvas.variables);
  const size = colours.length / seeds;
  const dims = [1, ...network.input.shape!.slice(1).map((d) => d!)];
  const ends: End[] = [];
  for (let n = 0; n < seeds; n++) {
    const own = colours.subarray(n * size, (n + 1) * size);
    const input = { dims, data: toInput(own, network.info.preprocessing) };
    const atBounds = own.reduce((sum, v) => sum + Number(v < bound || v > 1 - bound), 0) / size;
    ends.push({ input, predictions: top(await programs.scores(input), network, 5), atBounds });
  }
  return ends;
}

/** Nearer than this to black or white a colour cannot move any more: half of a screen's step. */
const bound = 0.5 / 255;

function screens(colours: Float32Array, n: number, { width, height }: Preprocessing) {
  const plane = width * height;
  const size = colours.length / n;
  return Array.from({ length: n }, (_, i) => {
    const own = colours.subarray(i * size, (i + 1) * size);
    const rgb = new Uint8ClampedArray(3 * plane);
    for (let p = 0; p < plane; p++)
      for (let c = 0; c < 3; c++) rgb[3 * p + c] = 255 * own[(c * plane + p) % size];
    return { width, height, rgb: new Uint8Array(rgb.buffer) };
  });
}

function notesOn(pictures: Visualization[], steps: number, plateau: boolean): string[] {
  const most = Math.max(...pictures.map((p) => p.atBounds));
  const notes = [
    plateau && `The objective saturates: nothing was gained any more after ${steps} steps.`,
    pictures.some((p) => p.trajectory.at(-1) === 0) &&
      "Nothing was found that makes it active: its ReLU stayed shut.",
    most > 0.2 &&
      `Up to ${Math.round(100 * most)} % of the colour values lie at black or white: ` +
        "a picture cannot show more of it.",
  ];
  return notes.filter((n) => n !== false);
}
