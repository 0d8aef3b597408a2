import { resample } from "../../draw/resample";
import { layoutOf } from "./baselines";
import { defineMethod, type Lab, type MethodResult, type ParamValues } from "./method";
import { seedParam, uniform } from "./random";
import { pixelMap } from "./reduce";

const params = {
  masks: { type: "integer", default: 1000, min: 10, max: 100_000, about: "Random masks." },
  cells: { type: "integer", default: 7, min: 2, max: 64, about: "Cells of a mask along a side." },
  keep: {
    type: "number",
    default: 0.5,
    min: 0.05,
    max: 0.95,
    about: "Share of the cells that stay visible.",
  },
  seed: seedParam,
} as const;

export const rise = defineMethod({
  id: "rise",
  title: "RISE",
  about: "The score averaged over random masks, for each pixel over those that let it through.",
  group: "perturbation",
  paper: "https://arxiv.org/abs/1806.07421",
  needs: [],
  params,
  passes: (_, { masks }) => masks,
  explain: (lab, given) => throughMasks(lab, given, "logit", (inputs) => lab.score(inputs)),
});

export const dRise = defineMethod({
  id: "d-rise",
  title: "D-RISE",
  about:
    "As RISE, for a detector's box: the best overlap times probability of a box like it in each " +
    "masked picture.",
  group: "perturbation",
  paper: "https://arxiv.org/abs/2006.03204",
  needs: ["boxes"],
  params: { ...params, cells: { ...params.cells, default: 16 } },
  passes: (_, { masks }) => masks,
  explain: (lab, given) =>
    throughMasks(lab, given, "overlap x probability", (inputs) => lab.boxLike!(inputs)),
});

async function throughMasks(
  lab: Lab,
  { masks, cells, keep, seed }: ParamValues<typeof params>,
  unit: string,
  scoresOf: (inputs: Float32Array[]) => Promise<Float32Array>,
): Promise<MethodResult> {
  const { width, height, plane, channels, at } = layoutOf(lab);
  const random = uniform(seed);
  const sums = new Float64Array(plane);
  let mean = 0;
  // The mean score is taken off: a pixel that does not matter comes out at zero.
  const current = (done: number) => Float32Array.from(sums, (s) => s / (done * keep) - mean / done);
  const mapOf = (values: Float32Array) =>
    pixelMap(lab, values, { view: "signed", unit, clip: 100 });
  for (let done = 0; done < masks; ) {
    const some = Array.from({ length: Math.min(lab.batch, masks - done) }, () =>
      randomMask(random, cells, keep, width, height),
    );
    const inputs = some.map((mask) => {
      const out = lab.input.data.slice();
      for (let c = 0; c < channels; c++) for (let p = 0; p < plane; p++) out[at(c, p)] *= mask[p];
      return out;
    });
    const scores = await scoresOf(inputs);
    some.forEach((mask, i) => {
      for (let p = 0; p < plane; p++) sums[p] += scores[i] * mask[p];
      mean += scores[i];
    });
    done += some.length;
    const partial = mapOf(current(done));
    lab.progress({ fraction: done / masks, message: `${done} of ${masks} masks`, partial });
  }
  const data = current(masks);
  return { raw: { dims: [height, width], data }, map: mapOf(data) };
}

/** A grid of cells, each visible or not, upsampled beyond the picture and shifted by part of a cell. */
function randomMask(
  random: () => number,
  cells: number,
  keep: number,
  width: number,
  height: number,
) {
  const values = Float32Array.from({ length: (cells + 1) ** 2 }, () => Number(random() < keep));
  const [across, down] = [width / cells, height / cells];
  return resample(
    { width: cells + 1, height: cells + 1, values },
    { width, height },
    {
      x: -random() * across,
      y: -random() * down,
      width: width + across,
      height: height + down,
    },
  );
}
