// A method's parameters, as its definition describes them.
import { html, nothing } from "lit";
import type { MethodInfo, Param, ParamValue } from "../../engine/api";
import { t } from "../l10n";
import type { Page } from "../page";
import { lastMap, type PredictedState } from "../state";

type Field<P extends Param> = (
  p: P,
  value: ParamValue,
  set: (v: ParamValue) => void,
  name: string,
) => unknown;
type Valued = HTMLElement & { value: string };

/** A quiet fold below the cards. */
export function parameters(page: Page<PredictedState>, method: MethodInfo) {
  const names = Object.keys(method.params);
  if (names.length === 0) return nothing;
  const { choice, map } = page.state;
  const used = lastMap(map)?.method === method.id ? lastMap(map)!.parameters : {};
  const set = choice.parameters[method.id] ?? {};
  const send = (values: Record<string, ParamValue>) =>
    page.send({
      kind: "choose",
      choice: { parameters: { ...choice.parameters, [method.id]: values } },
    });
  return html`<details class="parameters" data-testid="parameters">
    <summary>${t("Settings of {0}", method.title)} ${names.some((n) => n in set) ? t("(changed)") : ""}</summary>
    <div class="fields">
      ${names.map((name) => {
        const p = method.params[name];
        const field = fields[p.type] as Field<Param>;
        const now = set[name] ?? used[name] ?? p.default;
        const change = (v: ParamValue) => v !== now && send({ ...set, [name]: v });
        return html`<label class="field" title=${p.about}>
          <span>${spaced(name)}</span>
          ${field(p, now, change, name)}
          <span class="quiet">${p.about}</span>
        </label>`;
      })}
      <button class="link" ?disabled=${Object.keys(set).length === 0} @click=${() => send({})}>
        ${t("Back to the defaults")}
      </button>
    </div>
  </details>`;
}

/** maskSize becomes "mask size". */
const spaced = (name: string) =>
  name.replaceAll("_", " ").replace(/[A-Z]/g, (c) => ` ${c.toLowerCase()}`);

const numeric: Field<Extract<Param, { type: "integer" | "number" }>> = (p, value, set, name) =>
  html`<vscode-textfield
    type="number"
    data-testid="parameter-${name}"
    .label=${name}
    .min=${p.min}
    .max=${p.max}
    .step=${p.type === "integer" ? 1 : undefined}
    placeholder=${t("automatic")}
    .value=${value === null ? "" : String(value)}
    @input=${(e: Event) => later(() => typed(p, (e.target as Valued).value, set))}
    @change=${(e: Event) => later(() => typed(p, (e.target as Valued).value, set), 0)}
  ></vscode-textfield>`;

/** While it is typed the map follows, once the fingers rest. */
const rest = 500;
let waiting: ReturnType<typeof setTimeout> | undefined;
function later(act: () => void, delay = rest) {
  clearTimeout(waiting);
  waiting = setTimeout(act, delay);
}

function typed(
  p: { default: ParamValue; min: number; max: number },
  value: string,
  set: (v: ParamValue) => void,
) {
  const text = value.trim();
  const number = text === "" ? p.default : Math.min(Math.max(Number(text), p.min), p.max);
  if (number === null || Number.isFinite(number)) set(number);
}

const fields: { [T in Param["type"]]: Field<Extract<Param, { type: T }>> } = {
  integer: numeric,
  number: numeric,
  choice: (p, value, set, name) =>
    html`<vscode-single-select
      data-testid="parameter-${name}"
      label=${name}
      @change=${(e: Event) => set((e.target as Valued).value)}
    >
      ${p.options.map(
        (o) => html`<vscode-option value=${o} ?selected=${o === value}>${o}</vscode-option>`,
      )}
    </vscode-single-select>`,
  flag: (_, value, set, name) =>
    html`<vscode-checkbox
      data-testid="parameter-${name}"
      label=${name}
      ?checked=${value === true}
      @change=${(e: Event) => set((e.target as HTMLInputElement).checked)}
    ></vscode-checkbox>`,
};
