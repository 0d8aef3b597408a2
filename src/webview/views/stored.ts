// An explanation from a file: its map as it was, what has changed since, and the way to a new one.
import { html, nothing } from "lit";
import { t } from "../l10n";
import type { Page } from "../page";
import type { StoredState } from "../state";
import { percent } from "../words";
import { icon } from "./parts";
import { fileName } from "./stage";

export function stored(page: Page<StoredState>) {
  const { changed, file } = page.state.stored;
  return html`<section class="stored" aria-labelledby="stored-heading" data-testid="stored">
    <h2 id="stored-heading">${t("Stored explanation")}</h2>
    <p title=${file}>${t("As {0} has it: nothing was computed.", fileName(file))}</p>
    ${
      changed.length
        ? html`<ul class="notes" data-testid="changed">
            ${changed.map((c) => html`<li>${icon("warning")}<span>${c.words}</span></li>`)}
          </ul>`
        : html`<p class="unchanged">${icon("check")} ${t("Nothing has changed since.")}</p>`
    }
    <div class="actions">
      <vscode-button data-testid="again" @click=${() => page.send({ kind: "retry" })}>
        ${t("Run Again")}
      </vscode-button>
    </div>
  </section>`;
}

/** What the network said then. */
export function storedPredictions({ state }: Page<StoredState>) {
  const { predictions } = state.predicted;
  if (predictions.length === 0) return nothing;
  return html`<section aria-labelledby="prediction-heading">
    <h2 id="prediction-heading">${t("Prediction")}</h2>
    <ul class="predictions then">
      ${predictions.map(
        (p) => html`<li class="prediction">
          <span class="label">${p.label}</span>
          <span class="share">${percent(p.probability)}</span>
          <span class="bar" .style=${`--share: ${Math.min(100, 100 * p.probability)}%`}></span>
        </li>`,
      )}
    </ul>
  </section>`;
}
