// A layer's channels as a grid: the pointer reads a value, a click opens the channel's page.
import { html } from "lit";
import { guard } from "lit/directives/guard.js";
import { activationTiles } from "../../../draw/tiles";
import {
  type Activations,
  type ChannelSort,
  type ChannelStats,
  channelOrders,
} from "../../../engine/api";
import type { Display } from "../../display";
import { t } from "../../l10n";
import { perPage } from "../../protocol/inside";
import { figure } from "../../words";
import { rove } from "../parts";
import { under } from "../seen";
import { answered, type InsidePage, move, pager, segments } from "./parts";

const orderNames: Record<ChannelSort, string> = {
  mean: t("mean"),
  max: t("maximum"),
  contribution: t("contribution"),
};
const scaleNames: Record<Display["channels"], string> = {
  layer: t("one scale for the layer"),
  channel: t("each channel its own"),
};

export const activations = (page: InsidePage) =>
  answered(page, "activations", (found) => activationGrid(page, found));

export function activationGrid(page: InsidePage, found: Activations) {
  const scale = page.display.channels;
  const label = t("Channels of {0}", found.layer);
  return html`<section aria-label=${label} data-testid="activations">
    <div class="options">
      <span class="quiet">${t("Sorted by")}</span>
      ${segments(t("Sorted by"), orders(page, found))}
      <span class="space"></span>
      ${segments(t("Scale"), scales(page))}
    </div>
    <p class="about">${scaleWords(found, scale)} ${aboutOrder(found)}</p>
    <div
      class="tiles"
      role="toolbar"
      aria-label=${label}
      @keydown=${rove}
      @pointerleave=${() => page.link({ at: undefined, channel: undefined })}
    >
      ${guard([found, scale], () => tiles(page, found, scale))}
    </div>
    ${pager({
      first: page.state.spot.first,
      perPage: perPage.channels,
      of: found.channels.length,
      go: (first) => move(page, { first }),
      testid: "channels",
    })}
  </section>`;
}

function orders(page: InsidePage, found: Activations) {
  const possible = found.target ? channelOrders : channelOrders.filter((o) => o !== "contribution");
  return possible.map((sort) => ({
    words: orderNames[sort],
    pressed: sort === found.sort,
    testid: `sort-${sort}`,
    act: () => move(page, { sort }),
  }));
}

const scales = ({ display, set }: InsidePage) =>
  (["layer", "channel"] as const).map((channels) => ({
    words: scaleNames[channels],
    pressed: channels === display.channels,
    testid: `scale-${channels}`,
    act: () => set({ channels }),
  }));

function tiles(page: InsidePage, found: Activations, scale: Display["channels"]) {
  const stats = new Map(found.channels.map((c) => [c.channel, c]));
  return activationTiles(found, scale).map((tile, i) => {
    const channel = found.shown[i];
    const words = channelWords(stats.get(channel)!);
    return html`<button
      class="tile"
      data-item
      data-testid="channel-${channel}"
      tabindex=${i === 0 ? 0 : -1}
      title=${words}
      aria-label=${words}
      @pointermove=${(e: PointerEvent) => page.link({ at: under(e, "canvas"), channel })}
      @focus=${() => page.link({ at: undefined, channel })}
      @click=${() => move(page, { place: "channel", channel })}
    >
      <glassbox-tile .tile=${tile}></glassbox-tile>
      <span class="beneath"
        >${channel} <span class="quiet">${twoDigits(stats.get(channel)![found.sort])}</span></span
      >
    </button>`;
  });
}

const twoDigits = (v = 0) => figure(Number(v.toPrecision(2)));

export function channelWords({ channel, mean, max, min, contribution }: ChannelStats): string {
  const range = t(
    "channel {0}: mean {1}, from {2} to {3}",
    channel,
    ...[mean, min, max].map(figure),
  );
  if (contribution === undefined) return range;
  return `${range}, ${t("contributes {0} logits", figure(contribution))}`;
}

export const scaleWords = ({ range: [low, high] }: Activations, scale: Display["channels"]) =>
  scale === "layer"
    ? t("All on one scale, {0} to {1}.", figure(low), figure(high))
    : t("Each channel on its own scale: brightness cannot be compared.");

const aboutOrder = ({ sort, target }: Activations) =>
  sort === "contribution" && target
    ? t("Under each its contribution to {0} in logits: gradient × activation.", target.label)
    : "";
