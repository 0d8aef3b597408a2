// The layers as a filmstrip: every layer's map by one backward pass, the best one marked.

import { html, nothing } from "lit";
import type { Layer, LayerMap, MethodInfo } from "../../engine/api";
import { t } from "../l10n";
import { layerMethod, layerOf, milestones } from "../layers";
import type { Page } from "../page";
import { type Glimpse, glimpseKey, targetKey } from "../protocol/cells";
import type { PredictedState } from "../state";
import { brief, figure, shapeOf } from "../words";
import { card, foldCard } from "./cards";
import { icon, rove } from "./parts";

const shownLayers = 7;

/** What the strip knows of its layers, as far as it belongs to the class that is explained. */
interface Strip {
  method: MethodInfo;
  glimpse?: Glimpse;
  of(layer: Layer): LayerMap | undefined;
  recommended?: string;
}

/** Layers as pictures; those between are in a fold, and found by name in the quick pick. */
export function layerStrip(page: Page<PredictedState>) {
  const { state, display, set } = page;
  const method = layerMethod(state);
  const cams = state.model.layers.filter((l) => l.cam);
  if (!method || cams.length === 0) return nothing;
  const strip = stripOf(state, method);
  const uses = state.choice.method === method.id;
  const chosen = layerOf(state);
  const always = [chosen, state.model.defaultLayer, strip.recommended];
  const cards = display.allLayers ? cams : milestones(cams, always, shownLayers);
  const label = display.allLayers ? t("Fewer layers") : t("All {0} layers", cams.length);
  const attention = state.methods.find((m) => m.needs.includes("attention"));
  const own = attention ? state.model.layers.filter((l) => l.attention) : [];
  return html`<section aria-labelledby="layer-heading" data-testid="layers">
    <h2 id="layer-heading">${t("Layer")} <span>${uses ? "" : t("of {0}", method.title)}</span></h2>
    <div
      class="strip layers ${display.allLayers ? "all" : ""}"
      role="toolbar"
      aria-labelledby="layer-heading"
      @keydown=${rove}
    >
      ${cards.map((l) => layerCard(page, l, strip, uses && l.name === chosen))}
      ${own.map((l) => attentionCard(page, l, attention!))}
      ${
        cams.length > cards.length || display.allLayers
          ? foldCard(label, display.allLayers, "all-layers", () =>
              set({ allLayers: !display.allLayers }),
            )
          : nothing
      }
    </div>
    ${recommendation(page, strip)}
  </section>`;
}

function stripOf(state: PredictedState, method: MethodInfo): Strip {
  if (!method.needs.includes("gradients")) return { method, of: () => undefined };
  const glimpse: Glimpse = { method: method.id, layers: true };
  const found = state.glimpses[glimpseKey(glimpse)];
  const fresh = found?.target === targetKey(state.choice.target) && found.strip?.done;
  const maps = new Map(found?.strip?.maps.layers.map((m) => [m.layer, m]));
  return {
    method,
    // Where there is no filmstrip each layer is asked for by itself.
    glimpse: found && !found.strip ? undefined : glimpse,
    of: (l) => maps.get(l.name),
    recommended: fresh ? found.strip?.maps.recommended?.layer : undefined,
  };
}

function layerCard(page: Page<PredictedState>, l: Layer, strip: Strip, selected: boolean) {
  const { method, glimpse, recommended } = strip;
  const isDefault = l.name === page.state.model.defaultLayer;
  const found = strip.of(l);
  const deletion = found?.deletion;
  const source = l.source && `${l.source.file}:${l.source.line}\n${l.source.text}`;
  const hint = [
    `${l.name} · ${l.op} · ${shapeOf(l)}`,
    isDefault && t("the default"),
    found && t("entropy {0} bits", figure(found.entropy)),
    deletion &&
      t("deletion area {0}, of random maps {1}", figure(deletion.value), figure(deletion.random)),
    source,
  ];
  return card(page, {
    title: l.name,
    fact: deletion ? t("area {0}", brief(deletion.value)) : shapeOf(l),
    mark: l.name === recommended ? "star-full" : undefined,
    hint: hint.filter(Boolean).join("\n"),
    selected,
    glimpse: glimpse ?? { method: method.id, layer: l.name },
    map: found?.map,
    eager: method.needs.includes("gradients"),
    testid: `layer-${l.name}`,
    act: () => page.send({ kind: "choose", choice: { layer: l.name, method: method.id } }),
  });
}

/** What the network itself says that it looks at. */
function attentionCard(page: Page<PredictedState>, l: Layer, method: MethodInfo) {
  const { choice } = page.state;
  return card(page, {
    title: l.name,
    fact: t("attention"),
    mark: "eye",
    hint: `${l.name} · ${l.op} · ${shapeOf(l)}\n${method.about}`,
    selected: choice.method === method.id && choice.layer === l.name,
    glimpse: { method: method.id, layer: l.name },
    eager: true,
    testid: `attention-${l.name}`,
    act: () => page.send({ kind: "choose", choice: { layer: l.name, method: method.id } }),
  });
}

/** Which layer, and why: as text, so that it need not be hovered for. */
function recommendation(page: Page<PredictedState>, strip: Strip) {
  const best = page.state.model.layers.find((l) => l.name === strip.recommended);
  const deletion = best && strip.of(best)?.deletion;
  const name = layerOf(page.state) ?? "";
  const find = html`<button
    class="link"
    data-testid="find-layer"
    @click=${() => page.send({ kind: "command", command: "pickLayer" })}
  >
    ${t("Find a layer…")}
  </button>`;
  const inside = html`<button
    class="link"
    data-testid="look-inside"
    @click=${() => page.send({ kind: "inside", spot: { place: "activations", layer: name } })}
  >
    ${t("Inside {0}…", name)}
  </button>`;
  const links = [find, inside, toCode(page)];
  if (!best || !deletion) return html`<p class="about reason">${links}</p>`;
  return html`<p class="about reason">
    <span data-testid="recommended-layer"
      >${icon("star-full")} ${t(
        "{0}: lowest deletion area, {1} where random maps have {2}",
        best.name,
        figure(deletion.value),
        figure(deletion.random),
      )}</span
    >
    ${links}
  </p>`;
}

/** The line that made the chosen layer, where the exporter left it. */
function toCode(page: Page<PredictedState>) {
  const { model } = page.state;
  const source = model.layers.find((l) => l.name === layerOf(page.state))?.source;
  if (!source) return nothing;
  return html`<button
    class="link"
    title=${`${source.file}:${source.line}\n${source.text}`}
    data-testid="go-to-code"
    @click=${() => page.send({ kind: "command", command: "goToCode" })}
  >
    ${t("Go to code")}
  </button>`;
}
