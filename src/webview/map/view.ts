// The map's page: what can be chosen, the drawing, and the list of what is selected.
import { html, nothing, type TemplateResult } from "lit";
import { t } from "../l10n";
import { percent } from "../words";
import { type Colouring, colourings, grouped } from "./colour";
import { exportKinds, type MapToHost, type Projection, projections } from "./protocol";
import { listed, type MapState, type Tool } from "./state";

export interface Actions {
  send(message: MapToHost): void;
  set(part: Partial<MapState>): void;
  reset(): void;
}

/** More rows than this are not drawn: searching and selecting shortens the list. */
const mostRows = 200;

const projectionNames: Record<Projection, () => string> = {
  "t-sne": () => t("t-SNE"),
  pca: () => t("Principal components"),
};
const colouringNames: Record<Colouring, () => string> = {
  label: () => t("Folder"),
  prediction: () => t("Prediction"),
  right: () => t("Right or wrong"),
};
const tools: Record<Tool, { icon: string; title: () => string }> = {
  move: { icon: "move", title: () => t("Move and zoom") },
  box: { icon: "primitive-square", title: () => t("Select by a box") },
  lasso: { icon: "edit", title: () => t("Select by a lasso") },
};

export const controls = (state: MapState, actions: Actions): TemplateResult => html`
  <div class="bar" role="toolbar" aria-label=${t("Map")}>
    ${choice(
      t("View"),
      "projection",
      projections,
      projectionNames,
      state.projection,
      (projection) => actions.send({ kind: "project", projection }),
    )}
    ${choice(
      t("Colour by"),
      "colouring",
      colourings,
      colouringNames,
      state.colouring,
      (colouring) => actions.set({ colouring }),
    )}
    <span class="tools">
      ${(Object.keys(tools) as Tool[]).map(
        (tool) => html`<button
          class="icon"
          data-testid="tool-${tool}"
          title=${tools[tool].title()}
          aria-label=${tools[tool].title()}
          aria-pressed=${state.tool === tool}
          @click=${() => actions.set({ tool })}
        ><span class="codicon codicon-${tools[tool].icon}"></span></button>`,
      )}
      <button
        class="icon"
        data-testid="fit"
        title=${t("Show what is selected, or all")}
        aria-label=${t("Show what is selected, or all")}
        @click=${() => actions.reset()}
      ><span class="codicon codicon-screen-full"></span></button>
    </span>
    <input
      type="search"
      data-testid="search"
      placeholder=${t("Search file names")}
      aria-label=${t("Search file names")}
      .value=${state.query}
      @input=${(e: Event) => actions.set({ query: (e.target as HTMLInputElement).value })}
    />
    <span class="exports">
      ${exportKinds.map(
        (format) => html`<button
          data-testid="export${format}"
          ?disabled=${!state.positions || state.progress !== undefined}
          @click=${() => actions.send({ kind: "export", format })}
        >${format.slice(1).toUpperCase()}</button>`,
      )}
    </span>
  </div>
  ${progress(state, actions)}
  ${state.refused ? html`<p class="refused" role="alert">${state.refused}</p>` : nothing}
  ${state.notes.map((note) => html`<p class="note">${note}</p>`)}
  ${state.failed ? html`<p class="note">${t("Pictures that could not be read: {0}", state.failed)}</p>` : nothing}
`;

function choice<T extends string>(
  label: string,
  id: string,
  options: readonly T[],
  names: Record<T, () => string>,
  current: T,
  choose: (option: T) => void,
) {
  const changed = (e: Event) => choose((e.target as HTMLSelectElement).value as T);
  return html`<label>${label}
    <select data-testid=${id} @change=${changed}>
      ${options.map(
        (o) => html`<option value=${o} ?selected=${o === current}>${names[o]()}</option>`,
      )}
    </select></label>`;
}

function progress({ progress: running }: MapState, actions: Actions) {
  if (!running) return nothing;
  return html`<div class="running" data-testid="progress">
    <progress max="1" .value=${running.fraction} aria-label=${running.message}></progress>
    <span>${running.message}</span>
    <button data-testid="cancel" @click=${() => actions.send({ kind: "cancel" })}>
      ${t("Cancel")}
    </button>
  </div>`;
}

export function side(state: MapState, actions: Actions): TemplateResult {
  const rows = listed(state);
  return html`
    ${legend(state)}
    <h2 data-testid="count">${
      state.selection
        ? t("{0} of {1} pictures selected", rows.length, state.pictures.length)
        : t("{0} pictures", rows.length)
    }</h2>
    ${
      state.selection
        ? html`<button data-testid="clear" @click=${() => actions.set({ selection: undefined })}>
            ${t("Clear Selection")}
          </button>`
        : nothing
    }
    <ul class="rows" data-testid="list">
      ${rows.slice(0, mostRows).map((i) => row(state, i, actions))}
    </ul>
    ${rows.length > mostRows ? html`<p class="note">${t("The first {0} are listed.", mostRows)}</p>` : nothing}
  `;
}

function row({ pictures, explained }: MapState, i: number, actions: Actions) {
  const { name, label, prediction, probability } = pictures[i];
  const marked = explained?.picture === i || explained?.neighbours.includes(i);
  return html`<li>
    <button
      class=${marked ? "row marked" : "row"}
      title=${t("Explain {0}", name)}
      @click=${() => actions.send({ kind: "explain", picture: i })}
    >
      <span class="name">${name}</span>
      <span class="said">${label} → ${prediction} ${percent(probability)}</span>
    </button>
  </li>`;
}

/** A group's colour is drawn by an SVG attribute: the page's policy allows no inline style. */
function legend(state: MapState) {
  const { groups } = grouped(state.pictures, state.colouring);
  return html`<ul class="groups" aria-label=${t("Colours")}>
    ${groups.map(
      ({ name, colour, count }) => html`<li>
        <svg width="10" height="10" aria-hidden="true">
          <circle cx="5" cy="5" r="5" fill="rgb(${colour.join(",")})"></circle>
        </svg>
        ${name} <span class="said">${count}</span>
      </li>`,
    )}
  </ul>`;
}
