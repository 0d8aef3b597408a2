// A tool for language models: explains a picture of the workspace, in numbers and as a picture.
import { isAbsolute, relative, resolve } from "node:path";
import * as vscode from "vscode";
import type { Explanation, Job } from "../../engine/api";
import { Refusal } from "../../engine/refusal";
import { defaultMethod } from "../session";
import { device, type Knowledge } from "./knowledge";
import { pictureEnding } from "./picture-paths";

export const toolName = "explain_prediction";
const side = 512;

interface Input {
  picture: string;
  class?: string;
  method?: string;
}

export class ExplainTool implements vscode.LanguageModelTool<Input> {
  constructor(private readonly knowledge: Knowledge) {}

  prepareInvocation({ input }: vscode.LanguageModelToolInvocationPrepareOptions<Input>) {
    const { l10n } = vscode;
    return {
      invocationMessage: l10n.t("Explaining {0}", input.picture),
      confirmationMessages: {
        title: l10n.t("Explain a prediction"),
        message: l10n.t("Run the network of this workspace on {0}?", input.picture),
      },
    };
  }

  async invoke(
    { input }: vscode.LanguageModelToolInvocationOptions<Input>,
    token: vscode.CancellationToken,
  ) {
    const text = (value: string) => new vscode.LanguageModelTextPart(value);
    try {
      const { explanation, image } = await this.explain(input, token);
      const parts = [text(JSON.stringify(facts(explanation))), picture(image)];
      return new vscode.LanguageModelToolResult(parts.filter((p) => p !== undefined));
    } catch (e) {
      if (!(e instanceof Refusal)) throw e;
      return new vscode.LanguageModelToolResult([text(e.message)]);
    }
  }

  private async explain(input: Input, token: vscode.CancellationToken) {
    const file = inWorkspace(input.picture);
    const { engine } = this.knowledge.ports;
    const model = await this.knowledge.modelOf(file);
    if (!model)
      throw new Refusal("model-unreadable", "No model is chosen for this folder: pick one first.");
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    const control = { signal: abort.signal, progress() {} };
    const of = { model, device: device(file.fsPath) };
    const [info, methods] = await Promise.all([
      engine.open(of, control),
      engine.methods({}, control),
    ]);
    const job: Job = {
      ...of,
      image: { file: file.fsPath },
      method: input.method ?? defaultMethod(info, methods),
      target: targetOf(input.class, info.labels),
      parameters: {},
    };
    return engine.thumbnail({ ...job, side }, control);
  }
}

/** Only pictures of the workspace: a language model may ask for anything. */
function inWorkspace(path: string): vscode.Uri {
  for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
    const file = resolve(uri.fsPath, path);
    const way = relative(uri.fsPath, file);
    const inside = way !== "" && !way.startsWith("..") && !isAbsolute(way);
    if (inside && pictureEnding.test(file)) return vscode.Uri.file(file);
  }
  throw new Refusal("picture-unreadable", `"${path}" is no picture of this workspace.`);
}

function targetOf(wanted: string | undefined, labels: string[]): Job["target"] {
  if (!wanted) return { kind: "top" };
  const index = labels.findIndex((l) => l.toLowerCase() === wanted.toLowerCase());
  if (index >= 0) return { kind: "class", index };
  throw new Refusal("no-such-class", `No class of the model is called "${wanted}".`);
}

const facts = ({ predictions, target, method, layer, range, notes, figures }: Facts) => ({
  predictions,
  target,
  method,
  layer,
  range,
  notes,
  figures,
});
type Facts = Omit<Explanation, "raw" | "map">;

/** Editors before 1.105 know no pictures in a tool's result. */
function picture(bytes: Uint8Array): vscode.LanguageModelTextPart | undefined {
  const Data = (vscode as { LanguageModelDataPart?: DataPart }).LanguageModelDataPart;
  return Data?.image(bytes, "image/webp");
}
interface DataPart {
  image(data: Uint8Array, mime: string): vscode.LanguageModelTextPart;
}
