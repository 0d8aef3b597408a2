// A convolution's filters, the largest norm first.
import { html, nothing } from "lit";
import { guard } from "lit/directives/guard.js";
import { filterTiles } from "../../../draw/tiles";
import type { FilterStats, Filters } from "../../../engine/api";
import { t } from "../../l10n";
import { perPage } from "../../protocol/inside";
import { figure } from "../../words";
import { icon } from "../parts";
import { answered, type InsidePage, move, pager } from "./parts";

export const filters = (page: InsidePage) =>
  answered(page, "filters", (found) => filterGrid(page, found));

export function filterGrid(page: InsidePage, found: Filters) {
  const { firstFilter, firstInput } = page.state.spot;
  const size = found.shape.slice(1).join(" × ");
  return html`<section aria-label=${t("Filters of {0}", found.layer)} data-testid="filters">
    <p class="about">
      ${t("{0} filters of {1}, the largest norm first; each on its own scale, with its norm and its range.", found.shape[0], size)}
      ${found.colour ? nothing : t("One tile for each input channel: light is positive.")}
    </p>
    ${oddities(found)}
    <ul class="filters ${found.colour ? "" : "pairs"}">
      ${guard([found], () => rows(found))}
    </ul>
    ${pager({
      first: firstFilter,
      perPage: perPage.filters,
      of: found.filters.length,
      go: (first) => move(page, { firstFilter: first }),
      testid: "filter-pages",
    })}
    ${
      found.colour
        ? nothing
        : html`<div class="options">
            <span class="quiet">${t("Input channels")}</span>
            ${pager({
              first: firstInput,
              perPage: perPage.inputs,
              of: found.shape[1],
              go: (first) => move(page, { firstInput: first }),
              testid: "input-pages",
            })}
          </div>`
    }
    ${found.notes.map((note) => html`<p class="doubt">${note}</p>`)}
  </section>`;
}

function rows(found: Filters) {
  const stats = new Map(found.filters.map((f) => [f.filter, f]));
  return filterTiles(found).map((tiles, i) => {
    const about = stats.get(found.shown[i])!;
    const words = filterWords(about);
    const odd = marks(about);
    return html`<li class="filter ${odd ? "odd" : ""}" data-testid="filter-${about.filter}" title=${words}>
      <span class="planes" role="img" aria-label=${words}
        >${tiles.map((tile) => html`<glassbox-tile .tile=${tile}></glassbox-tile>`)}</span
      >
      <span class="beneath">${about.filter} <span class="quiet">${figure(normOf(about))}</span></span>
      <span class="quiet range">${t("{0} to {1}", figure(about.min), figure(about.max))}</span>
      ${odd ? html`<span class="doubt">${icon("warning")} ${odd}</span>` : nothing}
    </li>`;
  });
}

/** How many filters are marked, those that are not in sight too. */
function oddities({ filters: all }: Filters) {
  const dead = all.filter((f) => f.dead).length;
  const twice = all.filter((f) => f.duplicateOf !== undefined).length;
  if (dead + twice === 0)
    return html`<p class="about">${t("None is dead, and none points the way of another.")}</p>`;
  return html`<p class="doubt">${icon("warning")} ${t("{0} dead, {1} duplicates", dead, twice)}</p>`;
}

const normOf = (f: FilterStats) => f.effectiveNorm ?? f.norm;

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
  const words = t(
    "filter {0}: norm {1}, from {2} to {3}",
    f.filter,
    ...[normOf(f), f.min, f.max].map(figure),
  );
  return [words, marks(f)].filter(Boolean).join(", ");
}
