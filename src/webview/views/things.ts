// What was read from outputs that are no list of classes: a row for each thing.
import { html, nothing } from "lit";
import type { Reading, Thing } from "../../engine/api";
import { t } from "../l10n";
import type { Page } from "../page";
import type { PredictedState } from "../state";
import { asThing, chosenThing, colourOf, pointedLabel } from "../things";
import { figure, percent } from "../words";
import { rove } from "./parts";

export function things(page: Page<PredictedState>, reading: Reading) {
  const { state } = page;
  const chosen = chosenThing(state);
  const first = chosen ?? reading.things[0];
  const rows = reading.things;
  return html`<section aria-labelledby="prediction-heading">
    <h2 id="prediction-heading">${t("Prediction")}</h2>
    <p class="reading" data-testid="reading">${reading.title}</p>
    <div
      class="predictions"
      role="listbox"
      aria-label=${t("What was found; choosing one explains it")}
      data-testid="predictions"
      @keydown=${rove}
    >
      ${rows.map((thing, i) => row(page, thing, i, thing === chosen, thing === first))}
    </div>
    ${parts(page, chosen)} ${elsewhere(state, chosen)}
  </section>`;
}

const explain = (page: Page, id: string) =>
  page.send({ kind: "choose", choice: { target: asThing(id) } });

function row(page: Page, thing: Thing, i: number, chosen: boolean, focusable: boolean) {
  const { id, name, label, score, probability } = thing;
  const share = Math.min(100, Math.max(0, 100 * (probability ?? 0)));
  return html`<div
    class="prediction"
    role="option"
    data-item
    data-testid="thing-${id}"
    tabindex=${focusable ? 0 : -1}
    aria-selected=${chosen}
    title=${`${label} · ${figure(score)}`}
    @click=${() => explain(page, id)}
    @keydown=${(e: KeyboardEvent) => {
      if (e.key !== "Enter" && e.key !== " ") return;
      e.preventDefault();
      explain(page, id);
    }}
  >
    <span class="label">
      <span class="swatch" .style=${`--mark: ${colourOf(i)}`} aria-hidden="true"></span>${name}
    </span>
    <span class="share">${probability === undefined ? figure(score) : percent(probability)}</span>
    ${probability === undefined ? nothing : html`<span class="bar" .style=${`--share: ${share}%`}></span>`}
  </div>`;
}

/** Coordinates, objectness: what else of the chosen thing can be asked. */
function parts(page: Page<PredictedState>, chosen: Thing | undefined) {
  if (!chosen?.parts?.length) return nothing;
  const { target } = page.state.choice;
  const now = target.kind === "thing" ? target.id : chosen.id;
  const all = [{ id: chosen.id, label: chosen.label }, ...chosen.parts];
  const choose = (e: Event) => explain(page, (e.currentTarget as HTMLSelectElement).value);
  return html`<label class="parts"
    >${t("Explain its")}
    <select data-testid="parts" @change=${choose}>
      ${all.map(({ id, label }) => html`<option value=${id} ?selected=${id === now}>${label}</option>`)}
    </select>
  </label>`;
}

/** A point or a rectangle that somebody chose on the picture. */
function elsewhere(state: PredictedState, chosen: Thing | undefined) {
  if (chosen || state.choice.target.kind === "top") return nothing;
  const label = pointedLabel(state);
  return label
    ? html`<p class="contrast" data-testid="pointed">${t("Shown: {0}.", label)}</p>`
    : nothing;
}
