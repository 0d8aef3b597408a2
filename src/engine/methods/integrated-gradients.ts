import { baselineOf, baselines } from "./baselines";
import { defineMethod, type Lab } from "./method";
import { gaussLegendre } from "./quadrature";
import { channelSum, pixelMap } from "./reduce";

/** Above this the steps are too few. */
const tolerated = 0.05;
const usual = 50;
const finer = 200;

export const integratedGradients = defineMethod({
  id: "integrated-gradients",
  title: "Integrated gradients",
  about: "Each pixel's share of the score, summed up on the way from a baseline to the picture.",
  group: "pixels",
  paper: "https://arxiv.org/abs/1703.01365",
  needs: ["gradients"],
  params: {
    steps: {
      type: "integer",
      default: null,
      min: 2,
      max: 1000,
      about: "Gauss-Legendre nodes on the way; 50 if not given, 200 where those are too few.",
    },
    baseline: {
      type: "choice",
      default: "black",
      options: baselines,
      about: "Where the way starts: a black, white, blurred or mean-coloured picture, or zeros.",
    },
  },
  passes: (_, { steps }) => steps ?? usual,
  async explain(lab, { steps, baseline }) {
    const start = baselineOf(lab, baseline);
    const [from, to] = await lab.score([start, lab.input.data]);
    const attempt = async (n: number) => {
      const data = await integrate(lab, start, n);
      const total = data.reduce((a, b) => a + b, 0);
      return { data, error: Math.abs(total - (to - from)) / Math.abs(to - from) };
    };
    const percent = (e: number) => `${(100 * e).toFixed(2)} %`;
    const first = await attempt(steps ?? usual);
    const again = steps === null && first.error > tolerated;
    const { data, error } = again ? await attempt(finer) : first;
    const notes = [
      `Completeness error ${percent(error)}: the map adds up to the difference of the scores.`,
      again && `With ${usual} steps it was ${percent(first.error)}: ${finer} were taken.`,
    ].filter((n) => n !== false);
    const raw = { dims: lab.input.dims, data };
    const map = pixelMap(lab, channelSum(lab, raw), { view: "signed", unit: "logit" });
    return {
      raw,
      map,
      notes,
      figures: { completenessError: error, steps: again ? finer : (steps ?? usual) },
    };
  },
});

/** (x - x') times the integral of the gradient from x' to x. */
async function integrate(lab: Lab, start: Float32Array, steps: number): Promise<Float32Array> {
  const x = lab.input.data;
  const nodes = gaussLegendre(steps);
  const sums = new Float64Array(x.length);
  for (let done = 0; done < steps; done += lab.batch) {
    const some = nodes.slice(done, done + lab.batch);
    const inputs = some.map(({ node }) => x.map((v, i) => start[i] + node * (v - start[i])));
    const { gradient } = await lab.gradient({ wrt: "input", inputs });
    gradient.data.forEach((g, i) => {
      sums[i % x.length] += some[Math.floor(i / x.length)].weight * g;
    });
    const taken = done + some.length;
    lab.progress({ fraction: taken / steps, message: `${taken} of ${steps} steps` });
  }
  return x.map((v, i) => (v - start[i]) * sums[i]);
}
