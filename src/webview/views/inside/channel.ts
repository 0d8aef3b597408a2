// A channel's page: what excites it here, elsewhere, and what it would like to see.
import { html, nothing } from "lit";
import { guard } from "lit/directives/guard.js";
import { cut } from "../../../draw/grid";
import { projectionTiles } from "../../../draw/tiles";
import type { Placement, Projected } from "../../../engine/api";
import { latest } from "../../inside";
import { t } from "../../l10n";
import { figure } from "../../words";
import { icon, iconButton } from "../parts";
import { channelWords } from "./activations";
import { exact, type InsidePage, move, requested } from "./parts";
import { crop, patchStrip } from "./patches";
import { drawings } from "./visualization";

export const channel = (page: InsidePage) => html`<section aria-labelledby="channel-heading">
    <button class="link back" data-testid="all-channels" @click=${() => move(page, { place: "activations" })}>
      ${icon("arrow-left")} ${t("All channels")}
    </button>
    ${heading(page)}
  </section>
  <section aria-labelledby="cause-heading">
    <h2 id="cause-heading">${t("What excites it most here")}</h2>
    ${exact(page, "projected", (found) => projected(page, found))}
  </section>
  <section aria-labelledby="patches-heading">
    <h2 id="patches-heading">${t("What excites it most elsewhere")}</h2>
    ${requested(page, {
      part: "patches",
      label: t("Search the Workspace's Pictures"),
      hint: t("for the 9 patches with the strongest activation"),
      view: (found) => patchStrip(found, (picture) => page.send({ kind: "explain", picture })),
    })}
  </section>
  <section aria-labelledby="wish-heading">
    <h2 id="wish-heading">${t("What it responds to")}</h2>
    ${drawings(page)}
  </section>`;

/** Its figures, and the channels before and after it in the sorted list. */
function heading(page: InsidePage) {
  const { state } = page;
  const list = latest(state, "activations").value?.channels ?? [];
  const at = list.findIndex((c) => c.channel === state.spot.channel);
  const go = (i: number) => () => move(page, { channel: list[i].channel });
  const about = list[at];
  return html`<div class="options">
      <h1 id="channel-heading" data-testid="channel-heading">
        ${t("Channel {0} of {1}", state.spot.channel ?? 0, layerName(page))}
      </h1>
      <span class="space"></span>
      ${iconButton({ icon: "chevron-left", label: t("The channel before"), disabled: at < 1, act: go(at - 1) })}
      ${iconButton({
        icon: "chevron-right",
        label: t("The channel after"),
        disabled: at < 0 || at + 1 >= list.length,
        testid: "next-channel",
        act: go(at + 1),
      })}
    </div>
    <p class="about">${about ? channelWords(about) : nothing}</p>`;
}

export const layerName = ({ state: { spot, back, found } }: InsidePage) =>
  spot.layer ?? found.activations?.last?.layer ?? back.model.defaultLayer ?? "";

const ruleNames: Record<keyof Projected["projections"], string> = {
  deconvnet: t("deconvnet"),
  guided: t("guided backprop"),
};

/** The patch that its strongest unit sees, and the unit projected back to pixels by two rules. */
function projected(page: InsidePage, found: Projected) {
  const { preprocessing } = page.state.back.model;
  const field = within(found.field, preprocessing);
  const shape = `--aspect: ${field.width / field.height}`;
  const tiles = guard([found], () => {
    const drawn = projectionTiles(found);
    return (["deconvnet", "guided"] as const).map(
      (rule) => html`<figure>
        <glassbox-tile .tile=${cut(drawn[rule], field)} label=${ruleNames[rule]}></glassbox-tile>
        <figcaption>${ruleNames[rule]}</figcaption>
      </figure>`,
    );
  });
  return html`<div class="tiles huge causes" data-testid="projected" .style=${shape}>
      ${patch(page, found)} ${tiles}
    </div>
    <p class="about">
      ${t(
        "The unit at {0}, {1} with activation {2}; it sees {3} × {4} pixels of the network's input.",
        found.unit.x,
        found.unit.y,
        figure(found.unit.activation),
        found.field.width,
        found.field.height,
      )}
      <span class="doubt">
        ${t("Such projections show edges more than reasons: they change little when weights are random.")}
      </span>
    </p>`;
}

function patch({ state: { back, pixels } }: InsidePage, { patch: area }: Projected) {
  const { picture } = back.predicted;
  if (!area || !picture || !pixels) return nothing;
  const { x, y, width, height } = picture.placement;
  const own = within({ ...area, x: area.x - x, y: area.y - y }, { width, height });
  const seen = { ...own, x: own.x + x, y: own.y + y };
  const source = { url: pixels.url, width: picture.width, height: picture.height };
  return html`<figure>
    <div class="patch" role="img" aria-label=${t("the patch that caused it")} .style=${crop(seen, source)}></div>
    <figcaption>${t("the patch that caused it")}</figcaption>
  </figure>`;
}

/** The part of a rectangle that does not overhang. */
function within(r: Placement, { width, height }: { width: number; height: number }): Placement {
  const x = Math.max(0, r.x);
  const y = Math.max(0, r.y);
  return {
    x,
    y,
    width: Math.max(1, Math.min(width, r.x + r.width) - x),
    height: Math.max(1, Math.min(height, r.y + r.height) - y),
  };
}
