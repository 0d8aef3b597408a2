// What the network said: five rows, the question "why this and not that?", and any other class.
import { html, nothing } from "lit";
import type { Prediction } from "../../engine/api";
import { t } from "../l10n";
import type { Page } from "../page";
import { explainedClass, lastMap, type PredictedState } from "../state";
import { figure, percent } from "../words";
import { icon, rove } from "./parts";
import { things } from "./things";

const rowCount = 5;

/** In place of the answer while it is awaited: as high, so that nothing jumps. */
export const awaitedPredictions = () => html`<section aria-label=${t("Prediction")}>
  <h2>${t("Prediction")}</h2>
  <div class="predictions awaited" aria-hidden="true">
    ${Array.from({ length: rowCount }, () => html`<div class="prediction"><span></span></div>`)}
  </div>
</section>`;

export function predictions(page: Page<PredictedState>) {
  const { state } = page;
  const { reading } = state.predicted;
  if (reading) return things(page, reading);
  const chosen = explainedClass(state);
  const rows = [...state.predicted.predictions, ...elsewhere(state)];
  const focusable = rows.some((p) => p.index === chosen) ? chosen : rows[0]?.index;
  return html`<section aria-labelledby="prediction-heading">
    <h2 id="prediction-heading">${t("Prediction")}</h2>
    <div
      class="predictions"
      role="listbox"
      aria-label=${t("Classes; choosing one explains it")}
      data-testid="predictions"
      @keydown=${rove}
    >
      ${rows.map((p) => row(page, p, chosen, p.index === focusable))}
    </div>
    ${disagreement(page)} ${contrast(page)}
    ${chosen === undefined ? nothing : looksLike(page, chosen)}
    <glassbox-search
      .labels=${state.model.labels}
      .choose=${(index: number) => explain(page, index)}
    ></glassbox-search>
  </section>`;
}

/** What gradient ascent draws for the class that is explained. */
function looksLike(page: Page<PredictedState>, index: number | undefined) {
  if (index === undefined) return nothing;
  return html`<button
    class="link"
    data-testid="looks-like"
    @click=${() => page.send({ kind: "inside", spot: { place: "visualization", class: index } })}
  >
    ${t("What does the network think “{0}” looks like?", page.state.model.labels[index])}
  </button>`;
}

const explain = (page: Page, index: number) =>
  page.send({ kind: "choose", choice: { target: { kind: "class", index } } });

/** The class that is explained, where it is none of the best. */
function elsewhere(state: PredictedState): Prediction[] {
  const target = lastMap(state.map)?.target;
  const index = explainedClass(state);
  if (!target || index === undefined || !("index" in target) || target.index !== index) return [];
  if (state.predicted.predictions.some((p) => p.index === index)) return [];
  const { label = state.model.labels[index], score = Number.NaN, probability = 0 } = target;
  return [{ index, label, score, probability }];
}

function row(page: Page, p: Prediction, chosen: number | undefined, focusable: boolean) {
  const share = Math.min(100, Math.max(0, 100 * p.probability));
  return html`<div
    class="prediction"
    role="option"
    data-item
    data-testid="prediction-${p.index}"
    tabindex=${focusable ? 0 : -1}
    aria-selected=${p.index === chosen}
    title=${t("Class {0} · logit {1}", p.index, figure(p.score))}
    @click=${() => explain(page, p.index)}
    @keydown=${(e: KeyboardEvent) => {
      if (e.key !== "Enter" && e.key !== " ") return;
      e.preventDefault();
      explain(page, p.index);
    }}
  >
    <span class="label">${p.label}</span>
    <span class="share">${percent(p.probability)}</span>
    <span class="bar" .style=${`--share: ${share}%`}></span>
  </div>`;
}

/** The explained class against the folder's, or the best of the others. */
export function contrastTarget({ choice, predicted }: PredictedState) {
  const { target } = choice;
  if (target.kind === "contrast") return target;
  const [first, second] = predicted.predictions;
  if (!first || !second) return undefined;
  const index = "index" in target ? target.index : first.index;
  const rival = predicted.expected?.index ?? first.index;
  const other = rival === first.index ? second.index : rival;
  const against = index === first.index ? other : first.index;
  return { kind: "contrast" as const, index, against };
}

/** The folder's name and the network do not say the same. */
function disagreement({ state }: Page<PredictedState>) {
  const { expected, predictions } = state.predicted;
  const [best] = predictions;
  if (!expected || !best || expected.index === best.index) return nothing;
  return html`<p class="disagreement" data-testid="disagreement">
    ${icon("warning")}
    <span>${t("Folder says {0}, the network says {1}.", expected.label, best.label)}</span>
  </p>`;
}

function contrast(page: Page<PredictedState>) {
  const { state } = page;
  const target = contrastTarget(state);
  if (!target) return nothing;
  const { labels } = state.model;
  const [a, b] = [labels[target.index], labels[target.against]];
  if (state.choice.target.kind !== "contrast")
    return html`<button
      class="link"
      data-testid="contrast"
      @click=${() => page.send({ kind: "choose", choice: { target } })}
    >
      ${t("Why {0} and not {1}?", a, b)}
    </button>`;
  return html`<p class="contrast" data-testid="contrast-on">
    <span>${t("Shown: why {0} and not {1}.", a, b)}</span>
    <button class="link" data-testid="contrast-off" @click=${() => explain(page, target.index)}>
      ${t("Back to {0} alone", a)}
    </button>
  </p>`;
}
