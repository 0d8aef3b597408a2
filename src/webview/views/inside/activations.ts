// A layer's channels as a grid: a click on one chooses it.
import { html, nothing } from "lit";
import { activationTiles } from "../../../draw/tiles";
import {
  type Activations,
  type ChannelSort,
  type ChannelStats,
  channelOrders,
} from "../../../engine/api";
import { t } from "../../l10n";
import { figure } from "../../words";
import { rove } from "../parts";

export interface ActivationActions {
  sort(by: ChannelSort): void;
  scale(of: "layer" | "channel"): void;
  choose(channel: number): void;
  /** The next channels of the list. */
  more(): void;
}

const orderNames: Record<ChannelSort, string> = {
  mean: t("mean"),
  max: t("maximum"),
  contribution: t("contribution"),
};

export function activationGrid(
  found: Activations,
  scale: "layer" | "channel",
  chosen: number | undefined,
  act: ActivationActions,
) {
  const orders = found.target ? channelOrders : channelOrders.filter((o) => o !== "contribution");
  const tiles = activationTiles(found, scale);
  const stats = new Map(found.channels.map((c) => [c.channel, c]));
  return html`<section aria-label=${t("Channels of {0}", found.layer)}>
    <div class="bar" role="group" aria-label=${t("Sorted by")}>
      ${orders.map((o) => toggle(orderNames[o], o === found.sort, () => act.sort(o)))}
    </div>
    <div class="bar" role="group" aria-label=${t("Scale")}>
      ${toggle(t("one scale for the layer"), scale === "layer", () => act.scale("layer"))}
      ${toggle(t("each channel its own"), scale === "channel", () => act.scale("channel"))}
    </div>
    <p class="fact">${scaleWords(found, scale)}</p>
    <div class="tiles" role="toolbar" aria-label=${t("Channels of {0}", found.layer)} @keydown=${rove}>
      ${found.shown.map((channel, i) => {
        const words = channelWords(stats.get(channel)!);
        return html`<button
          data-item
          data-testid="channel-${channel}"
          aria-pressed=${channel === chosen}
          title=${words}
          @click=${() => act.choose(channel)}
        >
          <glassbox-tile .tile=${tiles[i]} label=${words}></glassbox-tile>
          <span>${channel}</span>
        </button>`;
      })}
    </div>
    ${
      found.shown.length < found.channels.length
        ? html`<button class="more" data-testid="more-channels" @click=${act.more}>
            ${t("{0} more channels", found.channels.length - found.shown.length)}
          </button>`
        : nothing
    }
  </section>`;
}

export function channelWords({ channel, mean, max, min, contribution }: ChannelStats): string {
  const range = t(
    "channel {0}: mean {1}, from {2} to {3}",
    channel,
    ...[mean, min, max].map(figure),
  );
  if (contribution === undefined) return range;
  return `${range}, ${t("contributes {0} logits", figure(contribution))}`;
}

export const scaleWords = ({ range: [low, high] }: Activations, scale: "layer" | "channel") =>
  scale === "layer"
    ? t("All on one scale, {0} to {1}.", figure(low), figure(high))
    : t("Each channel on its own scale: brightness cannot be compared.");

export const toggle = (words: string, pressed: boolean, act: () => void) =>
  html`<button aria-pressed=${pressed} @click=${act}>${words}</button>`;
