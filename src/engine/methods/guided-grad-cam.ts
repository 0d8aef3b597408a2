import { upsample } from "../../draw/resample";
import { layoutOf } from "./baselines";
import { layerGradient } from "./cams";
import { gradCamOf } from "./grad-cam";
import { defineMethod } from "./method";
import { failsRandomisation, guided, rectifierNotes } from "./rectifiers";
import { largestAbs, pixelMap } from "./reduce";

export const guidedGradCam = defineMethod({
  id: "guided-grad-cam",
  title: "Guided Grad-CAM",
  about: "Guided backprop, kept only where Grad-CAM looks.",
  group: "pixels",
  paper: "https://arxiv.org/abs/1610.02391",
  caveat: failsRandomisation,
  needs: ["gradients", "layer"],
  params: {
    upsampling: {
      type: "choice",
      default: "bilinear",
      options: ["bilinear", "nearest"],
      about: "How Grad-CAM's map grows to the input's size; Captum takes the nearest.",
    },
  },
  passes: () => 2,
  async explain(lab, { upsampling }) {
    const { value, gradient } = await lab.gradient({ wrt: "layer" });
    const [, , h, w] = value.dims;
    const coarse = gradCamOf(layerGradient(value, gradient)).map((v) => Math.max(v, 0));
    const { width, height, plane, channels, at } = layoutOf(lab);
    const grid = { width: w, height: h, values: coarse };
    const fine =
      upsampling === "bilinear" ? upsample(grid, width, height) : nearest(grid, width, height);
    const { gradient: pixels } = await lab.gradient({ wrt: "input", rules: guided });
    const data = pixels.data.slice();
    for (let c = 0; c < channels; c++) for (let p = 0; p < plane; p++) data[at(c, p)] *= fine[p];
    const raw = { dims: pixels.dims, data };
    const map = pixelMap(lab, largestAbs(lab, raw), { view: "positive", unit: "no unit" });
    return { raw, map, notes: rectifierNotes(lab) };
  },
});

const nearest = (
  g: { width: number; height: number; values: Float32Array },
  width: number,
  height: number,
) =>
  Float32Array.from({ length: width * height }, (_, p) => {
    const x = Math.floor(((p % width) * g.width) / width);
    const y = Math.floor((Math.floor(p / width) * g.height) / height);
    return g.values[y * g.width + x];
  });
