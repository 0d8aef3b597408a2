// What is explained first, and by what.
import type { Job, MethodInfo, ModelInfo, Predicted, Target } from "../engine/api";
import type { Choice } from "../webview/protocol";

/** Why the best class; where the folder says another one, why not that. */
export function firstQuestion({ predictions: [best], expected, reading }: Predicted): Target {
  const [thing] = reading?.things ?? [];
  if (thing) return { kind: "thing", id: thing.id };
  if (!best) return { kind: "top" };
  if (!expected || expected.index === best.index) return { kind: "class", index: best.index };
  return { kind: "contrast", index: best.index, against: expected.index };
}

/** The recommended method, or the first that this network allows. */
export function defaultMethod(model: ModelInfo, methods: MethodInfo[]): string {
  const usable = methods.filter((m) => works(m, model));
  const found = usable.find((m) => m.recommended) ?? usable[0] ?? methods[0];
  return found?.id ?? "";
}

/** Of several things, maps by whole channels show all alike. */
export const methodForThings = (model: ModelInfo, methods: MethodInfo[]) =>
  methods.find((m) => works(m, model) && m.needs.includes("layer") && !m.wholeChannels)?.id;

/** Whether a network has what a method needs. */
export const works = ({ needs }: MethodInfo, { noGradient, defaultLayer }: ModelInfo) =>
  !(needs.includes("gradients") && noGradient) && !(needs.includes("layer") && !defaultLayer);

/** The choice that a stored job was made by. */
export const choiceOf = ({ image, model, target, method, layer, parameters }: Job): Choice => ({
  picture: "file" in image ? image.file : image.tensor,
  model,
  target,
  method,
  layer,
  parameters: { [method]: parameters },
});
