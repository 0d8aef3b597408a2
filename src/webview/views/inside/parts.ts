// What the views of the network's inside share: what is awaited, what failed, pages of a list.
import { html, nothing } from "lit";
import { current, latest } from "../../inside";
import { t } from "../../l10n";
import type { Page } from "../../page";
import type { Answers, Part, Spot } from "../../protocol/inside";
import type { InsideState } from "../../state";
import { icon, iconButton } from "../parts";

export type InsidePage = Page<InsideState>;

export const move = ({ send }: InsidePage, spot: Partial<Spot>) => send({ kind: "inside", spot });

/** What is known; what was known before stays, dimmed, while the new one is made. */
export function answered<P extends Part>(
  page: InsidePage,
  part: P,
  view: (value: Answers[P]) => unknown,
) {
  const answer = current(page.state, part);
  if (answer?.kind === "failed") return failed(page, part, answer.message);
  const { value, stale } = latest(page.state, part);
  if (value === undefined) return awaited();
  return html`<div class="answered ${stale ? "stale" : ""}" aria-busy=${stale}>${view(value)}</div>`;
}

/** The same for what belongs to one spot only: nothing of another stays in sight. */
export function exact<P extends Part>(
  page: InsidePage,
  part: P,
  view: (value: Answers[P]) => unknown,
) {
  const answer = current(page.state, part);
  if (answer?.kind === "failed") return failed(page, part, answer.message);
  return answer?.kind === "known" ? view(answer.value as Answers[P]) : awaited();
}

const awaited = () =>
  html`<div class="awaiting" role="status">
    <span class="quiet">${t("Looking inside…")}</span><progress class="unknown"></progress>
  </div>`;

export const failed = (page: InsidePage, part: Part, message: string) =>
  html`<div class="failure" role="alert" data-testid="inside-failed">
    <p class="doubt">${icon("warning")} ${message}</p>
    <button
      class="link"
      data-testid="try-again"
      @click=${() => page.send({ kind: "look", part })}
    >${t("Try Again")}</button>
  </div>`;

interface Request<P extends Part> {
  part: P;
  /** On the button that asks for it. */
  label: string;
  hint?: unknown;
  view(value: Answers[P]): unknown;
}

/** What is looked for only when a person asks for it. */
export function requested<P extends Part>(
  page: InsidePage,
  { part, label, hint, view }: Request<P>,
) {
  const answer = current(page.state, part);
  if (answer?.kind === "known") return view(answer.value as Answers[P]);
  if (answer?.kind === "working") return progress(page, answer.progress);
  return html`${answer?.kind === "failed" ? failed(page, part, answer.message) : nothing}
    <div class="ask">
      <vscode-button
        secondary
        data-testid="ask-${part}"
        @click=${() => page.send({ kind: "look", part })}
        >${label}</vscode-button
      >
      <span class="quiet">${hint}</span>
    </div>`;
}

export const progress = (
  page: InsidePage,
  { fraction, message }: { fraction: number; message: string },
) =>
  html`<div class="checking" data-testid="inside-progress">
    <span class="message">${message || t("Looking inside…")}</span>
    <vscode-button
      secondary
      data-testid="inside-cancel"
      @click=${() => page.send({ kind: "stop", what: "inside" })}
      >${t("Cancel")}</vscode-button
    >
    <progress class=${fraction ? "" : "unknown"} max="1" .value=${fraction}></progress>
  </div>`;

interface Pages {
  first: number;
  perPage: number;
  of: number;
  go(first: number): void;
  testid: string;
}

/** "1 to 48 of 512", and the pages before and after. */
export function pager({ first, perPage, of, go, testid }: Pages) {
  if (of <= perPage) return nothing;
  const last = Math.min(first + perPage, of);
  return html`<div class="pager" data-testid=${testid}>
    ${iconButton({
      icon: "chevron-left",
      label: t("Those before"),
      disabled: first === 0,
      act: () => go(Math.max(0, first - perPage)),
    })}
    <span>${t("{0} to {1} of {2}", first + 1, last, of)}</span>
    ${iconButton({
      icon: "chevron-right",
      label: t("Those after"),
      disabled: last >= of,
      testid: `${testid}-next`,
      act: () => go(first + perPage),
    })}
  </div>`;
}

export interface Segment {
  words: string;
  pressed: boolean;
  testid?: string;
  act(): void;
}

/** A choice of a few words. */
export const segments = (label: string, choices: readonly Segment[]) =>
  html`<div class="segments" role="group" aria-label=${label}>
    ${choices.map(
      ({ words, pressed, testid, act }) => html`<button
        aria-pressed=${pressed}
        data-testid=${testid ?? nothing}
        @click=${act}
      >
        ${words}
      </button>`,
    )}
  </div>`;
