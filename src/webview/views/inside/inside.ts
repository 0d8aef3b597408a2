// The page inside the network: the picture, and beside it what a layer makes of it.
import { html, nothing } from "lit";
import type { Layer } from "../../../engine/api";
import { current } from "../../inside";
import { t } from "../../l10n";
import type { Place } from "../../protocol/inside";
import type { InsideState } from "../../state";
import { shapeOf } from "../../words";
import { icon, rove } from "../parts";
import { activations } from "./activations";
import { channel, layerName } from "./channel";
import { filters } from "./filters";
import { ground } from "./ground";
import { maskedWords, masking } from "./masking";
import { type InsidePage, move } from "./parts";
import { visualization } from "./visualization";

const views: Record<Place, (page: InsidePage) => unknown> = {
  activations,
  channel,
  filters,
  masking,
  visualization,
};
/** A channel's page belongs to the activations. */
const tabs = {
  activations: t("Activations"),
  filters: t("Filters"),
  masking: t("Masking"),
  visualization: t("Classes"),
};
type Tab = keyof typeof tabs;
const tabOf = (place: Place): Tab => (place === "channel" ? "activations" : place);

export function inside(page: InsidePage) {
  const { place } = page.state.spot;
  return html`<main class="inside" data-testid="inside" data-place=${place}>
    <div class="toolbar">
      <button class="link back" data-testid="back" @click=${() => page.send({ kind: "back" })}>
        ${icon("arrow-left")} ${t("Back")}
      </button>
      ${tabList(page, tabOf(place))}
      <span class="space"></span>
      ${layerChoice(page)}
    </div>
    <div class="look">
      <div class="of">${ground(page)}</div>
      <div class="found" id="inside-panel" role="tabpanel" aria-labelledby=${`tab-${tabOf(place)}`}>
        ${views[place](page)}
      </div>
    </div>
  </main>`;
}

/** What is no classifier has no classes to draw. */
const tabsOf = ({ state }: InsidePage) =>
  (Object.keys(tabs) as Tab[]).filter(
    (x) => x !== "visualization" || !state.back.predicted.reading,
  );

const tabList = (page: InsidePage, now: Tab) => html`<div
  class="tabs"
  role="tablist"
  aria-label=${t("Inside the network")}
  @keydown=${rove}
>
  ${tabsOf(page).map(
    (tab) => html`<button
      id="tab-${tab}"
      role="tab"
      data-item
      data-testid="tab-${tab}"
      tabindex=${tab === now ? 0 : -1}
      aria-selected=${tab === now}
      aria-controls="inside-panel"
      @click=${() => move(page, { place: tab, ...filtersOf(page, tab) })}
    >
      ${tabs[tab]}
    </button>`,
  )}
</div>`;

/** Where a convolution is looked at, its filters are the first in sight. */
function filtersOf({ state: { spot, back } }: InsidePage, tab: Tab) {
  const layer = back.model.layers.find((l) => l.name === spot.layer);
  return tab === "filters" && spot.conv === undefined && layer?.op === "Conv"
    ? { conv: layer.name }
    : {};
}

function layerChoice(page: InsidePage) {
  const { spot, back, found } = page.state;
  const { layers } = back.model;
  if (spot.place === "visualization") return nothing;
  if (spot.place !== "filters")
    return select(layers.filter(hasChannels), layerName(page), (layer) => move(page, { layer }));
  const name = spot.conv ?? found.filters?.last?.layer ?? "";
  return select(layers.filter(isConv), name, (conv) => move(page, { conv }));
}

const hasChannels = ({ shape }: Layer) => shape.length > 1;
const isConv = ({ op }: Layer) => op === "Conv";

const select = (layers: Layer[], now: string, choose: (name: string) => void) =>
  html`<label class="choice"
    ><span class="quiet">${t("Layer")}</span>
    <select
      data-testid="inside-layer"
      @change=${(e: Event) => choose(layers[(e.target as HTMLSelectElement).selectedIndex].name)}
    >
      ${layers.map(
        (l) =>
          html`<option .selected=${l.name === now}>${`${l.name} · ${l.op} · ${shapeOf(l)}`}</option>`,
      )}
    </select></label
  >`;

/** What a screen reader is told when it has come. */
export function insideWords(state: InsideState): string {
  const { place, channel: number } = state.spot;
  const masked = current(state, "masked");
  if (place === "masking") return masked?.kind === "known" ? maskedWords(masked.value.result) : "";
  const drawn = current(state, "drawn");
  if (drawn?.kind === "known") return t("What {0} responds to", drawn.value.of);
  if (place === "channel") return t("channel {0}", number ?? 0);
  const found = current(state, "activations");
  if (place === "activations" && found?.kind === "known")
    return t("Channels of {0}", found.value.layer);
  const filters = current(state, "filters");
  return filters?.kind === "known" ? t("Filters of {0}", filters.value.layer) : "";
}
