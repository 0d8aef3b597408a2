// Can I trust this map? Sentences with their number, computed when asked for.
import { html, nothing, type TemplateResult } from "lit";
import type { Trust, TrustFigure } from "../../engine/api";
import { t } from "../l10n";
import type { Page } from "../page";
import type { TrustView } from "../protocol";
import type { DrawnState } from "../state";
import { figure } from "../words";
import { icon } from "./parts";

export function trust(page: Page<DrawnState>) {
  const { state } = page;
  const stored = state.kind === "stored" ? state.stored.trust : undefined;
  if (state.kind === "stored" && !stored) return nothing;
  const view: TrustView = stored
    ? { kind: "known", trust: stored }
    : (state.kind === "predicted" && state.trust) || { kind: "none" };
  const draw = views[view.kind] as (p: Page<DrawnState>, v: TrustView) => unknown;
  return html`<section aria-labelledby="trust-heading" data-testid="trust">
    <h2 id="trust-heading">${t("Can I trust this map?")}</h2>
    ${draw(page, view)}
  </section>`;
}

type Views = {
  [K in TrustView["kind"]]: (
    page: Page<DrawnState>,
    view: Extract<TrustView, { kind: K }>,
  ) => TemplateResult;
};

const views: Views = {
  none: (page) => ask(page),
  failed: (page, { message }) =>
    html`<p class="doubt" role="alert">${icon("warning")} ${message}</p>${ask(page)}`,
  checking: (page, { progress }) => html`<div class="checking" data-testid="trust-progress">
    <span class="message">${progress.message || t("checking")}</span>
    <vscode-button
      secondary
      data-testid="trust-cancel"
      @click=${() => page.send({ kind: "stop", what: "trust" })}
      >${t("Cancel")}</vscode-button
    >
    <progress class=${progress.fraction ? "" : "unknown"} max="1" .value=${progress.fraction}></progress>
  </div>`,
  known: (_, view) => known(view.trust),
};

/** Some hundred runs of the network: what they take, the prediction's own run tells. */
const ask = (page: Page<DrawnState>) => html`<div class="ask">
  <vscode-button
    secondary
    data-testid="trust-ask"
    ?disabled=${page.state.map.kind !== "shown"}
    @click=${() => page.send({ kind: "trust" })}
    >${t("Check This Map")}</vscode-button
  >
  <span class="quiet">${t("against random orders and random weights: dozens of passes")}</span>
</div>`;

const known = ({ figures }: Trust) => html`<ul class="figures" data-testid="trust-figures">
  ${figures.filter(applies).map((f) => {
    const { icon: name, word } = marks[f.verdict];
    return html`<li class=${f.verdict} data-testid="trust-${f.id}">
      <span class="codicon codicon-${name}" role="img" aria-label=${word} title=${word}></span>
      <div>
        <p>${sentences[f.id](f)}</p>
        <p class="number">${number(f)}</p>
      </div>
    </li>`;
  })}
</ul>`;

/** Most methods claim no completeness: not a figure that they lack. */
const applies = ({ id, verdict }: TrustFigure) => id !== "completeness" || verdict !== "none";

/** For those who listen: what was found. */
export const trustWords = ({ figures }: Trust) =>
  figures
    .filter(applies)
    .map((f) => `${sentences[f.id](f)}: ${number(f)}.`)
    .join(" ");

const marks: Record<TrustFigure["verdict"], { icon: string; word: string }> = {
  good: { icon: "pass-filled", word: t("good") },
  doubt: { icon: "warning", word: t("doubtful") },
  none: { icon: "circle-slash", word: t("not defined here") },
};

type Sentences = Record<TrustFigure["id"], (f: TrustFigure) => string>;
const by =
  (good: string, doubt: string, none: string) =>
  ({ verdict }: TrustFigure) =>
    ({ good, doubt, none })[verdict];

const undefinedHere = t("This cannot be measured for this map");
const sentences: Sentences = {
  deletion: by(
    t("Removing these pixels first drops the score fast"),
    t("Removing these pixels first drops the score no faster than chance"),
    undefinedHere,
  ),
  insertion: by(
    t("These pixels alone soon bring the class back"),
    t("These pixels alone bring the class back no sooner than chance"),
    undefinedHere,
  ),
  randomised: by(
    t("Unlike the map of the same network with random weights"),
    t("Much like the map of the same network with random weights"),
    undefinedHere,
  ),
  "second-class": (f) => {
    const other = f.other?.label ?? t("the next class");
    return by(
      t("Unlike the map for {0}", other),
      t("Much like the map for {0}: it does not tell the two apart", other),
      undefinedHere,
    )(f);
  },
  completeness: by(
    t("The pixels' shares add up to the score"),
    t("The pixels' shares do not add up to the score"),
    undefinedHere,
  ),
};

const kinds: Record<TrustFigure["id"], string> = {
  deletion: t("deletion area"),
  insertion: t("insertion area"),
  randomised: t("rank correlation"),
  "second-class": t("rank correlation"),
  completeness: t("relative error"),
};

function number({ id, value, against }: TrustFigure): string {
  if (Number.isNaN(value)) return kinds[id];
  const own = `${kinds[id]} ${figure(value)}`;
  if (!against) return own;
  const { random, gaussian } = against;
  return `${own} · ${t("random order {0}, centre first {1}", figure(random), figure(gaussian))}`;
}
