// Which model explains a picture.
import { dirname, relative, sep } from "node:path";

export interface ModelQuestion {
  picture: string;
  /** Absolute paths of the .onnx files there are. */
  found: readonly string[];
  /** The setting, as an absolute path. */
  setting?: string;
  /** What was chosen last time for this folder. */
  remembered?: string;
}
export type ModelAnswer = { use: string } | { ask: string[] } | { none: true };

/** The setting, else what was chosen before, else the only one; several are put to the person. */
export function answer({ picture, found, setting, remembered }: ModelQuestion): ModelAnswer {
  if (setting) return { use: setting };
  if (remembered && found.includes(remembered)) return { use: remembered };
  if (found.length === 0) return { none: true };
  if (found.length === 1) return { use: found[0] };
  return { ask: nearestFirst(picture, found) };
}

/** By the number of folders between the picture and the model, then by name. */
export function nearestFirst(picture: string, models: readonly string[]): string[] {
  const steps = (model: string) => relative(dirname(picture), dirname(model)).split(sep).length;
  const distance = (model: string) => (dirname(model) === dirname(picture) ? 0 : steps(model));
  return [...models].sort((a, b) => distance(a) - distance(b) || a.localeCompare(b));
}
