// The whole page, one view for each kind of state.
import { html, nothing, type TemplateResult } from "lit";
import { t } from "../l10n";
import type { Page } from "../page";
import type { State } from "../state";
import { compare, compareWords } from "./compare";
import { controls } from "./controls";
import { header } from "./header";
import { inside, insideWords } from "./inside/inside";
import { layerStrip } from "./layers";
import { messages } from "./messages";
import { methodStrip } from "./methods";
import { noModel, refusal } from "./notices";
import { awaitedPredictions, predictions } from "./predictions";
import { sees } from "./sees";
import { bareStage, mapWords, stage } from "./stage";
import { stored, storedPredictions } from "./stored";
import { timeline } from "./timeline";
import { trust, trustWords } from "./trust";
import { versus, versusWords } from "./versus";

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
      html`${predictions(page)}${trust(page)}${sees(page)}`,
      html`${timeline(page)}${methodStrip(page)}${layerStrip(page)}`,
      messages(page),
    ),
  comparing: (page) => html`${header(page)}${compare(page)}`,
  inside: (page) => html`${header(page)}${inside(page)}`,
  versus: (page) => html`${header(page)}${versus(page)}`,
  stored: (page) =>
    laidOut(
      page,
      html`${stage(page)}${controls(page)}`,
      html`${stored(page)}${storedPredictions(page)}${trust(page)}`,
    ),
};

export function app(page: Page) {
  const view = views[page.state.kind] as (p: Page) => TemplateResult | typeof nothing;
  return html`${view(page)}
    <div class="unseen" role="status" aria-live="polite" data-testid="announcer">
      ${announced(page.state)}
    </div>`;
}

function laidOut(
  page: Page,
  picture: unknown,
  answers: unknown,
  choices: unknown = nothing,
  above: unknown = nothing,
) {
  return html`${header(page)}${above}
    <main>
      <div class="seen">${picture}</div>
      <div class="answers">${answers}</div>
      <div class="choices">${choices}</div>
    </main>`;
}

const opening = (page: Page<Extract<State, { kind: "opening" }>>) =>
  html`<div class="opening" data-testid="opening">
    <p>${page.state.message || t("Preparing…")}</p>
    <progress class="unknown"></progress>
    <vscode-button secondary @click=${() => page.send({ kind: "cancel" })}>${t("Cancel")}</vscode-button>
  </div>`;

/** What a screen reader is told when it has happened. */
function announced(state: State): string {
  if (state.kind === "comparing") return state.running ? "" : compareWords(state);
  if (state.kind === "inside") return insideWords(state);
  if (state.kind === "versus") return versusWords(state);
  if (state.kind === "stored") return mapWords(state, state.stored.shown);
  if (state.kind !== "predicted") return "";
  if (state.trust?.kind === "known") return trustWords(state.trust.trust);
  if (state.map.kind === "shown") return mapWords(state, state.map.shown);
  const [best] = state.predicted.predictions;
  return state.map.kind === "computing" && !state.map.previous && best ? best.label : "";
}
