// What the picture becomes before the network sees it, and who said so.
import { html } from "lit";
import type { Preprocessing } from "../../engine/api";
import { t } from "../l10n";
import type { Page } from "../page";
import type { PredictedState } from "../state";
import { figure, resizing } from "../words";
import { icon } from "./parts";
import { seen } from "./seen";

export function sees({ state }: Page<PredictedState>) {
  const { preprocessing: p, labelsFrom } = state.model;
  const assumed = p.from.startsWith("assumed");
  return html`<section aria-labelledby="sees-heading" data-testid="sees">
    <h2 id="sees-heading">${t("What the network sees")}</h2>
    <div class="sees">
      ${seen(state, t("The part of the picture that the network sees"))}
      <div>
        <p>${resizing(p)}</p>
        <p>${p.channel_order}, ${rescaled(p)}</p>
        <p class="quiet">${t("mean {0}", list(p.mean))}</p>
        <p class="quiet">${t("std {0}", list(p.std))}</p>
      </div>
    </div>
    <p class="source ${assumed ? "doubt" : "quiet"}">
      ${assumed ? html`${icon("warning")} ${p.from}` : t("from {0}", p.from)}
    </p>
    <p class="source quiet">${t("labels: {0}", labelsFrom)}</p>
  </section>`;
}

const list = (values: number[]) => [...new Set(values.map(figure))].join(" ");

function rescaled({ rescale_factor: factor }: Preprocessing): string {
  if (factor === 1) return t("0 to 255");
  return Math.abs(factor * 255 - 1) < 1e-6 ? t("0 to 1") : t("0 to 255 × {0}", figure(factor));
}
