// The part of the picture that becomes the network's input, as a small picture.
import { html, nothing } from "lit";
import type { Look } from "../../draw/overlay";
import type { HeatMap } from "../../engine/api";
import type { PredictedState } from "../state";
import { groundOf } from "./stage";

const side = 160;

/** With a map over it, if one is given. The picture itself is pushed into place behind a window. */
export function seen(state: PredictedState, alt: string, map?: HeatMap, look?: Look) {
  const ground = groundOf(state);
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
  const grey = state.model.preprocessing.channel_order === "grey";
  return html`<span class="crop ${grey ? "grey" : ""}" .style=${`--aspect: ${p.width / p.height}`}>
    ${
      state.pixels
        ? html`<img src=${state.pixels.url} alt=${alt} draggable="false" .style=${place} />`
        : nothing
    }
    ${
      map
        ? html`<glassbox-map
            .map=${map}
            .ground=${{ ...whole, placement: whole }}
            .side=${side}
            .look=${look}
          ></glassbox-map>`
        : nothing
    }
  </span>`;
}
