// Pictures that gradient ascent draws, side by side, while it draws them and after.
import { html, nothing } from "lit";
import { opaque } from "../../../draw/grid";
import {
  type Parametrisation,
  type Pixels,
  parametrisations,
  type Visualization,
  type Visualized,
} from "../../../engine/api";
import { current } from "../../inside";
import { t } from "../../l10n";
import { limits, type Spot } from "../../protocol/inside";
import { figure, percent } from "../../words";
import { failed, type InsidePage, move, progress } from "./parts";

const ways: Record<Parametrisation, string> = {
  fourier: t("Fourier, decorrelated colours"),
  pixels: t("pixels, as in the textbook"),
};
const stepChoices = [32, 64, 128, 256, 512, 1024];
const seedChoices = Array.from({ length: limits.seeds }, (_, i) => i + 1);

/** What the network thinks a class looks like. */
export function visualization(page: InsidePage) {
  const { labels } = page.state.back.model;
  const index = page.state.spot.class ?? 0;
  return html`<section aria-labelledby="drawn-heading">
    <h1 id="drawn-heading">${t("What does the network think “{0}” looks like?", labels[index])}</h1>
    <glassbox-search
      .labels=${labels}
      .words=${t("Draw another class…")}
      .choose=${(found: number) => move(page, { class: found })}
    ></glassbox-search>
    ${drawings(page)}
  </section>`;
}

/** The settings, and what was drawn with them so far. */
export function drawings(page: InsidePage) {
  const answer = current(page.state, "drawn");
  const pictures = answer && "progress" in answer ? answer.progress.pictures : undefined;
  return html`<div class="drawings">
    ${settings(page)}
    ${answer?.kind === "working" ? progress(page, answer.progress) : nothing}
    ${answer?.kind === "known" ? drawn(answer.value) : pictures ? soFar(pictures) : nothing}
    ${answer?.kind === "stopped" ? html`<p class="about">${t("Stopped before its end.")}</p>` : nothing}
    ${answer?.kind === "failed" ? failed(page, "drawn", answer.message) : nothing}
  </div>`;
}

function settings(page: InsidePage) {
  const { spot } = page.state;
  const answer = current(page.state, "drawn");
  const again = answer && answer.kind !== "failed";
  return html`<div class="options">
    ${choice(page, "seeds", t("Seeds"), seedChoices, String)}
    ${choice(page, "steps", t("Steps"), withNow(stepChoices, spot.steps), String)}
    ${choice(page, "parametrisation", t("Drawn as"), parametrisations, (p) => ways[p])}
    ${
      answer?.kind === "working"
        ? nothing
        : html`<vscode-button
            ?secondary=${again ?? false}
            data-testid="draw"
            @click=${() => page.send({ kind: "look", part: "drawn" })}
            >${again ? t("Draw Again") : t("Draw")}</vscode-button
          >`
    }
  </div>`;
}

const withNow = (values: number[], now: number) =>
  values.includes(now) ? values : [...values, now].sort((a, b) => a - b);

function choice<K extends "seeds" | "steps" | "parametrisation">(
  page: InsidePage,
  name: K,
  label: string,
  values: readonly Spot[K][],
  words: (value: Spot[K]) => string,
) {
  return html`<label class="choice"
    ><span class="quiet">${label}</span>
    <select
      data-testid="drawing-${name}"
      @change=${(e: Event) =>
        move(page, { [name]: values[(e.target as HTMLSelectElement).selectedIndex] })}
    >
      ${values.map(
        (v) => html`<option .selected=${v === page.state.spot[name]}>${words(v)}</option>`,
      )}
    </select></label
  >`;
}

const soFar = (pictures: readonly Pixels[]) =>
  html`<div class="tiles huge" data-testid="drawing">${pictures.map((p) => tile(p, t("A picture that is still being drawn")))}</div>`;

export const drawn = (found: Visualized) => html`<div class="tiles huge" data-testid="drawn">
    ${found.pictures.map(
      (p) => html`<figure>
        ${tile(p, t("What {0} responds to", found.of))}
        <figcaption>
          ${resultWords(p, found.unit).map((line) => html`<div>${line}</div>`)}
        </figcaption>
      </figure>`,
    )}
  </div>
  ${found.notes.map((note) => html`<p class="doubt">${note}</p>`)}
  <p class="about">
    ${found.plateau ? t("{0} steps, until nothing was gained any more.", found.steps) : t("{0} steps", found.steps)}
  </p>`;

const tile = (p: Pixels, label: string) =>
  html`<glassbox-tile class="photo" .tile=${opaque(p)} label=${label}></glassbox-tile>`;

/** How far the objective rose, and what the network takes the picture for. */
export function resultWords({ trajectory, predictions: [best] }: Visualization, unit: string) {
  const ends = [trajectory[0], trajectory[trajectory.length - 1]].map(figure);
  return [
    t("{0} {1} → {2}", unit, ...ends),
    t("seen as {0}, {1}", best.label, percent(best.probability)),
  ];
}
