// A choice as a small picture of its own map, with the one fact that matters under it.

import { html, nothing } from "lit";
import type { HeatMap } from "../../engine/api";
import { lookOf } from "../display";
import type { Page } from "../page";
import { type Glimpse, glimpseKey, targetKey } from "../protocol/cells";
import type { PredictedState } from "../state";
import { icon } from "./parts";
import { seen } from "./seen";

export interface Card {
  title: string;
  fact: string;
  /** An icon before the fact. */
  mark?: string;
  hint: string;
  selected: boolean;
  glimpse: Glimpse;
  /** Its map, where it is one of many that the glimpse brought. */
  map?: HeatMap;
  /** Whether its map is made without being asked for. */
  eager: boolean;
  testid: string;
  act(): void;
}

export function card(page: Page<PredictedState>, c: Card) {
  return html`<button
    class="card"
    data-item
    data-testid=${c.testid}
    .glimpse=${c.eager ? c.glimpse : undefined}
    tabindex=${c.selected ? 0 : -1}
    aria-pressed=${c.selected}
    title=${c.hint}
    @click=${c.act}
  >
    ${thumbnail(page, c)}
    <span class="title">${c.title}</span>
    <span class="fact">${c.mark ? icon(c.mark) : nothing} ${c.fact}</span>
  </button>`;
}

/** At the end of a strip: opens and closes the fold with the rest. */
export const foldCard = (label: string, open: boolean, testid: string, act: () => void) =>
  html`<button
    class="card more"
    data-item
    tabindex="-1"
    aria-expanded=${open}
    data-testid=${testid}
    @click=${act}
  >
    ${label}
  </button>`;

function thumbnail({ state, display }: Page<PredictedState>, c: Card) {
  const { glimpse, eager } = c;
  const found = state.glimpses[glimpseKey(glimpse)];
  const stale = found && found.target !== targetKey(state.choice.target);
  const map = c.map ?? found?.shown?.map;
  const contrast = state.choice.target.kind === "contrast";
  const look = map && lookOf({ ...display, locked: undefined }, map, contrast, false);
  return html`<span class="thumbnail ${stale ? "stale" : ""} ${map ? "" : "empty"}">
    ${seen(state, "", map, look)}
    ${found && !found.strip && !map ? icon("circle-slash") : map || eager ? nothing : icon("play")}
  </span>`;
}
