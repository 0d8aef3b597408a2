// What the folders' names say of the predictions: each number selects its pictures on the map.
import { html, nothing } from "lit";
import { t } from "../l10n";
import { percent } from "../words";
import { plain } from "./colour";
import type { MapReview } from "./protocol";
import type { MapState } from "./state";

export function review(state: MapState, select: (pictures: number[]) => void) {
  const { review: found } = state;
  if (!found) return nothing;
  const { classes, accuracy, wrong, suspects } = found;
  return html`<details data-testid="review">
    <summary>${t("Whether the labels hold")}</summary>
    ${
      classes.length
        ? html`<p>${t("{0} as their folders say", percent(accuracy))}</p>
            ${confusion(state, found, select)}`
        : nothing
    }
    ${button("wrong", t("Wrong, most confident first"), wrong, select)}
    ${button("suspects", t("Perhaps mislabelled"), suspects, select)}
  </details>`;
}

const button = (
  id: string,
  title: string,
  pictures: number[],
  select: (pictures: number[]) => void,
) => html`<button
  data-testid=${id}
  ?disabled=${pictures.length === 0}
  @click=${() => select(pictures)}
>${title}: ${pictures.length}</button>`;

function confusion(
  { pictures }: MapState,
  { classes, confusion: counts }: MapReview,
  select: (pictures: number[]) => void,
) {
  const where = (row: number, column: number) =>
    pictures.flatMap(({ label, prediction }, i) =>
      plain(label) === plain(classes[row]) && plain(prediction) === plain(classes[column])
        ? [i]
        : [],
    );
  return html`<div class="confusion">
    <table aria-label=${t("Confusion matrix")}>
      <tr>
        <th scope="col">${t("Folder \\ prediction")}</th>
        ${classes.map((name) => html`<th scope="col">${name}</th>`)}
      </tr>
      ${counts.map(
        (row, r) => html`<tr>
          <th scope="row">${classes[r]}</th>
          ${row.map(
            (n, c) => html`<td class=${r === c ? "right" : ""}>
              ${
                n
                  ? html`<button
                      aria-label=${`${classes[r]} → ${classes[c]}: ${n}`}
                      @click=${() => select(where(r, c))}
                    >${n}</button>`
                  : nothing
              }
            </td>`,
          )}
        </tr>`,
      )}
    </table>
  </div>`;
}
