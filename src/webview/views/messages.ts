// What is happening, or why there is nothing: always in sight, and nothing moves for it.
import { html, nothing } from "lit";
import { t } from "../l10n";
import type { Page } from "../page";
import type { MapState, PredictedState } from "../state";
import { remedyButtons } from "./parts";

type Banners = {
  [K in MapState["kind"]]?: (page: Page, map: Extract<MapState, { kind: K }>) => unknown;
};

const banners: Banners = {
  computing: (page, { progress: { fraction, message } }) =>
    html`<div class="banner working" data-testid="progress">
      <span class="message">${message || t("computing")}</span>
      <vscode-button secondary data-testid="cancel" @click=${() => page.send({ kind: "cancel" })}>
        ${t("Cancel")}
      </vscode-button>
      <progress class=${fraction ? "" : "unknown"} max="1" .value=${fraction}></progress>
    </div>`,
  refused: (page, { refusal }) =>
    html`<div class="banner" role="alert" data-testid="refusal">
      <span class="message">${refusal.message}</span>
      ${remedyButtons(page, refusal.remedies)}
    </div>`,
  cancelled: (page) =>
    html`<div class="banner" data-testid="cancelled">
      <span class="message">${t("Cancelled")}</span>
      <vscode-button secondary @click=${() => page.send({ kind: "choose", choice: {} })}>
        ${t("Compute Again")}
      </vscode-button>
    </div>`,
};

export function messages(page: Page<PredictedState>) {
  const { map } = page.state;
  const banner = banners[map.kind] as ((p: Page, m: MapState) => unknown) | undefined;
  return html`<div class="messages">${banner?.(page, map) ?? nothing}</div>`;
}
