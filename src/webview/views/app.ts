// The whole page, one view for each kind of state.
import { html, nothing, type TemplateResult } from "lit";
import type { GradientCheck } from "../../engine/api";
import { t } from "../l10n";
import type { Page } from "../page";
import type { State } from "../state";
import { controls } from "./controls";
import { noModel, refusal } from "./notices";
import { icon, iconButton } from "./parts";
import { awaitedPredictions, predictions } from "./predictions";
import { sees } from "./sees";
import { bareStage, fileName, mapWords, stage } from "./stage";
import { layerStrip, methodStrip } from "./strips";

type Views = {
  [K in State["kind"]]: (
    page: Page<Extract<State, { kind: K }>>,
  ) => TemplateResult | typeof nothing;
};

const views: Views = {
  waiting: () =>
    html`<p class="waiting">${t("Right-click a picture and choose “Explain Prediction”.")}</p>`,
  "no-model": (page) => laidOut(page, bareStage(page), noModel(page, page.state.why)),
  opening: (page) => laidOut(page, bareStage(page), html`${awaitedPredictions()}${opening(page)}`),
  refused: (page) => laidOut(page, bareStage(page), refusal(page, page.state.refusal)),
  predicted: (page) =>
    laidOut(
      page,
      html`${stage(page)}${controls(page)}`,
      html`${predictions(page)}${sees(page)}`,
      html`${methodStrip(page)}${layerStrip(page)}`,
    ),
};

export function app(page: Page) {
  const view = views[page.state.kind] as (p: Page) => TemplateResult | typeof nothing;
  return html`${view(page)}
    <div class="unseen" role="status" aria-live="polite" data-testid="announcer">
      ${announced(page.state)}
    </div>`;
}

function laidOut(page: Page, picture: unknown, answers: unknown, choices: unknown = nothing) {
  return html`${header(page)}
    <main>
      <div class="seen">${picture}</div>
      <div class="answers">${answers}</div>
      <div class="choices">${choices}</div>
    </main>`;
}

function header(page: Page) {
  const { state } = page;
  if (state.kind === "waiting") return nothing;
  const { picture, model } = state.choice;
  const device = state.kind === "predicted" ? state.predicted.device : "";
  return html`<header>
    <span class="name" title=${picture}>${fileName(picture)}</span>
    <button
      class="pill"
      title=${model ? `${model}\n${t("Pick another model")}` : t("Pick a model")}
      data-testid="model"
      @click=${() => page.send({ kind: "command", command: "pickModel" })}
    >
      ${model ? fileName(model) : t("no model")}
    </button>
    ${device ? html`<span class="pill" data-testid="device">${deviceName(device)}</span>` : nothing}
    ${state.kind === "predicted" && state.check ? checked(state.check) : nothing}
    <span class="space"></span>
    ${iconButton({
      icon: "save",
      label: t("Save Overlay as PNG…"),
      disabled: state.kind !== "predicted" || state.map.kind !== "shown",
      testid: "save",
      act: page.save,
    })}
  </header>`;
}

function checked({ passed, relativeError }: GradientCheck) {
  const error = relativeError.toExponential(0);
  const text = passed ? t("gradient checked {0}", error) : t("gradient fails its check");
  const hint = t("The gradient was held against finite differences: relative error {0}.", error);
  return html`<span class="pill ${passed ? "good" : "doubt"}" title=${hint} data-testid="checked">
    ${icon(passed ? "check" : "warning")} ${text}
  </span>`;
}

const names: Record<string, string> = {
  cpu: "CPU",
  webgpu: "WebGPU",
  cuda: "CUDA",
  dml: "DirectML",
};
const deviceName = (device: string) => names[device] ?? device;

const opening = (page: Page<Extract<State, { kind: "opening" }>>) =>
  html`<div class="opening" data-testid="opening">
    <p>${page.state.message || t("Preparing…")}</p>
    <progress class="unknown"></progress>
    <vscode-button secondary @click=${() => page.send({ kind: "cancel" })}>${t("Cancel")}</vscode-button>
  </div>`;

/** What a screen reader is told when it has happened. */
function announced(state: State): string {
  if (state.kind !== "predicted") return "";
  if (state.map.kind === "shown") return mapWords(state, state.map.shown);
  const [best] = state.predicted.predictions;
  return state.map.kind === "computing" && !state.map.previous && best ? best.label : "";
}
