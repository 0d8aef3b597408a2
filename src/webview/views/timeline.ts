// What each export of the model said of this picture: the newest at the end.
import { html, nothing } from "lit";
import { lookOf } from "../display";
import { t } from "../l10n";
import type { Page } from "../page";
import type { TimelineEntry } from "../protocol";
import type { PredictedState } from "../state";
import { clock, figure, percent } from "../words";
import { icon, rove } from "./parts";
import { seen } from "./seen";

export function timeline(page: Page<PredictedState>) {
  const { timeline: entries = [], map } = page.state;
  if (entries.length < 2) return nothing;
  const shown = map.kind === "shown" ? map.shown : undefined;
  const current = entries.find((e) => e.shown === shown) ?? entries.at(-1)!;
  return html`<section aria-labelledby="timeline-heading" data-testid="timeline">
    <h2 id="timeline-heading">${t("Exports of this model")}</h2>
    <div class="strip" role="toolbar" aria-labelledby="timeline-heading" @keydown=${rove}>
      ${entries.map((e, i) => entry(page, e, e === current, entries[i - 1]))}
    </div>
    ${comparing(page, entries, current)}
  </section>`;
}

function entry(
  page: Page<PredictedState>,
  e: TimelineEntry,
  selected: boolean,
  before: TimelineEntry | undefined,
) {
  const { display, state } = page;
  const { map, target, predictions } = e.shown;
  const look = lookOf({ ...display, locked: undefined }, map, target.kind === "contrast", false);
  const [best] = predictions;
  const flipped = before && before.shown.predictions[0]?.label !== best?.label;
  const said = best ? `${best.label} ${percent(best.probability)}` : "";
  const score = t("logit {0}", figure(target.score ?? Number.NaN));
  return html`<button
    class="card"
    data-item
    data-testid="entry"
    tabindex=${selected ? 0 : -1}
    aria-pressed=${selected}
    title=${`${new Date(e.time).toLocaleString()}\n${said} · ${target.label ?? ""} ${score}`}
    @click=${() => page.past(e)}
  >
    <span class="thumbnail">${seen(state, "", map, look)}</span>
    <span class="title">${clock(e.time)}</span>
    <span class="fact">${flipped ? icon("arrow-swap") : nothing} ${said}</span>
    <span class="fact">${score}</span>
  </button>`;
}

/** The newest against the one that is shown, or against the one before it. */
function comparing(page: Page<PredictedState>, entries: TimelineEntry[], current: TimelineEntry) {
  const after = entries.at(-1)!;
  const before = current === after ? entries.at(-2)! : current;
  const can = before.kept && after.kept;
  return html`<p class="about reason">
    ${
      current !== after
        ? html`<span data-testid="past">${icon("history")} ${t("Shown: the export of {0}.", clock(current.time))}</span>`
        : nothing
    }
    ${
      can
        ? html`<button
            class="link"
            data-testid="compare-exports"
            @click=${() => page.send({ kind: "versus", before: before.id, after: after.id })}
          >
            ${t("Compare {0} with {1}", clock(before.time), clock(after.time))}
          </button>`
        : html`<span>${t("The earlier export itself is not kept any more.")}</span>`
    }
  </p>`;
}
