import { resample, upsample } from "../../draw/resample";
import { layoutOf } from "./baselines";
import { camMap } from "./cams";
import { defineMethod, type Lab } from "./method";

export const scoreCam = defineMethod({
  id: "score-cam",
  title: "Score-CAM",
  about: "Each channel weighted by the score of the picture seen through it: no gradients.",
  group: "regions",
  paper: "https://arxiv.org/abs/1910.01279",
  wholeChannels: true,
  needs: ["layer"],
  params: {
    alignCorners: {
      type: "flag",
      default: false,
      about: "Upsample corner to corner, as pytorch-grad-cam does, rather than by pixel centres.",
    },
  },
  passes: ({ channels }) => channels,
  async explain(lab, { alignCorners }) {
    const { dims, data } = await lab.activation();
    const [, channels, height, width] = dims;
    const area = height * width;
    const scores = new Float64Array(channels);
    for (let done = 0; done < channels; done += lab.batch) {
      const some = Array.from({ length: Math.min(lab.batch, channels - done) }, (_, i) => done + i);
      const masked = some.map((k) => {
        const values = data.subarray(k * area, (k + 1) * area);
        return through(lab, { width, height, values }, alignCorners);
      });
      scores.set(await lab.score(masked), done);
      const passes = done + some.length;
      lab.progress({ fraction: passes / channels, message: `${passes} of ${channels} channels` });
    }
    const weights = softmax(scores);
    const map = Float32Array.from({ length: area }, (_, p) =>
      weights.reduce((sum, w, k) => sum + w * data[k * area + p], 0),
    );
    return camMap(dims, map);
  },
});

/** The picture times the channel, upsampled and stretched to 0 .. 1. */
function through(
  lab: Lab,
  grid: { width: number; height: number; values: Float32Array },
  corners: boolean,
) {
  const { width, height, plane, channels, at } = layoutOf(lab);
  const fine = corners
    ? resample(grid, { width, height }, cornerToCorner(grid, width, height))
    : upsample(grid, width, height);
  let [low, high] = [fine[0], fine[0]];
  for (const v of fine) [low, high] = [Math.min(low, v), Math.max(high, v)];
  const out = lab.input.data.slice();
  for (let c = 0; c < channels; c++)
    for (let p = 0; p < plane; p++) out[at(c, p)] *= (fine[p] - low) / (high - low + 1e-8);
  return out;
}

/** The rectangle over which a grid must be laid for its corner cells to lie on the corner pixels. */
function cornerToCorner(grid: { width: number; height: number }, width: number, height: number) {
  const step = (pixels: number, cells: number) => (pixels - 1) / Math.max(cells - 1, 1);
  const across = step(width, grid.width);
  const down = step(height, grid.height);
  return {
    x: (1 - across) / 2,
    y: (1 - down) / 2,
    width: across * grid.width,
    height: down * grid.height,
  };
}

function softmax(scores: Float64Array) {
  const largest = scores.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const powers = scores.map((s) => Math.exp(s - largest));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((p) => p / total);
}
