import { defineMethod, type Lab, type NdFloats } from "./method";
import { normal, seedParam } from "./random";
import { largestAbs, pixelMap } from "./reduce";

const statistics = ["mean", "squared", "variance"] as const;
export type Statistic = (typeof statistics)[number];

export const smoothgrad = defineMethod({
  id: "smoothgrad",
  title: "SmoothGrad",
  about: "Saliency averaged over noisy copies of the picture.",
  group: "pixels",
  paper: "https://arxiv.org/abs/1706.03825",
  needs: ["gradients"],
  params: {
    samples: { type: "integer", default: 25, min: 1, max: 1000, about: "Noisy copies." },
    sigma: {
      type: "number",
      default: 0.15,
      min: 0,
      max: 10,
      about: "Deviation of the noise, as a share of the input's range (maximum - minimum).",
    },
    statistic: {
      type: "choice",
      default: "mean",
      options: statistics,
      about: "Mean of the gradients, mean of their squares, or their variance (VarGrad).",
    },
    seed: seedParam,
  },
  passes: (_, { samples }) => samples,
  async explain(lab, { samples, sigma, statistic, seed }) {
    const { data } = lab.input;
    const [low, high] = data.reduce(
      ([a, b], v) => [Math.min(a, v), Math.max(b, v)],
      [data[0], data[0]],
    );
    const random = normal(seed);
    const noisy = () => data.map((v) => v + sigma * (high - low) * random());
    const raw = await gradientStatistic(lab, noisy, samples, statistic);
    const unit = statistic === "mean" ? "logit per input unit" : "(logit per input unit)²";
    return { raw, map: pixelMap(lab, largestAbs(lab, raw), { view: "positive", unit }) };
  },
});

/** Mean, mean square or population variance of the gradients at `samples` inputs. */
export async function gradientStatistic(
  lab: Lab,
  next: () => Float32Array,
  samples: number,
  statistic: Statistic,
): Promise<NdFloats> {
  const size = lab.input.data.length;
  const sums = new Float64Array(size);
  const squares = new Float64Array(size);
  for (let done = 0; done < samples; ) {
    const inputs = Array.from({ length: Math.min(lab.batch, samples - done) }, next);
    const { gradient } = await lab.gradient({ wrt: "input", inputs });
    gradient.data.forEach((g, i) => {
      sums[i % size] += g;
      squares[i % size] += g * g;
    });
    done += inputs.length;
    lab.progress({ fraction: done / samples, message: `${done} of ${samples} noisy copies` });
  }
  const of: Record<Statistic, (i: number) => number> = {
    mean: (i) => sums[i] / samples,
    squared: (i) => squares[i] / samples,
    variance: (i) => squares[i] / samples - (sums[i] / samples) ** 2,
  };
  return {
    dims: lab.input.dims,
    data: Float32Array.from({ length: size }, (_, i) => of[statistic](i)),
  };
}
