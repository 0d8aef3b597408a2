// "Copy as Python": the same explanation with Captum or pytorch-grad-cam, or with ONNX Runtime where
// neither has the method.
import { Refusal } from "../../refusal";
import { isPointed } from "../../target";
import { type Exported, utf8 } from "../exported";
import { literal } from "./literal";
import { methods } from "./methods";
import { preprocessing } from "./preprocessing";

export function pythonFor(e: Exported): Uint8Array {
  const { explanation, job } = e;
  const { label = "" } = explanation.target;
  if (isPointed(explanation.target))
    throw new Refusal(
      "no-such-target",
      `A Python script can be written for classes, not for "${label}": keep it as .explain.json.`,
    );
  const write = Object.hasOwn(methods, explanation.method)
    ? methods[explanation.method]
    : undefined;
  const body = write ? write(e) : [`# There is no script for the method ${literal(job.method)}.`];
  const lines = [
    `# ${explanation.method} of the class ${literal(label)}`,
    "# as Glassbox made it; scores are before the softmax.",
    ...preprocessing(e),
    "",
    ...body,
    "",
  ];
  return utf8(lines.join("\n"));
}
