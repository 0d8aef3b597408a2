// Pictures that gradient ascent draws, side by side, while it draws them and after.
import { html, nothing } from "lit";
import { opaque } from "../../../draw/grid";
import type { Pixels, Progress, Visualization, Visualized } from "../../../engine/api";
import { t } from "../../l10n";
import { figure, percent } from "../../words";

/** While it is drawn. */
export const drawing = ({ fraction, message, pictures = [] }: Progress, cancel: () => void) =>
  html`<section aria-busy="true">
    <div class="tiles">${pictures.map((p) => tile(p, message))}</div>
    <progress max="1" value=${fraction}></progress>
    <button data-testid="cancel" @click=${cancel}>${t("Cancel")}</button>
  </section>`;

export const drawn = (found: Visualized) =>
  html`<section aria-label=${t("What {0} responds to", found.of)}>
    <div class="tiles">
      ${found.pictures.map(
        (p) => html`<figure>
          ${tile(p, t("What {0} responds to", found.of))}
          <figcaption>${resultWords(p, found.unit)}</figcaption>
        </figure>`,
      )}
    </div>
    ${found.notes.map((note) => html`<p class="doubt">${note}</p>`)}
    ${found.plateau ? nothing : html`<p class="fact">${t("{0} steps", found.steps)}</p>`}
  </section>`;

const tile = (p: Pixels, label: string) =>
  html`<glassbox-tile .tile=${opaque(p)} label=${label}></glassbox-tile>`;

export function resultWords({ trajectory, predictions: [best] }: Visualization, unit: string) {
  const ends = [trajectory[0], trajectory[trajectory.length - 1]].map(figure);
  return t("{0} {1} → {2}; seen as {3}, {4}", unit, ...ends, best.label, percent(best.probability));
}
