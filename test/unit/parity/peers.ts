// How each of the peers' recorded numbers is asked of Glassbox, and how near ours must come.
import { join } from "node:path";
import type { Job } from "../../../src/engine/api";
import { type Entry, manifest, reference } from "../reference";

export interface Peer {
  /** Our method. */
  method: string;
  /** Largest relative L2 difference; the reference's README says why. */
  bound: number;
  parameters?(entry: Entry): Job["parameters"];
  /** False for entries that measure something else. */
  comparable?(entry: Entry): boolean;
}

/** By the manifest's name of the method. */
export const peers: Record<string, Peer> = {
  saliency: { method: "saliency", bound: 5e-3 },
  gradcam_raw: { method: "grad-cam", bound: 1e-4 },
  GradCAM: { method: "grad-cam", bound: 1e-4, comparable: isRaw },
  occlusion: {
    method: "occlusion",
    bound: 1e-4,
    comparable: ({ baseline }) => typeof baseline === "number",
    parameters: (e) => ({
      window: (e.window as number[])[1],
      stride: (e.strides as number[])[1],
      fill: e.baseline as number,
    }),
  },
};

/** pytorch-grad-cam's final maps are normalised for display: only the raw ones are numbers. */
function isRaw({ stage }: Entry) {
  return String(stage).startsWith("raw");
}

export const comparable = manifest.entries.filter((e) => {
  const peer = peers[e.method];
  return peer && (peer.comparable?.(e) ?? true);
});

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
