// How each of the peers' recorded numbers is asked of Glassbox, and how near ours must come.
import { join } from "node:path";
import type { Job } from "../../../src/engine/api";
import { type Entry, manifest, reference } from "../reference-data";

export interface Peer {
  /** Our method. */
  method: string;
  /** Largest relative L2 difference; the reference's README says why. */
  bound: number | ((e: Entry) => number);
  parameters?(entry: Entry): Job["parameters"];
  /** False for entries that measure something else. */
  comparable?(entry: Entry): boolean;
}

const raw = { bound: 1e-4, comparable: isRaw };

/** By the manifest's name of the method. */
export const peers: Record<string, Peer> = {
  saliency: { method: "saliency", bound: 5e-3 },
  input_x_gradient: { method: "input-x-gradient", bound: 5e-3 },
  guided_backprop: { method: "guided-backprop", bound: 1e-4 },
  deconvnet: { method: "deconvnet", bound: 1e-4 },
  integrated_gradients: {
    method: "integrated-gradients",
    bound: 5e-3,
    // Ours is Gauss-Legendre; the Riemann sums are Captum's other way to the same integral.
    comparable: ({ quadrature }) => quadrature === "gausslegendre",
    parameters: (e) => ({ steps: e.n_steps as number, baseline: "zero" }),
  },
  CAM: { method: "cam", bound: 1e-4 },
  gradcam_raw: { method: "grad-cam", bound: 1e-4 },
  GradCAM: { method: "grad-cam", ...raw },
  GradCAMPlusPlus: {
    method: "grad-cam-plus-plus",
    ...raw,
    // Behind a linear bottleneck activations are negative and alpha's denominator crosses zero: a
    // relative change of 1e-6 in the gradient moves that map by 3e-3.
    bound: ({ net, layer }) =>
      net === "mobilenet_v2_coral" && layer === "features.13" ? 5e-3 : 1e-4,
  },
  HiResCAM: { method: "hires-cam", ...raw },
  LayerCAM: { method: "layer-cam", ...raw },
  XGradCAM: { method: "xgrad-cam", ...raw },
  ScoreCAM: {
    method: "score-cam",
    ...raw,
    bound: 1e-3,
    parameters: () => ({ alignCorners: true }),
  },
  guided_gradcam: {
    method: "guided-grad-cam",
    bound: 1e-4,
    parameters: () => ({ upsampling: "nearest" }),
  },
  occlusion: {
    method: "occlusion",
    bound: 1e-4,
    comparable: ({ baseline }) => oneFill(baseline) !== undefined,
    parameters: (e) => ({
      windowHeight: (e.window as number[])[1],
      window: (e.window as number[])[2],
      strideHeight: (e.strides as number[])[1],
      stride: (e.strides as number[])[2],
      fill: oneFill(e.baseline)!,
    }),
  },
};

export function boundFor(e: Entry): number {
  const { bound } = peers[e.method];
  return typeof bound === "number" ? bound : bound(e);
}

/** pytorch-grad-cam's final maps are normalised for display: only the raw ones are numbers. */
function isRaw({ stage }: Entry) {
  return String(stage).startsWith("raw");
}

export const comparable = manifest.entries.filter((e) => {
  const peer = peers[e.method];
  return peer && (peer.comparable?.(e) ?? true);
});

/** Of what is not compared, why; by the manifest's name of the method. */
const reasons: Record<string, (e: Entry) => string | undefined> = {
  EigenCAM: () => "not one of ours: its sign is arbitrary",
  GradCAMElementWise: () => "not one of ours",
  class_visualisation: () => "no map of a picture",
  occlusion_grid_logits: () =>
    "the scores that the occlusion maps, compared themselves, are made of",
  input: () => "what the others are computed from",
  noise: () => "what SmoothGrad's are computed from",
  integrated_gradients: ({ quadrature }) =>
    quadrature === "riemann_trapezoid" ? "another quadrature of the integral that is compared" : "",
  occlusion: ({ baseline }) =>
    oneFill(baseline) === undefined ? "a fill for each channel: ours is one number" : "",
};
/** Why an entry is not compared; undefined if nobody has said. */
export const reasonFor = (e: Entry): string | undefined =>
  reasons[e.method]?.(e) ||
  (String(e.stage).startsWith("final")
    ? "normalised for display: its raw map is compared"
    : undefined);

/** A number, or the same number for every channel. */
function oneFill(baseline: unknown): number | undefined {
  const all = (Array.isArray(baseline) ? baseline : [baseline]) as number[];
  return all.every((v) => v === all[0]) ? all[0] : undefined;
}

export function jobFor(e: Entry): Job {
  const { method, parameters } = peers[e.method];
  const { onnx, layer_to_onnx_tensor } = manifest.nets[e.net];
  return {
    model: join(reference!, onnx),
    image: { tensor: join(reference!, "numbers", e.net, e.image!, "input.npy") },
    target: { kind: "class", index: e.target },
    method,
    layer: e.layer && layer_to_onnx_tensor[e.layer],
    parameters: parameters?.(e) ?? {},
    device: "cpu",
  };
}
