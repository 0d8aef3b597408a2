// Two networks beside one another: before, after, the difference, and what they name differently.
import { html, nothing } from "lit";
import { type Look, scaleOf } from "../../draw/overlay";
import { sample } from "../../draw/resample";
import type { Flip, Flips, HeatMap, Prediction, Versus } from "../../engine/api";
import { lookOf } from "../display";
import { t } from "../l10n";
import type { Page } from "../page";
import type { VersusState } from "../state";
import { figure, peakOf, percent, targetWords } from "../words";
import { icon } from "./parts";
import { cropped, under } from "./seen";
import { fileName } from "./stage";

type VersusPage = Page<VersusState>;

export function versus(page: VersusPage) {
  const { names, found, flips } = page.state;
  return html`<main class="comparison" data-testid="versus">
    <div class="toolbar">
      <button class="link back" data-testid="back" @click=${() => page.send({ kind: "back" })}>
        ${icon("arrow-left")} ${t("Back")}
      </button>
      <h2>${t("{0} against {1}", names.after, names.before)}</h2>
    </div>
    <div class="cells versus" @pointerleave=${() => page.link({ at: undefined })}>
      ${found ? maps(page, found) : awaited(flips.message)}
    </div>
    ${found?.notes.length ? html`<ul class="notes">${found.notes.map((n) => html`<li>${icon("info")}<span>${n}</span></li>`)}</ul>` : nothing}
    ${found ? flipped(page) : nothing}
  </main>`;
}

/** What a screen reader is told. */
export function versusWords({ found, flips }: VersusState): string {
  if (flips.flips) return summary(flips.flips);
  return found ? differenceWords(found) : "";
}

const awaited = (message: string | undefined) =>
  message
    ? html`<p class="doubt" role="alert">${icon("warning")} ${message}</p>`
    : html`<p class="quiet">${t("computing")}</p><progress class="unknown"></progress>`;

function maps(page: VersusPage, found: Versus) {
  const { names } = page.state;
  const { before, after, difference } = found;
  const contrast = before.target.kind === "contrast";
  const look = (map: HeatMap) =>
    lookOf({ ...page.display, locked: undefined }, map, contrast, false);
  const [a, b] = [look(before.map), look(after.map)];
  // One scale for both: otherwise a weaker map would look as strong.
  const scale = {
    low: Math.min(a.scale.low, b.scale.low),
    high: Math.max(a.scale.high, b.scale.high),
  };
  const signed: Look = { opacity: 0.75, view: "signed", scale: scaleOf(difference, "signed") };
  return [
    cell(page, names.before, before.map, { ...a, scale }, said(page, before), before.picture),
    cell(page, names.after, after.map, { ...b, scale }, said(page, after), after.picture),
    cell(page, t("Difference"), difference, signed, change(found, signed), before.picture),
  ];
}

function cell(
  page: VersusPage,
  name: string,
  map: HeatMap,
  look: Look,
  words: string,
  ground: Versus["before"]["picture"],
) {
  const { linked, state } = page;
  const { at } = linked;
  const value = at ? `${figure(sample(map, at.u, at.v))} ${map.unit}` : words;
  const { preprocessing } = state.back.model;
  return html`<figure
    class="cell"
    data-testid="versus-map"
    @pointermove=${(e: PointerEvent) => page.link({ at: under(e) })}
  >
    <figcaption>${name}</figcaption>
    ${cropped({
      pixels: state.pixels,
      ground,
      grey: preprocessing.channel_order === "grey",
      map,
      look,
      linked,
    })}
    <span class="value">${value}</span>
  </figure>`;
}

/** The best class, and the score of the one that is explained. */
function said(page: VersusPage, { predictions: [best], target }: Versus["before"]) {
  const words = best ? `${best.label} ${percent(best.probability)}` : "";
  const own = targetWords(target, page.state.back.model.labels);
  return [words, `${own} ${figure(target.score ?? Number.NaN)} ${t("logit")}`].join(" · ");
}

/** What became of the score, and what the ends of the colours stand for. */
function change({ before, after, difference }: Versus, { scale }: Look) {
  const [a, b] = [before.target.score ?? Number.NaN, after.target.score ?? Number.NaN];
  return `${t("score {0}", signed(b - a))} · ±${figure(scale!.high)} ${difference.unit}`;
}
const signed = (v: number) => (v > 0 ? `+${figure(v)}` : figure(v));

function differenceWords(found: Versus): string {
  const { words, value } = peakOf(found.difference);
  const unit = found.difference.unit;
  return t(
    "Difference of the maps: largest gain at the {0} ({1} {2}).",
    words,
    figure(value),
    unit,
  );
}

function flipped(page: VersusPage) {
  const { flips, progress, message } = page.state.flips;
  return html`<section aria-labelledby="flips-heading" data-testid="flips">
    <h2 id="flips-heading">${t("Named differently")}</h2>
    ${
      progress
        ? html`<div class="checking">
            <span class="message">${progress.message || t("looking")}</span>
            <vscode-button
              secondary
              data-testid="flips-cancel"
              @click=${() => page.send({ kind: "stop", what: "flips" })}
              >${t("Cancel")}</vscode-button
            >
            <progress max="1" .value=${progress.fraction}></progress>
          </div>`
        : nothing
    }
    ${message === undefined ? nothing : html`<p class="quiet">${message || t("Cancelled")}</p>`}
    ${flips ? list(page, flips) : nothing}
  </section>`;
}

const list = (page: VersusPage, found: Flips) => html`<p data-testid="flips-summary">
    ${summary(found)}
  </p>
  <ul class="flips">
    ${found.flips.map((f) => row(page, f))}
  </ul>`;

function summary({ flips, pictures, right }: Flips): string {
  const count = t("{0} of {1} pictures are named differently.", flips.length, pictures);
  if (!right) return count;
  return `${count} ${t("Right: {0} before, {1} after, of {2}.", right.before, right.after, right.of)}`;
}

function row(page: VersusPage, { file, before, after, expected }: Flip) {
  const verdict =
    after.label === expected?.label ? "good" : before.label === expected?.label ? "doubt" : "";
  const marks: Record<string, [string, string]> = {
    good: ["pass-filled", t("now right")],
    doubt: ["warning", t("now wrong")],
  };
  const [name, words] = marks[verdict] ?? ["arrow-swap", t("neither is the folder's class")];
  return html`<li>
    <button
      class="link"
      title=${`${file}\n${words}`}
      @click=${() => page.send({ kind: "explain", picture: file })}
    >
      <span class="${verdict}"
        ><span class="codicon codicon-${name}" role="img" aria-label=${words}></span
      ></span>
      ${fileName(file)}
    </button>
    <span>${side(before)} → ${side(after)}</span>
  </li>`;
}

const side = (p: Prediction) => `${p.label} ${percent(p.probability)}`;
