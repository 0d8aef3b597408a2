// The methods as a row of cards: each shows its own map of this picture.

import { html, nothing } from "lit";
import type { MethodGroup, MethodInfo } from "../../engine/api";
import { t } from "../l10n";
import { layerOf } from "../layers";
import type { Page } from "../page";
import type { Cost } from "../protocol";
import { glimpseKey } from "../protocol/cells";
import type { PredictedState } from "../state";
import { duration } from "../words";
import { card, foldCard } from "./cards";
import { parameters } from "./parameters";
import { rove } from "./parts";

const groupNames: Record<MethodGroup, string> = {
  regions: t("Which regions?"),
  pixels: t("Which pixels?"),
  perturbation: t("What if it were covered?"),
};
const shownMethods = 6;

/** Recommended first; beyond the first few, the rest wait in a fold. */
export function methodStrip(page: Page<PredictedState>) {
  const { state, display } = page;
  const sorted = state.methods.toSorted(
    (a, b) => Number(!!b.recommended) - Number(!!a.recommended),
  );
  const current = state.methods.find((m) => m.id === state.choice.method);
  const first = sorted.slice(0, shownMethods);
  if (current && !first.includes(current)) first.splice(-1, 1, current);
  const rest = sorted.filter((m) => !first.includes(m));
  return html`<section aria-labelledby="method-heading">
    <h2 id="method-heading">${t("Method")}</h2>
    <div class="strip" role="toolbar" aria-labelledby="method-heading" @keydown=${rove}>
      ${first.map((m) => methodCard(page, m))} ${rest.length ? moreCard(page, rest.length) : nothing}
    </div>
    ${current ? aboutMethod(page, current) : nothing}
    ${display.more && rest.length ? methodGroups(page, rest) : nothing}
  </section>`;
}

function moreCard({ display, set }: Page, count: number) {
  const label = display.more ? t("Fewer methods") : t("{0} more methods", count);
  return foldCard(label, display.more, "more-methods", () => set({ more: !display.more }));
}

function methodGroups(page: Page<PredictedState>, methods: MethodInfo[]) {
  const groups = [...new Set(methods.map((m) => m.group))];
  return groups.map(
    (group) => html`<h3>${groupNames[group]}</h3>
      <div class="strip" role="toolbar" aria-label=${groupNames[group]} @keydown=${rove}>
        ${methods.filter((m) => m.group === group).map((m) => methodCard(page, m))}
      </div>`,
  );
}

function methodCard(page: Page<PredictedState>, m: MethodInfo) {
  const { state } = page;
  const layer = m.needs.includes("layer") ? layerOf(state) : undefined;
  const glimpse = { method: m.id, layer };
  const time = state.glimpses[glimpseKey(glimpse)]?.shown?.timings.explain;
  const cost = costWords(m, state.costs?.[m.id], time);
  const impossible = m.needs.includes("gradients") && state.model.noGradient !== undefined;
  return card(page, {
    title: m.title,
    fact: impossible ? t("no gradient") : m.recommended ? t("recommended") : cost,
    mark: m.caveat && !impossible ? "warning" : undefined,
    hint: [m.about, m.caveat, cost].filter(Boolean).join("\n"),
    selected: state.choice.method === m.id,
    glimpse,
    eager: quick(m) && !impossible,
    testid: `method-${m.id}`,
    act: () => page.send({ kind: "choose", choice: { method: m.id } }),
  });
}

/** What it takes: as it was, where one pass was enough; as it is expected to be, where not. */
function costWords(m: MethodInfo, cost: Cost | undefined, time: number | undefined): string {
  if (cost && cost.passes > 1)
    return t("{0} passes · {1}", cost.passes, duration(time ?? cost.milliseconds));
  const known = time ?? cost?.milliseconds;
  if (known !== undefined) return duration(known);
  return quick(m) ? "" : t("many passes");
}

/** One pass is enough: a whole-numbered parameter is a count of passes. */
const quick = ({ needs, params }: MethodInfo) =>
  needs.includes("gradients") && Object.values(params).every((p) => p.type !== "integer");

function aboutMethod(page: Page<PredictedState>, m: MethodInfo) {
  return html`<p class="about">
      ${m.about} ${m.caveat ? html`<span class="doubt">${m.caveat}</span>` : nothing}
      ${m.paper ? html`<a href=${m.paper} title=${m.paper}>${t("Paper")}</a>` : nothing}
    </p>
    ${parameters(page, m)}`;
}
