// Small pieces that several views share.
import { html, nothing } from "lit";
import type { Remedy } from "../../engine/refusal";
import type { Page } from "../page";
import type { ToHost } from "../protocol";

export const icon = (name: string) =>
  html`<span class="codicon codicon-${name}" aria-hidden="true"></span>`;

interface IconButton {
  icon?: string;
  /** In place of an icon. */
  text?: string;
  label: string;
  pressed?: boolean;
  disabled?: boolean;
  testid?: string;
  act(): void;
}
export const iconButton = ({
  icon: name,
  text,
  label,
  pressed,
  disabled,
  testid,
  act,
}: IconButton) =>
  html`<button
    class="icon-button"
    title=${label}
    aria-label=${label}
    aria-pressed=${pressed ?? nothing}
    ?disabled=${disabled ?? false}
    data-testid=${testid ?? nothing}
    @click=${act}
  >
    ${name ? icon(name) : text}
  </button>`;

const remedyMessages: {
  [K in Remedy["action"]["kind"]]: (a: Extract<Remedy["action"], { kind: K }>) => ToHost;
} = {
  method: ({ method }) => ({ kind: "choose", choice: { method } }),
  layer: ({ layer }) => ({ kind: "choose", choice: { layer } }),
  "pick-model": () => ({ kind: "command", command: "pickModel" }),
  retry: () => ({ kind: "retry" }),
  "show-log": () => ({ kind: "command", command: "showLog" }),
};

/** What can be done instead, as buttons. */
export const remedyButtons = (page: Page, remedies: readonly Remedy[]) => html`<div class="actions">
  ${remedies.map(({ title, action }, i) => {
    const message = remedyMessages[action.kind] as (a: Remedy["action"]) => ToHost;
    return html`<vscode-button ?secondary=${i > 0} @click=${() => page.send(message(action))}>
      ${title}
    </vscode-button>`;
  })}
</div>`;

/** Moves the focus among the items of a strip or list with the arrow keys. */
export function rove(e: KeyboardEvent) {
  const list = e.currentTarget as HTMLElement;
  const items = [...list.querySelectorAll<HTMLElement>("[data-item]")];
  const now = items.indexOf(document.activeElement as HTMLElement);
  const to: Record<string, number> = {
    ArrowRight: now + 1,
    ArrowDown: now < 0 ? now : acrossRows(items, now, 1),
    ArrowLeft: now - 1,
    ArrowUp: now < 0 ? now : acrossRows(items, now, -1),
    Home: 0,
    End: items.length - 1,
  };
  const next = items[to[e.key]];
  if (now < 0 || !next) return;
  e.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "nearest", inline: "nearest" });
}

type Placed = Pick<HTMLElement, "offsetTop" | "offsetLeft">;

/** Where the arrow leads in the next row or the one before; in a single row, to the neighbour. */
export function acrossRows(items: readonly Placed[], now: number, step: 1 | -1): number {
  const { offsetTop: top, offsetLeft: left } = items[now];
  if (items.every((i) => i.offsetTop === top)) return now + step;
  const ahead = (i: Placed) => step * (i.offsetTop - top) > 0 && step * (i.offsetLeft - left) >= 0;
  const found = step > 0 ? items.findIndex(ahead) : items.findLastIndex(ahead);
  return found < 0 ? now : found;
}
