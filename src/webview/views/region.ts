// A rectangle on the picture: drawn with the pointer or the keys, covered, and what that does.
import { html, nothing } from "lit";
import type { Occluded, Placement } from "../../engine/api";
import { t } from "../l10n";
import type { Ground } from "../map-canvas";
import type { Cursor, Page } from "../page";
import type { DrawnState } from "../state";
import { figure, percent } from "../words";
import { iconButton } from "./parts";

interface Size {
  width: number;
  height: number;
}

/** What is smaller was a click: share of the picture's longer side. */
const least = 0.015;
const keyStep = 0.04;

/** From here on the pointer draws, until it is lifted. */
export function dragged(
  page: Page,
  size: Size,
  at: (e: PointerEvent) => Cursor | undefined,
  down: PointerEvent,
) {
  const start = at(down);
  const onButton = (down.target as HTMLElement).closest("button");
  if (!start || down.button !== 0 || onButton || page.state.kind !== "predicted") return;
  const frame = down.currentTarget as HTMLElement;
  const over = new AbortController();
  const drawn = (e: PointerEvent) => spanned(start, at(e) ?? start, size);
  const end = (e: PointerEvent) => {
    over.abort();
    const region = e.type === "pointerup" ? drawn(e) : undefined;
    page.mark(region, region !== undefined);
  };
  frame.setPointerCapture(down.pointerId);
  const { signal } = over;
  frame.addEventListener("pointermove", (e) => page.mark(drawn(e), false), { signal });
  frame.addEventListener("pointerup", end, { signal });
  frame.addEventListener("pointercancel", end, { signal });
}

/** Whole pixels between two points, within the picture; nothing if that is next to nothing. */
function spanned(a: Cursor, b: Cursor, { width, height }: Size): Placement | undefined {
  const within = (v: number, end: number) => Math.round(Math.min(Math.max(v, 0), end));
  const x = within(Math.min(a.x, b.x), width);
  const y = within(Math.min(a.y, b.y), height);
  const right = within(Math.max(a.x, b.x), width);
  const bottom = within(Math.max(a.y, b.y), height);
  const enough = Math.max(1, least * Math.max(width, height));
  if (right - x < enough || bottom - y < enough) return undefined;
  return { x, y, width: right - x, height: bottom - y };
}

/** @returns whether the key was one of the rectangle's. */
export function drawByKey(page: Page<DrawnState>, size: Size, e: KeyboardEvent): boolean {
  if (page.state.kind !== "predicted" || e.target !== e.currentTarget) return false;
  const region = page.state.region?.region;
  const act = e.shiftKey ? growth(page, size, e.key) : keys(page, region)[e.key];
  if (!act) return false;
  e.preventDefault();
  e.stopPropagation();
  act();
  return true;
}

const keys = (page: Page, region: Placement | undefined): Record<string, () => void> =>
  region ? { Enter: () => page.mark(region, true), Escape: () => page.mark(undefined, false) } : {};

/** Where the read-out stands, with room for the first rectangle before the picture's edge. */
function nearCorner(cursor: Cursor | undefined, { width, height }: Size, room: number): Cursor {
  const { x, y } = cursor ?? { x: width / 2, y: height / 2 };
  return { x: Math.max(0, Math.min(x, width - room)), y: Math.max(0, Math.min(y, height - room)) };
}

/** Shift and an arrow move the far corner; the near one begins where the read-out stands. */
function growth(page: Page<DrawnState>, size: Size, key: string) {
  const step = keyStep * Math.max(size.width, size.height);
  const steps: Record<string, [number, number]> = {
    ArrowLeft: [-step, 0],
    ArrowRight: [step, 0],
    ArrowUp: [0, -step],
    ArrowDown: [0, step],
  };
  const move = steps[key];
  if (!move) return undefined;
  const old = page.state.kind === "predicted" ? page.state.region?.region : undefined;
  const { x, y } = old ?? nearCorner(page.cursor, size, 2 * step);
  const far = { x: x + (old?.width ?? 2 * step), y: y + (old?.height ?? 2 * step) };
  const corner = { x: far.x + move[0], y: far.y + move[1] };
  return () => page.mark(spanned({ x, y }, corner, size) ?? old, false);
}

/** The rectangle, and beside it what the network says without what lies below. */
export function region(page: Page<DrawnState>, ground: Ground | undefined) {
  const { state } = page;
  if (state.kind !== "predicted" || !state.region || !ground) return nothing;
  const { region: r, asked, result, message } = state.region;
  const share = (v: number, of: number) => (100 * v) / of;
  const left = share(r.x, ground.width);
  const top = share(r.y, ground.height);
  const right = share(r.x + r.width, ground.width);
  const bottom = share(r.y + r.height, ground.height);
  const box = `left: ${left}%; top: ${top}%; width: ${right - left}%; height: ${bottom - top}%`;
  const across = left + right < 100 ? `left: ${left}%` : `right: ${100 - right}%`;
  const along = top + bottom < 100 ? `top: ${Math.min(bottom, 70)}%` : `bottom: ${100 - top}%`;
  const below = top > 25 || top + bottom < 100 ? along : "bottom: 8px";
  return html`<div class="region ${asked ? "covered" : ""}" data-testid="region" .style=${box}></div>
    ${
      asked || message
        ? html`<div class="effect" role="status" data-testid="effect" .style=${`${across}; ${below}`}>
            ${result ? effect(result) : html`<p>${message ?? t("covering it…")}</p>`}
            ${iconButton({
              icon: "search",
              label: t("Find Similar Regions"),
              testid: "find-alike",
              act: () => page.send({ kind: "alike", region: r }),
            })}
            ${iconButton({
              icon: "close",
              label: t("Remove the rectangle"),
              testid: "uncover",
              act: () => page.mark(undefined, false),
            })}
          </div>`
        : nothing
    }`;
}

function effect({ before, after, predictions }: Occluded) {
  const [best] = predictions;
  const change = after.score - before.score;
  return html`<div>
    <p>
      <strong>${before.label}</strong> ${percent(before.probability)} →
      ${percent(after.probability)}
    </p>
    <p class="quiet">
      ${t(
        "logit {0} → {1} ({2})",
        figure(before.score),
        figure(after.score),
        `${change > 0 ? "+" : ""}${figure(change)}`,
      )}
    </p>
    ${
      best && best.index !== before.index
        ? html`<p>${t("now {0}, {1}", best.label, percent(best.probability))}</p>`
        : nothing
    }
  </div>`;
}
