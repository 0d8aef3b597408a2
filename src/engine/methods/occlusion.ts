import type { Window } from "../incremental/window";
import { baselineOf, grey } from "./baselines";
import { type About, defineMethod, type Lab } from "./method";
import { normal } from "./random";
import { pixelMap } from "./reduce";
import { coarseToFine } from "./windows";

/** What covers the picture, as inputs of the network. */
const covers = {
  value: (lab: Lab, fill: number) => new Float32Array(lab.input.data.length).fill(fill),
  grey: (lab: Lab) => grey(lab, 127.5),
  mean: (lab: Lab) => baselineOf(lab, "mean"),
  blur: (lab: Lab) => baselineOf(lab, "blur"),
  noise: (lab: Lab) => Float32Array.from(lab.input.data, normal(0)),
};
type Cover = keyof typeof covers;

export const occlusion = defineMethod({
  id: "occlusion",
  title: "Occlusion",
  about: "How far the score drops when a square of the picture is covered.",
  group: "perturbation",
  paper: "https://arxiv.org/abs/1311.2901",
  needs: [],
  params: {
    window: {
      type: "integer",
      default: null,
      min: 1,
      max: 4096,
      about:
        "Side of the covered square in input pixels; a seventh of the shorter side if not given.",
    },
    stride: {
      type: "integer",
      default: null,
      min: 1,
      max: 4096,
      about:
        "Input pixels between two squares; a quarter of the window if not given, coarse first.",
    },
    fill: {
      type: "number",
      default: 0,
      min: -1e6,
      max: 1e6,
      about: "What covers the picture, in the network's own input values (0 is the training mean).",
    },
    fillWith: {
      type: "choice",
      default: "value",
      options: Object.keys(covers) as Cover[],
      about: "Cover with the fill value, mid-grey, the picture's mean colour, its blur, or noise.",
    },
  },
  passes: (about, params) => levelsFor(about, params).flat(),
  async explain(lab, { fill, fillWith, ...given }) {
    const { width, height } = lab.preprocessing;
    const levels = levelsFor(lab, given);
    const total = levels.reduce((n, level) => n + level.length, 0);
    const mean = new CoverageMean(width, height);
    const [base] = await lab.score([lab.input.data]);
    let done = 0;
    for await (const { windows, scores } of lab.occluded(levels, covers[fillWith](lab, fill))) {
      windows.forEach((w, i) => {
        mean.add(w, base - scores[i]);
      });
      done += windows.length;
      lab.progress({
        fraction: done / total,
        passes: { done, total },
        message: `occluded ${done} of ${total} windows`,
        partial: signedMap(lab, mean.values()),
      });
    }
    const data = mean.values();
    return { raw: { dims: [height, width], data }, map: signedMap(lab, data) };
  },
});

function levelsFor(
  { preprocessing: { width, height } }: Pick<About, "preprocessing">,
  given: { window: number | null; stride: number | null },
) {
  const side = given.window ?? Math.max(1, Math.round(Math.min(width, height) / 7));
  return coarseToFine(width, height, side, given.stride ?? Math.max(1, Math.floor(side / 4)));
}

const signedMap = (lab: Lab, values: Float32Array) =>
  pixelMap(lab, values, { view: "signed", unit: "logit drop", clip: 100 });

/** Per pixel the mean over the windows that covered it; 0 where none has yet. */
class CoverageMean {
  private readonly sums: Float64Array;
  private readonly counts: Uint32Array;
  constructor(
    private readonly width: number,
    height: number,
  ) {
    this.sums = new Float64Array(width * height);
    this.counts = new Uint32Array(width * height);
  }
  add({ left, top, right, bottom }: Window, drop: number) {
    for (let y = top; y < bottom; y++)
      for (let p = y * this.width + left; p < y * this.width + right; p++) {
        this.sums[p] += drop;
        this.counts[p]++;
      }
  }
  values = () => Float32Array.from(this.sums, (s, p) => (this.counts[p] ? s / this.counts[p] : 0));
}
