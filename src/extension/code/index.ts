// What Glassbox adds to code and text: hovers, lenses, a tool for language models.
import { type Disposable, languages, lm, commands as registry } from "vscode";
import type { Place } from "../../webview/protocol/inside";
import { Knowledge, type Ports } from "./knowledge";
import { LayerHover } from "./layer-hover";
import { Lenses } from "./lenses";
import { explainLayer, lookInside } from "./markdown";
import { PictureHover } from "./picture-hover";
import { ExplainTool, toolName } from "./tool";

/** Notebook cells are documents of the language too. */
const python = { language: "python" };
const texts = ["python", "json", "jsonc", "yaml", "csv", "tsv", "markdown", "plaintext"].map(
  (language) => ({ language }),
);

/** `changed` is to be called when the panel shows another model. */
export function registerCode(ports: Omit<Ports, "changed">) {
  const knowledge: Knowledge = new Knowledge({ ...ports, changed: () => lenses.changed() });
  const lenses = new Lenses(knowledge);
  const registered: Disposable[] = [
    languages.registerHoverProvider(python, new LayerHover(knowledge)),
    languages.registerHoverProvider(texts, new PictureHover(knowledge)),
    languages.registerCodeLensProvider(python, lenses),
    lm.registerTool(toolName, new ExplainTool(knowledge)),
    registry.registerCommand(explainLayer, (picture: string, layer: string) =>
      ports.explain(picture, { layer }),
    ),
    registry.registerCommand(lookInside, (picture: string, place: Place, layer: string) =>
      ports.look(picture, { place, layer }),
    ),
  ];
  return { registered, changed: lenses.changed };
}
