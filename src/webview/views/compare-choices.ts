// Which methods and classes a comparison has: a fold of things to tick.

import { html, nothing } from "lit";
import type { Target } from "../../engine/api";
import { t } from "../l10n";
import { targetKey } from "../protocol/cells";
import { asThing } from "../things";
import { targetWords } from "../words";
import type { ComparePage } from "./compare-cell";

export function compareChoices(page: ComparePage) {
  const { grid } = page.state;
  const oneClass = grid.pictures.length > 1 || grid.layers;
  return html`<details class="chosen" data-testid="compare-choices">
    <summary>${t("Methods and classes")}</summary>
    <fieldset>
      <legend>${t("Methods")}</legend>
      ${methods(page)}
    </fieldset>
    <fieldset>
      <legend>${t("Classes")}</legend>
      ${oneClass ? one(page) : many(page)}
    </fieldset>
  </details>`;
}

function methods(page: ComparePage) {
  const { grid, back } = page.state;
  const fitting = back.methods.filter((m) => !grid.layers || m.needs.includes("layer"));
  return fitting.map((m) => {
    const on = grid.methods.includes(m.id);
    const impossible = m.needs.includes("gradients") && back.model.noGradient !== undefined;
    const order = back.methods.map((x) => x.id);
    const change = () => {
      const chosen = on ? grid.methods.filter((x) => x !== m.id) : [...grid.methods, m.id];
      chosen.sort((a, b) => order.indexOf(a) - order.indexOf(b));
      page.send({ kind: "compare", grid: { methods: chosen } });
    };
    return tick(m.title, on, change, (on && grid.methods.length === 1) || impossible, m.caveat);
  });
}

/** The best classes, the folder's, and those that are compared already. */
function candidates({ state }: ComparePage): Target[] {
  const { predictions, expected, reading } = state.back.predicted;
  const { choice } = state.back;
  const indices = [...predictions.map((p) => p.index), ...(expected ? [expected.index] : [])];
  const classes = indices.map((index): Target => ({ kind: "class", index }));
  const contrast = choice.target.kind === "contrast" ? [choice.target] : [];
  const things = (reading?.things ?? []).map(({ id }) => asThing(id));
  const all = [...things, ...classes, ...contrast, ...state.grid.targets];
  return [...new Map(all.map((x) => [targetKey(x), x])).values()];
}

function many(page: ComparePage) {
  const { grid } = page.state;
  return candidates(page).map((target) => {
    const key = targetKey(target);
    const on = grid.targets.some((x) => targetKey(x) === key);
    const change = () => {
      const rest = grid.targets.filter((x) => targetKey(x) !== key);
      page.send({ kind: "compare", grid: { targets: on ? rest : [...grid.targets, target] } });
    };
    return tick(
      targetWords(target, page.state.back.model.labels),
      on,
      change,
      on && grid.targets.length === 1,
    );
  });
}

/** Several pictures are asked about one class, or each about its own best. */
function one(page: ComparePage) {
  const { grid, back } = page.state;
  const top: Target = { kind: "top" };
  const all = [top, ...candidates(page).filter((x) => x.kind !== "top")];
  return all.map((target) => {
    const name =
      target.kind === "top" ? t("each picture's best") : targetWords(target, back.model.labels);
    return html`<label>
      <input
        type="radio"
        name="class"
        .checked=${targetKey(target) === targetKey(grid.targets[0])}
        @change=${() => page.send({ kind: "compare", grid: { targets: [target] } })}
      />${name}</label
    >`;
  });
}

const tick = (name: string, on: boolean, change: () => void, fixed: boolean, hint?: string) =>
  html`<label title=${hint ?? nothing}>
    <input type="checkbox" .checked=${on} ?disabled=${fixed} @change=${change} />${name}
  </label>`;
