// Under the picture: how the map is laid over it, and what its colours mean.
import { html, nothing } from "lit";
import { colorAt, type Scheme } from "../../draw/colors";
import { schemeFor } from "../../draw/overlay";
import { type Mode, modes, scaleFor, viewOf } from "../display";
import { t } from "../l10n";
import type { Page } from "../page";
import type { Shown } from "../protocol";
import { type DrawnState, labelsOf, type PartialMap, visibleMap } from "../state";
import { pointedLabel } from "../things";
import { duration, figure, targetWords } from "../words";
import { icon, iconButton } from "./parts";

const modeNames: Record<Mode, string> = { overlay: t("Overlay"), split: t("Split"), map: t("Map") };

export function controls(page: Page<DrawnState>) {
  const { display } = page;
  return html`<div class="controls">
      <div class="segments" role="group" aria-label=${t("How the map is shown")}>
        ${modes.map(
          (mode) => html`<button
            aria-pressed=${display.mode === mode}
            data-testid="mode-${mode}"
            @click=${() => page.set({ mode })}
          >
            ${modeNames[mode]}
          </button>`,
        )}
      </div>
      <label class="opacity">
        <span>${t("Opacity")}</span>
        <input
          type="range"
          min="0"
          max="1"
          step="0.05"
          aria-valuetext="${Math.round(display.opacity * 100)} %"
          ?disabled=${display.mode !== "overlay"}
          .value=${String(display.opacity)}
          @input=${(e: Event) =>
            page.set({ opacity: Number((e.target as HTMLInputElement).value) })}
        />
      </label>
    </div>
    ${legend(page)} ${caption(page)}`;
}

function legend(page: Page<DrawnState>) {
  const { state, display } = page;
  const { map } = visibleMap(state.map);
  if (!map) return html`<div class="legend"></div>`;
  const view = viewOf(display, map, state.choice.target.kind === "contrast");
  const { low, high } = scaleFor(display, map, view);
  const signed = view === "signed";
  const [against, favour] = sides(state);
  const locked = display.locked !== undefined;
  const otherScheme = display.scheme === "inferno" ? "viridis" : "inferno";
  const cut = !locked && map.clip < 100 ? "≥ " : "";
  return html`<div class="legend" data-testid="legend">
    <span>${figure(low)}</span>
    ${signed ? html`<span class="side">${against}</span>` : nothing}
    <span class="ramp" .style=${`background: ${gradient(schemeFor({ ...display, view }))}`}></span>
    ${signed ? html`<span class="side">${favour}</span>` : nothing}
    <span class="upper">${cut}${figure(high)} ${map.unit}</span>
    ${iconButton({
      text: "±",
      label: signed ? t("Show only what speaks for it") : t("Show what speaks against it too"),
      pressed: signed,
      testid: "signed",
      act: () => page.set({ view: signed ? "positive" : "signed" }),
    })}
    ${iconButton({
      icon: "symbol-color",
      label: t("Colours: {0} instead", otherScheme),
      disabled: signed,
      testid: "scheme",
      act: () => page.set({ scheme: otherScheme }),
    })}
    ${iconButton({
      icon: locked ? "lock" : "unlock",
      label: locked ? t("Scale every map by itself") : t("Hold this scale for every map"),
      pressed: locked,
      testid: "lock-scale",
      act: () => page.set({ locked: locked ? undefined : high }),
    })}
  </div>`;
}

/** What the two ends of a signed scale stand for. */
function sides(state: DrawnState): [string, string] {
  const { target } = state.choice;
  if (target.kind !== "contrast") return [t("speaks against"), t("speaks for")];
  const labels = labelsOf(state);
  return [t("for {0}", labels[target.against]), t("for {0}", labels[target.index])];
}

const gradient = (scheme: Scheme) => {
  const stops = Array.from({ length: 17 }, (_, i) => `rgb(${colorAt(scheme, i / 16).join(" ")})`);
  return `linear-gradient(to right, ${stops.join(", ")})`;
};

/** What is shown, in a line; and what a person should know before believing it. */
function caption({ state, display }: Page<DrawnState>) {
  const { shown, partial } = visibleMap(state.map);
  if (partial)
    return html`<p class="caption" data-testid="partial">${partialWords(state, partial)}</p>`;
  if (!shown) return html`<p class="caption">&nbsp;</p>`;
  const { model } = state;
  const missing = model?.noGradient ? [model.noGradient.message] : [];
  const notes = [...new Set([...shown.notes, ...(model?.notes ?? []), ...missing])];
  return html`<p class="caption" data-testid="caption">${words(state, shown, display.locked)}</p>
    ${notes.length ? html`<ul class="notes" data-testid="notes">${notes.map(note)}</ul>` : nothing}`;
}

/** A map that is still being made, or was given up: never to be taken for a whole one. */
function partialWords(state: DrawnState, { fraction }: PartialMap): string {
  const { methods, choice } = state;
  const title = methods.find((m) => m.id === choice.method)?.title ?? choice.method;
  const name = pointedLabel(state) ?? targetWords(choice.target, labelsOf(state));
  const share = Math.round(100 * fraction);
  return [t("{0} for {1}", title, name), t("partial, {0} % of the passes", share)].join(" · ");
}

const note = (text: string) => html`<li>${icon("info")}<span>${text}</span></li>`;

function words(state: DrawnState, shown: Shown, locked?: number): string {
  const { methods } = state;
  const { range, map, layer, method, target, timings } = shown;
  const title = methods.find((m) => m.id === method)?.title ?? method;
  const name = targetWords(target, labelsOf(state));
  const [low, high] = range.map(figure);
  const clipped = map.clip < 100 && locked === undefined;
  return [
    layer ? t("{0} for {1} at {2}", title, name, layer) : t("{0} for {1}", title, name),
    t("raw {0} to {1} {2}", low, high, map.unit),
    clipped ? t("colours end at the {0}th percentile", map.clip) : "",
    timings.explain === undefined ? "" : duration(timings.explain),
  ]
    .filter(Boolean)
    .join(" · ");
}
