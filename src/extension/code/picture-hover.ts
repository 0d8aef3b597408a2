// Over the path of a picture in any text: the picture with its heat map, its best classes, a link.
import { stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, resolve } from "node:path";
import {
  Hover,
  type HoverProvider,
  l10n,
  type Position,
  Range,
  type TextDocument,
  Uri,
  workspace,
} from "vscode";
import type { Thumbnail } from "../../engine/api";
import { defaultMethod } from "../choices";
import { Glances } from "./glances";
import { device, type Knowledge, type Known, patience, quiet } from "./knowledge";
import { escaped, explainPicture, hoverText, image, link } from "./markdown";
import { picturePathAt } from "./picture-paths";

/** A hover is 250 pixels high at most. */
const side = 150;
const shownClasses = 3;
const kept = 32;

export class PictureHover implements HoverProvider {
  private readonly shown = new Glances<Thumbnail>(kept);

  constructor(private readonly knowledge: Knowledge) {}

  async provideHover(document: TextDocument, position: Position) {
    const found = picturePathAt(document.lineAt(position.line).text, position.character);
    const picture = found && (await pictureAt(document, found.path));
    if (!picture) return undefined;
    const range = new Range(position.line, found.start, position.line, found.end);
    const { model, known } = await this.knowledge.open(document.uri);
    if (!model) return undefined;
    const text = hoverText();
    const seen = known instanceof Error ? known : known && (await this.glance(picture, known));
    text.appendMarkdown(described(seen, picture));
    text.appendMarkdown(link(l10n.t("Explain Prediction"), explainPicture, Uri.file(picture)));
    return new Hover(text, range);
  }

  private async glance(picture: string, { model, info, methods }: Known) {
    const { mtimeMs } = await stat(picture);
    const key = JSON.stringify([model, picture, mtimeMs]);
    return this.shown.within(patience, key, () =>
      this.knowledge.ports.engine.thumbnail(
        {
          model,
          image: { file: picture },
          device: device(picture),
          method: defaultMethod(info, methods),
          target: { kind: "top" },
          parameters: {},
          side,
        },
        quiet,
      ),
    );
  }
}

function described(seen: Thumbnail | Error | undefined, picture: string) {
  if (!seen)
    return `$(loading~spin) ${escaped(l10n.t("Glassbox is explaining {0}…", basename(picture)))}\n\n`;
  if (seen instanceof Error) return `$(warning) ${escaped(seen.message)}\n\n`;
  const { image: bytes, explanation } = seen;
  const { predictions, reading, method, target } = explanation;
  const best = [...predictions, ...(reading?.things ?? [])].slice(0, shownClasses);
  const classes = best.map(({ probability: p, ...b }) =>
    [escaped("name" in b ? b.name : b.label), p && `${(100 * p).toFixed(1)} %`]
      .filter(Boolean)
      .join(" "),
  );
  const words = l10n.t("{0} for {1}", method, target.label ?? "");
  return `**${classes[0] ?? ""}** · ${classes.slice(1).join(" · ")}\n\n${image(bytes, words)}\n\n`;
}

/** The file that a path in a document means: from its own folder, else from a workspace folder. */
async function pictureAt({ uri }: TextDocument, path: string): Promise<string | undefined> {
  const roots = [
    dirname(uri.fsPath),
    ...(workspace.workspaceFolders ?? []).map((f) => f.uri.fsPath),
  ];
  const places = isAbsolute(path) ? [path] : roots.map((r) => resolve(r, path));
  for (const place of places)
    if (
      await stat(place).then(
        (s) => s.isFile(),
        () => false,
      )
    )
      return place;
  return undefined;
}
