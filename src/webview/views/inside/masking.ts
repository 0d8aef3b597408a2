// Channels as switches, and what the scores become.
import { html, nothing } from "lit";
import type { Masked, Ranked } from "../../../engine/api";
import { t } from "../../l10n";
import { figure, percent } from "../../words";

export interface MaskActions {
  switch(off: ReadonlySet<number>): void;
  rank(): void;
}

/** All channels in the order given, such as that of a ranking; those of `off` are switched off. */
export function channelSwitches(
  channels: readonly number[],
  off: ReadonlySet<number>,
  ranked: Ranked | undefined,
  act: MaskActions,
) {
  const drops = new Map(ranked?.channels.map((c) => [c.channel, c.drop]));
  return html`<section aria-label=${t("Channels on and off")}>
    <div class="bar">
      <button @click=${() => act.switch(new Set())}>${t("All on")}</button>
      <button @click=${() => act.switch(new Set(channels))}>${t("All off")}</button>
      <button data-testid="rank" @click=${act.rank}>${t("Rank by score drop")}</button>
    </div>
    <div class="switches">
      ${channels.map(
        (c) => html`<label data-testid="switch-${c}">
          <input
            type="checkbox"
            .checked=${!off.has(c)}
            @change=${() => act.switch(toggled(off, c))}
          />
          ${c}
          ${drops.has(c) ? html`<span class="fact">${change(-drops.get(c)!)}</span>` : nothing}
          <button @click=${() => act.switch(allBut(channels, c))}>${t("only this")}</button>
        </label>`,
      )}
    </div>
  </section>`;
}

/** Scores before and after. */
export function maskedScores({ changes, off, of }: Masked) {
  return html`<table data-testid="masked">
    <caption>${t("{0} of {1} numbers of the layer are off", off, of)}</caption>
    <tr>
      <th>${t("class")}</th>
      <th>${t("before")}</th>
      <th>${t("after")}</th>
      <th>${t("change of the score")}</th>
    </tr>
    ${changes.map(
      ({ before, after }) => html`<tr>
        <td>${before.label}</td>
        <td>${percent(before.probability)}</td>
        <td>${percent(after.probability)}</td>
        <td>${change(after.score - before.score)}</td>
      </tr>`,
    )}
  </table>`;
}

export function toggled(off: ReadonlySet<number>, channel: number): Set<number> {
  const next = new Set(off);
  if (!next.delete(channel)) next.add(channel);
  return next;
}

export const allBut = (channels: readonly number[], kept: number) =>
  new Set(channels.filter((c) => c !== kept));

/** With its sign. */
export const change = (v: number) => (v > 0 ? `+${figure(v)}` : figure(v));
