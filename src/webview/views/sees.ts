// What the picture becomes before the network sees it, and who said so.
import { html, nothing } from "lit";
import type { Preprocessing } from "../../engine/api";
import type { Page } from "../page";
import type { PredictedState } from "../state";
import { figure, resizing } from "../words";
import { icon } from "./parts";
import { groundOf } from "./stage";

export function sees({ state }: Page<PredictedState>) {
  const { preprocessing: p, labelsFrom } = state.model;
  const assumed = p.from.startsWith("assumed");
  return html`<section class="sees" aria-labelledby="sees-heading" data-testid="sees">
    ${crop(state)}
    <div>
      <h2 id="sees-heading">What the network sees</h2>
      <p>${resizing(p)} · ${p.channel_order}</p>
      <p class="quiet">${scaling(p)}</p>
      <p class=${assumed ? "doubt" : "quiet"}>
        ${assumed ? icon("warning") : nothing} ${assumed ? p.from : `from ${p.from}`}
      </p>
      <p class="quiet">labels: ${labelsFrom}</p>
    </div>
  </section>`;
}

function scaling({ mean, std, rescale_factor }: Preprocessing) {
  const unit = Math.abs(rescale_factor * 255 - 1) < 1e-6 ? "0 to 1" : `× ${figure(rescale_factor)}`;
  const list = (values: number[]) => [...new Set(values.map(figure))].join(", ");
  return `${unit}, minus ${list(mean)}, by ${list(std)}`;
}

/** The picture's part that becomes the input, with the picture itself pushed into place. */
function crop(state: PredictedState) {
  const ground = groundOf(state);
  if (!ground || !state.pixels) return html`<div class="crop"></div>`;
  const { width, height, placement: p } = ground;
  const { preprocessing } = state.model;
  const part = (v: number, of: number) => `${(100 * v) / of}%`;
  const style = [
    `width: ${part(width, p.width)}`,
    `height: ${part(height, p.height)}`,
    `left: ${part(-p.x, p.width)}`,
    `top: ${part(-p.y, p.height)}`,
  ].join("; ");
  return html`<div
    class="crop ${preprocessing.channel_order === "grey" ? "grey" : ""}"
    .style=${`--aspect: ${preprocessing.width / preprocessing.height}`}
  >
    <img src=${state.pixels.url} alt="The part of the picture that the network sees" .style=${style} />
  </div>`;
}
