// A convolution's filters, the largest norm first.
import { html, nothing } from "lit";
import { filterTiles } from "../../../draw/tiles";
import type { FilterStats, Filters } from "../../../engine/api";
import { t } from "../../l10n";
import { figure } from "../../words";

export function filterGrid(found: Filters) {
  const stats = new Map(found.filters.map((f) => [f.filter, f]));
  const size = found.shape.slice(1).join(" × ");
  return html`<section aria-label=${t("Filters of {0}", found.layer)}>
    <p class="fact">
      ${t("{0} filters of {1}; each on its own scale.", found.shape[0], size)}
      ${found.colour ? nothing : t("One tile for each input channel: light is positive.")}
    </p>
    <div class="tiles">
      ${filterTiles(found).map((tiles, i) => {
        const about = stats.get(found.shown[i])!;
        const words = filterWords(about);
        return html`<div data-testid="filter-${about.filter}" title=${words}>
          ${tiles.map((tile) => html`<glassbox-tile .tile=${tile} label=${words}></glassbox-tile>`)}
          <span>${about.filter} ${marks(about)}</span>
        </div>`;
      })}
    </div>
    ${found.notes.map((note) => html`<p class="doubt">${note}</p>`)}
  </section>`;
}

const reasons: Record<NonNullable<FilterStats["dead"]>, string> = {
  "zero weights": t("dead: its weights are zero"),
  "not active": t("never active on this picture"),
};

/** What is odd about a filter; nothing of most. */
export function marks({ dead, duplicateOf }: FilterStats): string {
  const found = [
    dead && reasons[dead],
    duplicateOf !== undefined && t("duplicate of {0}", duplicateOf),
  ];
  return found.filter(Boolean).join(", ");
}

export function filterWords(f: FilterStats): string {
  const norm = f.effectiveNorm ?? f.norm;
  const words = t(
    "filter {0}: norm {1}, from {2} to {3}",
    f.filter,
    ...[norm, f.min, f.max].map(figure),
  );
  return [words, marks(f)].filter(Boolean).join(", ");
}
