// What the picture becomes before the network sees it, who said so, and whether that is right.
import { html, nothing } from "lit";
import { t } from "../l10n";
import type { Page } from "../page";
import type { PredictedState } from "../state";
import { figure } from "../words";
import { icon, iconButton } from "./parts";
import { seen } from "./seen";
import { settings } from "./settings";
import { verify } from "./verify";

export function sees(page: Page<PredictedState>) {
  const { state, display, set } = page;
  const { preprocessing: p, labelsFrom } = state.model;
  const assumed = p.from.startsWith("assumed");
  return html`<section aria-labelledby="sees-heading" data-testid="sees">
    <div class="heading">
      <h2 id="sees-heading">${t("What the network sees")}</h2>
      ${iconButton({
        icon: display.editing ? "check" : "edit",
        label: display.editing ? t("Done") : t("Edit these settings"),
        pressed: display.editing,
        testid: "edit-settings",
        act: () => set({ editing: !display.editing }),
      })}
    </div>
    <div class="sees">
      <figure>
        ${seen(state, t("The part of the picture that the network sees"))}
        <figcaption>${t("picture")}</figcaption>
      </figure>
      ${exactInput(state)}
    </div>
    ${settings(page)}
    <p class="source ${assumed ? "doubt" : "quiet"}">
      ${assumed ? html`${icon("warning")} ${p.from}` : t("from {0}", p.from)}
    </p>
    <p class="source quiet">${t("labels: {0}", labelsFrom)}</p>
    ${verify(page)}
  </section>`;
}

function exactInput({ input, model }: PredictedState) {
  if (!input) return nothing;
  const { width, height } = model.preprocessing;
  const [low, high] = input.range.map(figure);
  return html`<figure data-testid="input">
    <span class="crop exact" .style=${`--aspect: ${width / height}`}>
      <img src=${input.pixels.url} alt=${t("The network's input, {0} × {1} pixels", width, height)} />
    </span>
    <figcaption>${t("input: {0} to {1}", low, high)}</figcaption>
  </figure>`;
}
