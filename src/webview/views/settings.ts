// How pictures become the input: each setting with its place, and as a field while it is edited.
import { html, nothing } from "lit";
import type { Preprocessing, Setting, Source } from "../../engine/api";
import { t } from "../l10n";
import type { Page } from "../page";
import type { PredictedState } from "../state";
import { figure, resizing } from "../words";
import { iconButton } from "./parts";
import { fileName } from "./stage";

type Value = Preprocessing[Setting];
type Valued = HTMLElement & { value: string };

interface Row {
  name: string;
  words(p: Preprocessing): string;
  /** What it can be; numbers are typed. */
  options?: readonly string[];
  /** Whether it counts, the others being as they are. */
  applies?(p: Preprocessing): boolean;
}

const list = (values: number[]) => [...new Set(values.map(figure))].join(" ");

const rows: Partial<Record<Setting, Row>> = {
  channel_order: {
    name: t("channels"),
    words: (p) => p.channel_order,
    options: ["RGB", "BGR"],
  },
  rescale_factor: { name: t("scale"), words: rescaled },
  mean: { name: t("mean"), words: (p) => list(p.mean) },
  std: { name: t("std"), words: (p) => list(p.std) },
  resize: {
    name: t("resize"),
    words: resizing,
    options: ["crop", "stretch", "letterbox"],
  },
  resize_short: {
    name: t("short side"),
    words: (p) => String(p.resize_short),
    applies: (p) => p.resize !== "letterbox",
  },
  interpolation: {
    name: t("interpolation"),
    words: (p) => p.interpolation,
    options: ["nearest", "bilinear", "bicubic", "lanczos"],
  },
};

function rescaled({ rescale_factor: factor }: Preprocessing): string {
  if (factor === 1) return t("0 to 255");
  return Math.abs(factor * 255 - 1) < 1e-6 ? t("0 to 1") : t("0 to 255 × {0}", figure(factor));
}

export function settings(page: Page<PredictedState>) {
  const { preprocessing: p } = page.state.model;
  const shown = (Object.entries(rows) as [Setting, Row][]).filter(
    ([, r]) => r.applies?.(p) ?? true,
  );
  return html`<dl class="settings">
    ${shown.map(
      ([key, row]) => html`<div>
        <dt>${row.name}</dt>
        <dd>
          ${page.display.editing ? field(page, key, row) : html`<span>${row.words(p)}</span>`}
          ${place(page, key, p.sources[key])}
        </dd>
      </div>`,
    )}
  </dl>`;
}

/** A link to the line that says it; what the model says itself has no line. */
function place(page: Page<PredictedState>, setting: Setting, source: Source | undefined) {
  if (!source) return html`<span class="quiet">${t("assumed")}</span>`;
  const { file, line, text } = source;
  if (!file) return html`<span class="quiet" title=${text}>${t("from the model")}</span>`;
  const where = line ? `${fileName(file)}:${line}` : fileName(file);
  const own = page.display.editing && file.endsWith(".glassbox.json");
  return html`<button
      class="link"
      title=${`${file}\n${text}`}
      data-testid="source-${setting}"
      @click=${() => page.send({ kind: "source", setting })}
    >
      ${where}
    </button>
    ${
      own
        ? iconButton({
            icon: "discard",
            label: t("Take {0} out of {1}", rows[setting]!.name, fileName(file)),
            act: () => page.send({ kind: "settings", settings: { [setting]: null } }),
          })
        : nothing
    }`;
}

function field(page: Page<PredictedState>, key: Setting, { name, options }: Row) {
  const now = page.state.model.preprocessing[key];
  const save = (value: Value | undefined) =>
    value !== undefined &&
    String(value) !== String(now) &&
    page.send({ kind: "settings", settings: { [key]: value } });
  if (!options || now === "grey")
    return html`<vscode-textfield
      data-testid="setting-${key}"
      .label=${name}
      ?disabled=${now === "grey"}
      .value=${asTyped(now)}
      @change=${(e: Event) => save(parsed((e.target as Valued).value, now))}
    ></vscode-textfield>`;
  return html`<vscode-single-select
    data-testid="setting-${key}"
    label=${name}
    @change=${(e: Event) => save((e.target as Valued).value as Value)}
  >
    ${options.map((o) => html`<vscode-option value=${o} ?selected=${o === now}>${o}</vscode-option>`)}
  </vscode-single-select>`;
}

/** As a person would write it. */
function asTyped(value: Value): string {
  if (Array.isArray(value)) return value.join(", ");
  const inverse = typeof value === "number" ? Math.round(1 / value) : 0;
  return inverse > 1 && Math.abs(inverse * Number(value) - 1) < 1e-6
    ? `1/${inverse}`
    : String(value);
}

/** "0.5, 0.5 0.5" as numbers, "1/255" as a fraction; nothing if it is neither. */
export function parsed(typed: string, like: Value): number | number[] | undefined {
  const numbers = typed
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map((part) => {
      const [above, below = "1", ...more] = part.split("/").map(Number);
      return more.length ? Number.NaN : above / Number(below);
    });
  if (numbers.length === 0 || !numbers.every(Number.isFinite)) return undefined;
  if (Array.isArray(like)) return numbers;
  return numbers.length === 1 ? numbers[0] : undefined;
}
