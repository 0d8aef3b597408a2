// Over `self.layer4`: its shape, its class activation map and strongest channels, how that is known.
import { basename } from "node:path";
import { Hover, type HoverProvider, l10n, type Position, Range, type TextDocument } from "vscode";
import type { Layer, Strip, Thumbnail } from "../../engine/api";
import { layerMethod } from "../pickers";
import { Glances } from "./glances";
import { device, type Knowledge, type Known, patience, quiet } from "./knowledge";
import { escaped, explainLayer, hoverText, image, link, lookInside } from "./markdown";
import { type How, type Tie, tieAt } from "./ties";

const tile = 88;
const channels = 5;
const mostOthers = 6;
const kept = 64;
/** Only where a module is named or called is it worth saying that a model is being opened. */
const module = /\bself\.\w+|\bnn\.\w+\(|\blayers\.\w+\(/;

interface Shown {
  strip: Strip;
  cam?: Thumbnail;
}

const basis: Record<How, () => string> = {
  trace: () => l10n.t("tied by the exporter's trace"),
  moved: () => l10n.t("tied by the exporter's trace; the line has moved since"),
  cell: () => l10n.t("tied by the text of the line, which the exporter noted"),
  name: () => l10n.t("tied by its name"),
};

export class LayerHover implements HoverProvider {
  private readonly shown = new Glances<Shown>(kept);

  constructor(private readonly knowledge: Knowledge) {}

  async provideHover(document: TextDocument, position: Position) {
    const { model, known } = await this.knowledge.open(document.uri);
    if (!model) return undefined;
    if (!known || known instanceof Error) {
      if (!module.test(document.lineAt(position.line).text)) return undefined;
      return new Hover(known?.message ?? l10n.t("Glassbox is opening {0}…", basename(model)));
    }
    const tie = tieAt(this.knowledge.tiesIn(document, known), position.line, position.character);
    if (!tie) return undefined;
    const range = new Range(tie.line, tie.start, tie.line, tie.end);
    return new Hover(await this.text(tie, known), range);
  }

  private async text(tie: Tie, known: Known) {
    const layer = tie.layers.find((l) => l.name === known.info.defaultLayer) ?? tie.layers.at(-1)!;
    const { picture } = this.knowledge;
    const text = hoverText();
    const where = layer.cam && picture ? ` · ${escaped(basename(picture))}` : "";
    text.appendMarkdown(
      `**${escaped(layer.name)}** ${escaped(layer.op)} · ${shape(layer)}${where}\n\n`,
    );
    if (layer.cam) text.appendMarkdown(await this.pictures(layer, known, picture));
    text.appendMarkdown(`$(link) ${escaped(basis[tie.how]())}\n\n`);
    const others = tie.layers.filter((l) => l !== layer).slice(0, mostOthers);
    const links = [layer, ...others].filter((l) => l.cam && picture);
    const inside = [
      link(l10n.t("All channels"), lookInside, picture, "activations", layer.name),
      link(l10n.t("Mask channels…"), lookInside, picture, "masking", layer.name),
    ];
    text.appendMarkdown(
      [
        ...links.map((l) => link(l10n.t("Explain at {0}", l.name), explainLayer, picture, l.name)),
        ...(links.includes(layer) ? inside : []),
      ].join(" &nbsp; "),
    );
    return text;
  }

  private async pictures(layer: Layer, known: Known, picture: string | undefined) {
    if (!picture)
      return `${escaped(l10n.t("Explain a picture first: its activations are shown here."))}\n\n`;
    const key = JSON.stringify([known.model, picture, layer.name]);
    const shown = await this.shown.within(patience, key, () => this.make(layer, known, picture));
    if (!shown) return `$(loading~spin) ${escaped(l10n.t("Computing its activations…"))}\n\n`;
    if (shown instanceof Error) return `$(warning) ${escaped(shown.message)}\n\n`;
    const { strip, cam } = shown;
    const numbers = strip.channels.join(", ");
    return (
      `${cam ? `${image(cam.image, l10n.t("Class activation map"))} &nbsp; ` : ""}` +
      `${image(strip.image, l10n.t("Strongest channels"))}\n\n` +
      `${escaped(l10n.t("strongest channels {0}", numbers))}${cam ? ` · ${escaped(mapOf(cam, known))}` : ""}\n\n`
    );
  }

  private async make(layer: Layer, { model, methods, info }: Known, picture: string) {
    const { engine } = this.knowledge.ports;
    const job = { model, image: { file: picture }, device: device(picture), layer: layer.name };
    const strip = await engine.strip({ ...job, side: tile, count: channels }, quiet);
    const method = info.noGradient ? undefined : layerMethod(methods, "");
    const cam =
      method &&
      (await engine.thumbnail(
        { ...job, method: method.id, target: { kind: "top" }, parameters: {}, side: tile },
        quiet,
      ));
    return { strip, cam };
  }
}

const shape = (layer: Layer) => layer.shape.map((n) => n ?? "N").join(" × ");

function mapOf({ explanation: { target, method } }: Thumbnail, { methods }: Known) {
  const title = methods.find((m) => m.id === method)?.title ?? method;
  return l10n.t("{0} for {1}", title, ("label" in target && target.label) || "");
}
