// Methods and layers as rows of cards: each shows its own map of this picture.
import { html, nothing } from "lit";
import type { Layer, MethodGroup, MethodInfo } from "../../engine/api";
import { lookOf } from "../display";
import { t } from "../l10n";
import { milestones } from "../layers";
import type { Page } from "../page";
import type { Glimpse } from "../protocol";
import { glimpseKey, type PredictedState, targetKey } from "../state";
import { duration, shapeOf } from "../words";
import { parameters } from "./parameters";
import { icon, rove } from "./parts";
import { seen } from "./seen";

const groupNames: Record<MethodGroup, string> = {
  regions: t("Which regions?"),
  pixels: t("Which pixels?"),
  perturbation: t("What if it were covered?"),
};
const shownMethods = 6;
const shownLayers = 7;

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

const moreCard = ({ display, set }: Page, count: number) => html`<button
  class="card more"
  data-item
  tabindex="-1"
  aria-expanded=${display.more}
  data-testid="more-methods"
  @click=${() => set({ more: !display.more })}
>
  ${display.more ? t("Fewer methods") : t("{0} more methods", count)}
</button>`;

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
  const cost = time === undefined ? undefined : duration(time);
  const passes = quick(m) ? "" : t("many passes");
  const impossible = m.needs.includes("gradients") && state.model.noGradient !== undefined;
  return card(page, {
    title: m.title,
    fact: impossible ? t("no gradient") : m.recommended ? t("recommended") : (cost ?? passes),
    mark: m.caveat && !impossible ? "warning" : undefined,
    hint: [m.about, m.caveat, cost].filter(Boolean).join("\n"),
    selected: state.choice.method === m.id,
    glimpse,
    eager: quick(m) && !impossible,
    testid: `method-${m.id}`,
    act: () => page.send({ kind: "choose", choice: { method: m.id } }),
  });
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

/** Layers as pictures; the rest are found by name in the quick pick. */
export function layerStrip(page: Page<PredictedState>) {
  const { state } = page;
  const method = layerMethod(state);
  const cams = state.model.layers.filter((l) => l.cam);
  if (!method || cams.length === 0) return nothing;
  const uses = state.choice.method === method.id;
  const chosen = layerOf(state);
  const always = [chosen, state.model.defaultLayer];
  const cards = milestones(cams, always, shownLayers);
  return html`<section aria-labelledby="layer-heading">
    <h2 id="layer-heading">${t("Layer")} <span>${uses ? "" : t("of {0}", method.title)}</span></h2>
    <div class="strip layers" role="toolbar" aria-labelledby="layer-heading" @keydown=${rove}>
      ${cards.map((l) => layerCard(page, l, method, uses && l.name === chosen))}
      <button
        class="card more"
        data-item
        tabindex="-1"
        data-testid="all-layers"
        @click=${() => page.send({ kind: "command", command: "pickLayer" })}
      >
        ${t("All {0} layers…", cams.length)}
      </button>
    </div>
  </section>`;
}

function layerCard(page: Page<PredictedState>, l: Layer, method: MethodInfo, selected: boolean) {
  const isDefault = l.name === page.state.model.defaultLayer;
  const source = l.source && `${l.source.file}:${l.source.line}\n${l.source.text}`;
  return card(page, {
    title: l.name,
    fact: shapeOf(l),
    mark: isDefault ? "star-full" : undefined,
    hint: [`${l.name} · ${l.op} · ${shapeOf(l)}`, isDefault && t("the default"), source]
      .filter(Boolean)
      .join("\n"),
    selected,
    glimpse: { method: method.id, layer: l.name },
    eager: true,
    testid: `layer-${l.name}`,
    act: () => page.send({ kind: "choose", choice: { layer: l.name, method: method.id } }),
  });
}

const layerOf = ({ choice, model }: PredictedState) => choice.layer ?? model.defaultLayer;

/** The method in use if it looks at a layer, else the first that does. */
function layerMethod({ methods, choice }: PredictedState): MethodInfo | undefined {
  const fitting = methods.filter((m) => m.needs.includes("layer"));
  return (
    fitting.find((m) => m.id === choice.method) ?? fitting.find((m) => m.recommended) ?? fitting[0]
  );
}

interface Card {
  title: string;
  fact: string;
  /** An icon before the fact. */
  mark?: string;
  hint: string;
  selected: boolean;
  glimpse: Glimpse;
  /** Whether its map is made without being asked for. */
  eager: boolean;
  testid: string;
  act(): void;
}

function card(page: Page<PredictedState>, c: Card) {
  return html`<button
    class="card"
    data-item
    data-testid=${c.testid}
    .glimpse=${c.eager ? c.glimpse : undefined}
    tabindex=${c.selected ? 0 : -1}
    aria-pressed=${c.selected}
    title=${c.hint}
    @click=${c.act}
  >
    ${thumbnail(page, c.glimpse, c.eager)}
    <span class="title">${c.title}</span>
    <span class="fact">${c.mark ? icon(c.mark) : nothing} ${c.fact}</span>
  </button>`;
}

function thumbnail({ state, display }: Page<PredictedState>, glimpse: Glimpse, eager: boolean) {
  const found = state.glimpses[glimpseKey(glimpse)];
  const stale = found && found.target !== targetKey(state.choice.target);
  const map = found?.shown?.map;
  const contrast = state.choice.target.kind === "contrast";
  const look = map && lookOf({ ...display, locked: undefined }, map, contrast, false);
  return html`<span class="thumbnail ${stale ? "stale" : ""} ${map ? "" : "empty"}">
    ${seen(state, "", map, look)}
    ${found && !map ? icon("circle-slash") : map || eager ? nothing : icon("play")}
  </span>`;
}
