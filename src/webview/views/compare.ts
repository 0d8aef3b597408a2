// Maps side by side: methods by classes for one picture, or a row for each picture.

import { html, nothing } from "lit";
import { t } from "../l10n";
import type { Page } from "../page";
import { cellKey, cellsOf } from "../protocol/cells";
import type { ComparingState } from "../state";
import { type ComparePage, cell, title, words } from "./compare-cell";
import { compareChoices } from "./compare-choices";
import { iconButton } from "./parts";
import { fileName } from "./stage";

const zooms = { least: 1, most: 8, step: 1.5 };

export function compare(page: ComparePage) {
  const { grid } = page.state;
  const rows = cellsOf(grid);
  const several = grid.pictures.length > 1;
  const heads = several
    ? grid.methods.map((m) => title(page, m))
    : (grid.layers ?? grid.targets.map((x) => words(page, x)));
  return html`<main class="comparison" data-testid="comparison">
    ${toolbar(page)} ${compareChoices(page)}
    <div class="cells" tabindex="0" role="group"
      aria-label=${t("Maps side by side; the arrow keys move the read-out, + and − zoom")}
      @keydown=${(e: KeyboardEvent) => steer(page, e)}
      @pointerleave=${() => page.link({ at: undefined })}
    >
      <table .style=${`--columns: ${heads.length}; --rows: ${rows.length}`}>
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

function progressOf({ grid, cells }: ComparingState) {
  const all = cellsOf(grid).flat();
  return { made: all.filter((c) => cells[cellKey(c)]).length, all: all.length };
}
export function compareWords(state: ComparingState) {
  const { made, all } = progressOf(state);
  return t("{0} of {1} maps", made, all);
}

/** How far it is, while something is missing. */
function progress({ state, send }: ComparePage) {
  const { made, all } = progressOf(state);
  if (made === all) return nothing;
  return html`<span class="quiet" data-testid="compare-progress">${compareWords(state)}</span>
    ${
      state.running
        ? html`<vscode-button
            secondary
            data-testid="compare-cancel"
            @click=${() => send({ kind: "stop", what: "compare" })}
            >${t("Cancel")}</vscode-button
          >`
        : html`<vscode-button secondary @click=${() => send({ kind: "compare", grid: {} })}
            >${t("Compute the Rest")}</vscode-button
          >`
    }`;
}

function toolbar(page: ComparePage) {
  const { linked } = page;
  return html`<div class="toolbar">
    <button class="link back" data-testid="back" @click=${() => page.send({ kind: "back" })}>
      <span class="codicon codicon-arrow-left" aria-hidden="true"></span> ${t("Back")}
    </button>
    <span class="space"></span>
    ${progress(page)}
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
