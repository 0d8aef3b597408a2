// Maps side by side: methods by classes for one picture, or a row for each picture.

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
import { compareChoices } from "./compare-choices";
import { iconButton } from "./parts";
import { cropped } from "./seen";
import { fileName } from "./stage";

const zooms = { least: 1, most: 8, step: 1.5 };
type ComparePage = Page<ComparingState>;

export function compare(page: ComparePage) {
  const { grid } = page.state;
  const rows = cellsOf(grid);
  const several = grid.pictures.length > 1;
  const heads = several
    ? grid.methods.map((m) => title(page, m))
    : grid.targets.map((x) => words(page, x));
  return html`<main class="comparison" data-testid="comparison">
    ${toolbar(page)} ${compareChoices(page)}
    <div class="cells" tabindex="0" role="group"
      aria-label=${t("Maps side by side; the arrow keys move the read-out, + and − zoom")}
      @keydown=${(e: KeyboardEvent) => steer(page, e)}
      @pointerleave=${() => page.link({ at: undefined })}
    >
      <table .style=${`--columns: ${heads.length}`}>
        <thead>
          <tr>
            <td></td>
            ${heads.map((head) => html`<th scope="col">${head}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (cells) => html`<tr>
              <th scope="row">${several ? fileName(cells[0].picture) : title(page, cells[0].method)}</th>
              ${cells.map((c) => html`<td>${cell(page, c)}</td>`)}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </main>`;
}

const title = ({ state }: ComparePage, method: string) =>
  state.back.methods.find((m) => m.id === method)?.title ?? method;
const words = ({ state }: ComparePage, target: Target) =>
  targetWords(target, state.back.model.labels);

function toolbar(page: ComparePage) {
  const { state, linked } = page;
  const all = cellsOf(state.grid).flat();
  const made = all.filter((c) => state.cells[cellKey(c)]).length;
  return html`<div class="toolbar">
    <button class="link back" data-testid="back" @click=${() => page.send({ kind: "back" })}>
      <span class="codicon codicon-arrow-left" aria-hidden="true"></span> ${t("Back")}
    </button>
    <span class="space"></span>
    ${
      state.running && made < all.length
        ? html`<span class="quiet" role="status">${t("{0} of {1} maps", made, all.length)}</span>
            <vscode-button
              secondary
              data-testid="compare-cancel"
              @click=${() => page.send({ kind: "stop", what: "compare" })}
              >${t("Cancel")}</vscode-button
            >`
        : made < all.length
          ? html`<span class="quiet" data-testid="compare-stopped">
                ${t("{0} of {1} maps", made, all.length)}</span
              >
              <vscode-button secondary @click=${() => page.send({ kind: "compare", grid: {} })}
                >${t("Compute the Rest")}</vscode-button
              >`
          : nothing
    }
    ${iconButton({
      icon: linked.same ? "lock" : "unlock",
      label: linked.same ? t("Scale every map by itself") : t("One scale for all maps of a method"),
      pressed: linked.same,
      testid: "same-scale",
      act: () => page.link({ same: !linked.same }),
    })}
    ${iconButton({
      icon: "zoom-out",
      label: t("Zoom out"),
      disabled: linked.zoom <= zooms.least,
      act: () => zoom(page, 1 / zooms.step),
    })}
    ${iconButton({
      icon: "zoom-in",
      label: t("Zoom in"),
      disabled: linked.zoom >= zooms.most,
      testid: "zoom-in",
      act: () => zoom(page, zooms.step),
    })}
  </div>`;
}

const zoom = ({ linked, link }: Page, by: number) =>
  link({ zoom: Math.min(zooms.most, Math.max(zooms.least, linked.zoom * by)) });

function steer(page: ComparePage, e: KeyboardEvent) {
  const { u, v } = page.linked.at ?? { u: 0.5, v: 0.5 };
  const step = 0.04 / page.linked.zoom;
  const within = (x: number) => Math.min(0.9999, Math.max(0, x));
  const to = (du: number, dv: number) => () =>
    page.link({ at: { u: within(u + du), v: within(v + dv) } });
  const keys: Record<string, () => void> = {
    ArrowLeft: to(-step, 0),
    ArrowRight: to(step, 0),
    ArrowUp: to(0, -step),
    ArrowDown: to(0, step),
    "+": () => zoom(page, zooms.step),
    "-": () => zoom(page, 1 / zooms.step),
    "0": () => page.link({ zoom: 1 }),
  };
  if (!keys[e.key] || e.ctrlKey || e.metaKey) return;
  e.preventDefault();
  e.stopPropagation();
  keys[e.key]();
}

function cell(page: ComparePage, c: Cell) {
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
  const label = `${title(page, c.method)}, ${words(page, c.target)}, ${fileName(c.picture)}: ${value}`;
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
        choice: { method: c.method, target: c.target, layer: state.back.choice.layer },
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

function under(e: PointerEvent) {
  const crop = (e.currentTarget as HTMLElement).querySelector(".crop")!.getBoundingClientRect();
  const share = (v: number, of: number) => Math.min(0.9999, Math.max(0, v / of));
  return {
    u: share(e.clientX - crop.left, crop.width),
    v: share(e.clientY - crop.top, crop.height),
  };
}

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
