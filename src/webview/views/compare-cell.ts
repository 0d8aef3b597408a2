// One map of a comparison: the value under the shared pointer stands below it.
import { html, nothing } from "lit";
import type { Scale } from "../../draw/overlay";
import { sample } from "../../draw/resample";
import type { Target } from "../../engine/api";
import { lookOf, viewOf } from "../display";
import { t } from "../l10n";
import type { Page } from "../page";
import type { Shown } from "../protocol";
import { type Cell, cellKey, cellsOf } from "../protocol/cells";
import type { CellState, ComparingState } from "../state";
import { figure, targetWords } from "../words";
import { cropped, under } from "./seen";
import { fileName } from "./stage";

export type ComparePage = Page<ComparingState>;

export const title = ({ state }: ComparePage, method: string) =>
  state.back.methods.find((m) => m.id === method)?.title ?? method;
export const words = ({ state }: ComparePage, target: Target) =>
  targetWords(target, state.back.model.labels);

export function cell(page: ComparePage, c: Cell) {
  const found = page.state.cells[cellKey(c)];
  if (found?.kind === "made") return made(page, c, found.shown);
  return html`<div class="cell ${found ? "failed" : "awaited"}" title=${found?.message ?? ""}>
    <span class="crop">
      ${found ? html`<span class="codicon codicon-circle-slash" aria-hidden="true"></span>` : nothing}
    </span>
    <span class="value quiet">${found?.message ?? " "}</span>
  </div>`;
}

/** Opens in the panel when clicked; the value under the shared pointer stands below. */
function made(page: ComparePage, c: Cell, shown: Shown) {
  const { state, linked, display } = page;
  const { at, same } = linked;
  const contrast = c.target.kind === "contrast";
  const view = viewOf(display, shown.map, contrast);
  const look = { ...lookOf({ ...display, locked: undefined }, shown.map, contrast, false), view };
  const scale = same ? commonScale(page, c.method) : undefined;
  const value = at
    ? `${figure(sample(shown.map, at.u, at.v))} ${shown.map.unit}`
    : highest(shown, scale ?? look.scale);
  const alone = state.grid.pictures.length === 1;
  const best = c.target.kind === "top" && "index" in shown.target ? words(page, shown.target) : "";
  const of = [title(page, c.method), words(page, c.target), c.layer, fileName(c.picture)];
  const label = `${of.filter(Boolean).join(", ")}: ${value}`;
  return html`<button
    class="cell"
    title=${alone ? t("Show this map large") : c.picture}
    aria-label=${label}
    data-testid="cell"
    ?disabled=${!alone}
    @pointermove=${(e: PointerEvent) => page.link({ at: under(e) })}
    @click=${() =>
      page.send({
        kind: "choose",
        choice: { method: c.method, target: c.target, layer: c.layer ?? state.back.choice.layer },
      })}
  >
    ${cropped({
      pixels: state.pictures[c.picture],
      ground: shown.picture,
      grey: state.back.model.preprocessing.channel_order === "grey",
      map: shown.map,
      look: { ...look, scale: scale ?? look.scale },
      linked,
    })}
    <span class="value">${best ? html`<span class="best">${best}</span>` : nothing}${value}</span>
  </button>`;
}

const highest = ({ map }: Shown, { high }: Scale) => t("to {0}", `${figure(high)} ${map.unit}`);

/** The widest scale of a method's maps. */
function commonScale({ state, display }: ComparePage, method: string): Scale {
  const scales = cellsOf(state.grid)
    .flat()
    .filter((c) => c.method === method)
    .map((c) => ({ c, state: state.cells[cellKey(c)] as CellState | undefined }))
    .flatMap(({ c, state: s }) =>
      s?.kind === "made"
        ? [
            lookOf(
              { ...display, locked: undefined },
              s.shown.map,
              c.target.kind === "contrast",
              false,
            ),
          ]
        : [],
    )
    .map((look) => look.scale);
  return {
    low: Math.min(...scales.map((s) => s.low)),
    high: Math.max(...scales.map((s) => s.high)),
  };
}
