// The picture beside the channels: one of them laid over it, or the cells that are brushed off.
import { html, nothing } from "lit";
import { guard } from "lit/directives/guard.js";
import { sample } from "../../../draw/resample";
import type { Activations, HeatMap } from "../../../engine/api";
import { lookOf } from "../../display";
import { current, latest } from "../../inside";
import { t } from "../../l10n";
import { figure } from "../../words";
import { cropped, under } from "../seen";
import { groundOf } from "../stage";
import { type Cells, paint, paintByKey, veil } from "./brush";
import type { InsidePage } from "./parts";

export function ground(page: InsidePage) {
  const { state, linked } = page;
  const over = overlaid(page);
  const cells = state.spot.place === "masking" ? cellsOf(page) : undefined;
  return html`<div
      class="ground ${cells ? "brushed" : ""}"
      data-testid="ground"
      role="group"
      tabindex="0"
      aria-label=${cells ? t("The picture; the arrow keys move the brush, the space bar switches cells off") : t("The picture; the arrow keys move the read-out")}
      @pointerdown=${(e: PointerEvent) => cells && paint(page, cells, e)}
      @pointermove=${(e: PointerEvent) => page.link({ at: under(e) })}
      @pointerleave=${() => page.link({ at: undefined })}
      @keydown=${(e: KeyboardEvent) => steer(page, cells, e)}
    >
      ${cropped({
        pixels: state.pixels,
        ground: groundOf(state.back),
        grey: state.back.model.preprocessing.channel_order === "grey",
        alt: t("The part of the picture that the network sees"),
        map: over?.map,
        look: over && lookOf({ ...page.display, locked: undefined }, over.map, false, false),
        linked: { ...linked, zoom: 1 },
      })}
      ${
        cells
          ? guard(
              [state.mask.cells, cells.width, cells.height],
              () =>
                html`<glassbox-tile class="veil" .tile=${veil(cells, state.mask.cells)}></glassbox-tile>`,
            )
          : nothing
      }
    </div>
    <p class="about reading" data-testid="reading">${reading(page, over, cells)}</p>`;
}

/** The channel under the pointer, else the one whose page is open. */
function overlaid({ state, linked }: InsidePage) {
  const { place, channel } = state.spot;
  if (place === "channel") {
    const answer = current(state, "channel");
    return answer?.kind === "known" ? mapOf(answer.value, channel) : undefined;
  }
  const answer = place === "activations" ? latest(state, "activations").value : undefined;
  return answer && mapOf(answer, linked.channel);
}

export function mapOf(found: Activations, channel: number | undefined) {
  const at = channel === undefined ? -1 : found.shown.indexOf(channel);
  if (at < 0) return undefined;
  const { width, height } = found;
  const values = found.data.subarray(at * width * height, (at + 1) * width * height);
  const view = values.some((v) => v < 0) ? "signed" : "positive";
  const map: HeatMap = { width, height, values, view, unit: "", clip: 100 };
  return { channel: channel!, map };
}

/** Cells of the layer, where it has more than one. */
function cellsOf({ state }: InsidePage): Cells | undefined {
  const found = current(state, "activations");
  if (found?.kind !== "known" || found.value.width * found.value.height < 2) return undefined;
  return found.value;
}

function reading(page: InsidePage, over: ReturnType<typeof mapOf>, cells: Cells | undefined) {
  const { mask } = page.state;
  const { at } = page.linked;
  if (cells)
    return html`${
      mask.cells.length
        ? t("{0} of {1} cells off", mask.cells.length, cells.width * cells.height)
        : t("Brush over the picture to switch cells of the layer off.")
    }
      ${
        mask.cells.length
          ? html`<button
              class="link"
              data-testid="unbrush"
              @click=${() => page.switchOff({ ...mask, cells: [] })}
            >
              ${t("All cells on")}
            </button>`
          : nothing
      }`;
  if (!over) return t("The part of the picture that the network sees");
  const { channel, map } = over;
  if (!at) return t("channel {0} over the picture", channel);
  const [x, y] = [Math.floor(at.u * map.width), Math.floor(at.v * map.height)];
  return t("channel {0} at {1}, {2}: {3}", channel, x, y, figure(sample(map, at.u, at.v)));
}

function steer(page: InsidePage, cells: Cells | undefined, e: KeyboardEvent) {
  if (e.ctrlKey || e.metaKey || e.target !== e.currentTarget) return;
  const { u, v } = page.linked.at ?? { u: 0.5, v: 0.5 };
  const within = (x: number) => Math.min(0.9999, Math.max(0, x));
  const to = (du: number, dv: number) => () =>
    page.link({ at: { u: within(u + du), v: within(v + dv) } });
  const step = 0.05;
  const keys: Record<string, () => void> = {
    ArrowLeft: to(-step, 0),
    ArrowRight: to(step, 0),
    ArrowUp: to(0, -step),
    ArrowDown: to(0, step),
    ...(cells && { " ": () => paintByKey(page, cells) }),
  };
  if (!keys[e.key]) return;
  e.preventDefault();
  e.stopPropagation();
  keys[e.key]();
}
