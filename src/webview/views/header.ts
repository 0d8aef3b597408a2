// What is explained, by which model, on which device, and what can be done with it.
import { html, nothing } from "lit";
import type { GradientCheck } from "../../engine/api";
import { t } from "../l10n";
import type { Page } from "../page";
import type { State } from "../state";
import { icon, iconButton } from "./parts";
import { fileName } from "./stage";

export function header(page: Page) {
  const { state } = page;
  if (state.kind === "waiting") return nothing;
  const { picture, model } = state.choice;
  const told = "back" in state ? state.back : state;
  const device = told.kind === "predicted" || told.kind === "stored" ? told.predicted.device : "";
  return html`<header>
    <h1 class="name" title=${picture}>${name(state, picture)}</h1>
    <span class="pills"><button
      class="pill model"
      title=${model ? `${model}\n${t("Pick another model")}` : t("Pick a model")}
      data-testid="model"
      @click=${() => page.send({ kind: "command", command: "pickModel" })}
    >
      ${model ? fileName(model) : t("no model")}
    </button>
    ${device ? html`<span class="pill" data-testid="device">${deviceName(device)}</span>` : nothing}
    ${told.kind === "predicted" && told.check ? checked(told.check) : nothing}</span>
    <span class="space"></span>
    ${buttons(page)}
  </header>`;
}

const name = (state: State, picture: string) =>
  state.kind === "comparing" && state.grid.pictures.length > 1
    ? t("{0} pictures", state.grid.pictures.length)
    : fileName(picture);

function buttons({ state, send, save }: Page) {
  if (state.kind === "stored") return overlayButton(save);
  if (state.kind !== "predicted") return nothing;
  const shown = state.map.kind === "shown";
  return html`<span class="buttons">
    ${iconButton({
      icon: "table",
      label: t("Compare Methods and Classes"),
      testid: "compare",
      act: () => send({ kind: "command", command: "compare" }),
    })}
    ${iconButton({
      icon: "export",
      label: t("Export…"),
      disabled: !shown,
      testid: "export",
      act: () => send({ kind: "command", command: "export" }),
    })}
  </span>`;
}

const overlayButton = (save: () => void) => html`<span class="buttons">
  ${iconButton({ icon: "save", label: t("Save Overlay as PNG…"), testid: "save", act: save })}
</span>`;

function checked({ passed, relativeError }: GradientCheck) {
  const error = relativeError.toExponential(0);
  const text = passed ? t("gradient checked {0}", error) : t("gradient fails its check");
  const hint = t("The gradient was held against finite differences: relative error {0}.", error);
  return html`<span
    class="pill check ${passed ? "good" : "doubt"}"
    title=${`${text}\n${hint}`}
    data-testid="checked"
  >
    ${icon(passed ? "check" : "warning")}<span class="words">${text}</span>
  </span>`;
}

const names: Record<string, string> = {
  cpu: "CPU",
  webgpu: "WebGPU",
  cuda: "CUDA",
  dml: "DirectML",
};
const deviceName = (device: string) => names[device] ?? device;
