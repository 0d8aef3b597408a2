// Real networks, photographs and the peers' numbers: test data beside the repository.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { decodeNpy } from "../../src/engine/run/npy";

const folder =
  process.env.GLASSBOX_REFERENCE ?? resolve(import.meta.dirname, "../../../shared/reference");

/** The folder, or undefined where it is absent. */
export const reference = existsSync(folder) ? folder : undefined;

export interface Entry {
  net: string;
  file: string;
  method: string;
  image?: string;
  target: number;
  layer?: string;
  library?: string;
  shape: number[];
  [key: string]: unknown;
}
export interface Manifest {
  versions: Record<string, string>;
  nets: Record<string, { onnx: string; layer_to_onnx_tensor: Record<string, string> }>;
  entries: Entry[];
}

/** What the peers computed; empty where the folder is absent. */
export const manifest: Manifest = reference
  ? JSON.parse(readFileSync(join(reference, "numbers/manifest.json"), "utf8"))
  : { versions: {}, nets: {}, entries: [] };

export const numbers = (file: string) => decodeNpy(readFileSync(join(reference!, "numbers", file)));

/** |ours - theirs| / |theirs|, in the L2 norm. */
export function relativeL2(ours: ArrayLike<number>, theirs: ArrayLike<number>) {
  if (ours.length !== theirs.length) return Number.POSITIVE_INFINITY;
  let difference = 0;
  let size = 0;
  for (let i = 0; i < theirs.length; i++) {
    difference += (ours[i] - theirs[i]) ** 2;
    size += theirs[i] ** 2;
  }
  return Math.sqrt(difference / (size || 1));
}
