// The part of the picture that becomes the network's input, as a small picture.
import { html, nothing } from "lit";
import type { Look } from "../../draw/overlay";
import type { HeatMap } from "../../engine/api";
import type { Ground } from "../map-canvas";
import type { Linked } from "../page";
import type { Pixels, PredictedState } from "../state";
import { groundOf } from "./stage";

const side = 160;

/** With a map over it, if one is given. */
export const seen = (state: PredictedState, alt: string, map?: HeatMap, look?: Look) =>
  cropped({
    pixels: state.pixels,
    ground: groundOf(state),
    grey: state.model.preprocessing.channel_order === "grey",
    alt,
    map,
    look,
  });

interface Crop {
  pixels?: Pixels;
  ground?: Ground;
  grey: boolean;
  alt?: string;
  map?: HeatMap;
  look?: Look;
  /** The pointer and the zoom that it shares with others. */
  linked?: Linked;
}

/** The picture itself is pushed into place behind a window. */
export function cropped({ pixels, ground, grey, alt = "", map, look, linked }: Crop) {
  if (!ground) return html`<span class="crop"></span>`;
  const { width, height, placement: p } = ground;
  const part = (v: number, of: number) => `${(100 * v) / of}%`;
  const place = [
    `width: ${part(width, p.width)}`,
    `height: ${part(height, p.height)}`,
    `left: ${part(-p.x, p.width)}`,
    `top: ${part(-p.y, p.height)}`,
  ].join("; ");
  const whole = { x: 0, y: 0, width: p.width, height: p.height };
  const picture = pixels
    ? html`<img src=${pixels.url} alt=${alt} draggable="false" .style=${place} />`
    : nothing;
  const over = map
    ? html`<glassbox-map
        .map=${map}
        .ground=${{ ...whole, placement: whole }}
        .side=${linked ? 2 * side : side}
        .look=${look}
      ></glassbox-map>`
    : nothing;
  return html`<span class="crop ${grey ? "grey" : ""}" .style=${`--aspect: ${p.width / p.height}`}>
    ${linked ? lens(linked, [picture, over]) : [picture, over]}
  </span>`;
}

/** What lies under the pointer stays there, however far it is zoomed. */
function lens({ at, zoom }: Linked, inside: unknown) {
  const [x, y] = [100 * (at?.u ?? 0.5), 100 * (at?.v ?? 0.5)];
  return html`<span class="lens" .style=${`transform: scale(${zoom}); transform-origin: ${x}% ${y}%`}
      >${inside}</span
    >${at ? html`<span class="cross" .style=${`left: ${x}%; top: ${y}%`}></span>` : nothing}`;
}

/** Where the pointer stands in the small picture of what it moves over: 0 to 1 both ways. */
export function under(e: PointerEvent, inside = ".crop") {
  const box = (e.currentTarget as HTMLElement).querySelector(inside)!.getBoundingClientRect();
  const share = (v: number, of: number) => Math.min(0.9999, Math.max(0, v / of));
  return { u: share(e.clientX - box.left, box.width), v: share(e.clientY - box.top, box.height) };
}
