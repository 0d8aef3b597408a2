import { defineMethod, type Lab } from "./method";
import { pixelMap } from "./reduce";

const params = {
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
    about: "Input pixels between two squares; half of the window if not given.",
  },
  fill: {
    type: "number",
    default: 0,
    min: -1e6,
    max: 1e6,
    about: "What covers the picture, in the network's own input values (0 is the training mean).",
  },
} as const;

export const occlusion = defineMethod({
  id: "occlusion",
  title: "Occlusion",
  about: "How far the score drops when a square of the picture is covered.",
  group: "perturbation",
  paper: "https://arxiv.org/abs/1311.2901",
  needs: [],
  params,
  async explain(lab, given) {
    const { width, height } = lab.preprocessing;
    const window = given.window ?? Math.max(1, Math.round(Math.min(width, height) / 7));
    const stride = given.stride ?? Math.max(1, Math.floor(window / 2));
    const windows = windowsOver(width, height, window, stride);
    const mean = new CoverageMean(width, height);
    const [base] = await lab.score([lab.input.data]);
    for (let start = 0; start < windows.length; start += lab.batch) {
      const some = windows.slice(start, start + lab.batch);
      const scores = await lab.score(some.map((w) => covered(lab, w, given.fill)));
      some.forEach((w, i) => {
        mean.add(w, base - scores[i]);
      });
      const done = start + some.length;
      lab.progress({
        fraction: done / windows.length,
        message: `occluded ${done} of ${windows.length} windows`,
        partial: signedMap(lab, mean.values()),
      });
    }
    const data = mean.values();
    return { raw: { dims: [height, width], data }, map: signedMap(lab, data) };
  },
});

const signedMap = (lab: Lab, values: Float32Array) =>
  pixelMap(lab, values, { view: "signed", unit: "logit drop", clip: 100 });

/** Half-open, in input pixels. */
interface Window {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Positions as Captum has them: ceil((H - w) / s) + 1 along an axis, the last ones clipped. */
function windowsOver(width: number, height: number, side: number, stride: number): Window[] {
  const starts = (length: number) =>
    Array.from(
      { length: Math.ceil(Math.max(length - side, 0) / stride) + 1 },
      (_, i) => i * stride,
    );
  return starts(height).flatMap((top) =>
    starts(width).map((left) => ({
      left,
      top,
      right: Math.min(left + side, width),
      bottom: Math.min(top + side, height),
    })),
  );
}

function covered({ input, preprocessing }: Lab, w: Window, fill: number): Float32Array {
  const { width, height, layout } = preprocessing;
  const out = input.data.slice();
  const channels = out.length / (width * height);
  for (let y = w.top; y < w.bottom; y++) {
    const from = y * width + w.left;
    const to = y * width + w.right;
    if (layout === "NHWC") out.fill(fill, from * channels, to * channels);
    else
      for (let c = 0; c < channels; c++)
        out.fill(fill, c * width * height + from, c * width * height + to);
  }
  return out;
}

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
