// Are these the right settings? Tried on pictures whose class is known.
import { html, nothing, type TemplateResult } from "lit";
import type { Verification } from "../../engine/api";
import { t } from "../l10n";
import type { Page } from "../page";
import type { VerifyView } from "../protocol";
import type { PredictedState } from "../state";
import { percent } from "../words";
import { icon } from "./parts";

type VerifyPage = Page<PredictedState>;
type Views = {
  [K in VerifyView["kind"]]: (
    page: VerifyPage,
    view: Extract<VerifyView, { kind: K }>,
  ) => TemplateResult;
};

export function verify(page: VerifyPage) {
  const view: VerifyView = page.state.verify ?? { kind: "none" };
  const draw = views[view.kind] as (p: VerifyPage, v: VerifyView) => TemplateResult;
  return html`<div class="verify" data-testid="verify">${draw(page, view)}</div>`;
}

const views: Views = {
  none: (page) => html`<span class="quiet">${t("unverified")}</span> ${ask(page)}`,
  failed: (page, { message }) =>
    html`<p class="doubt" role="alert">${icon("warning")} ${message}</p>${ask(page)}`,
  checking: (page, { progress }) => html`<div class="checking">
    <span class="message">${progress.message || t("looking")}</span>
    <vscode-button secondary @click=${() => page.send({ kind: "stop", what: "verify" })}
      >${t("Cancel")}</vscode-button
    >
    <progress max="1" .value=${progress.fraction}></progress>
  </div>`,
  known: (page, { found }) => known(page, found),
};

const ask = (page: VerifyPage) => html`<button
  class="link"
  data-testid="verify-ask"
  @click=${() => page.send({ kind: "verify" })}
>
  ${t("Verify…")}
</button>`;

const marks: Record<Verification["verdict"], string> = {
  confirmed: "pass-filled",
  better: "warning",
  undecided: "circle-slash",
  unverified: "circle-slash",
};

function known(page: VerifyPage, found: Verification) {
  const { offer, trials, verdict } = found;
  return html`<p class=${verdict} data-testid="verified">
      ${icon(marks[verdict])} ${sentence(found)}
    </p>
    ${
      offer
        ? html`<vscode-button
            data-testid="take-offer"
            @click=${() => page.send({ kind: "settings", settings: offer })}
            >${t("Use {0}", trials[0].name)}</vscode-button
          >`
        : nothing
    }`;
}

/** "Verified on 24 pictures: 96 % right, against 61 % with BGR." */
function sentence({ verdict, labelled, trials }: Verification): string {
  const share = (right: number) => percent(right / labelled);
  const own = trials.find((x) => x.name === "recovered");
  const rival = trials.find((x) => x.name !== "recovered");
  if (!labelled || !own || !rival)
    return t("Unverified: no folder's name is a class, so nothing here can be right or wrong.");
  const [a, b] = [share(own.right), share(rival.right)];
  if (verdict === "confirmed")
    return t(
      "Verified on {0} pictures: {1} right, against {2} with {3}.",
      labelled,
      a,
      b,
      rival.name,
    );
  if (verdict === "better")
    return t(
      "On {0} pictures {1} names {2} rightly, these settings {3}.",
      labelled,
      rival.name,
      b,
      a,
    );
  return t("Undecided on {0} pictures: {1} right, {2} with {3}.", labelled, a, b, rival.name);
}
