// Channels as switches, a brush for the layer's cells, and what the scores become.
import { html, nothing } from "lit";
import { guard } from "lit/directives/guard.js";
import type { Masked, Ranked } from "../../../engine/api";
import { current } from "../../inside";
import { t } from "../../l10n";
import { figure, percent } from "../../words";
import { rove } from "../parts";
import { answered, exact, failed, type InsidePage, progress } from "./parts";

export const masking = (page: InsidePage) => html`<section
    class="scores"
    aria-labelledby="scores-heading"
  >
    <h2 id="scores-heading">${t("Scores without it")}</h2>
    ${answered(page, "masked", ({ result }) => maskedScores(result))}
  </section>
  ${exact(page, "activations", ({ channels }) =>
    channelSwitches(
      page,
      channels.map((c) => c.channel),
    ),
  )}`;

/** All channels, those first that the score needs most once they are ranked. */
export function channelSwitches(page: InsidePage, channels: readonly number[]) {
  const { mask } = page.state;
  const ranking = current(page.state, "ranked");
  const ranked = ranking?.kind === "known" ? ranking.value : undefined;
  const set = (off: Iterable<number>) => page.switchOff({ ...mask, off: [...off].sort(byNumber) });
  const off = new Set(mask.off);
  return html`<section aria-labelledby="switches-heading">
    <h2 id="switches-heading">
      ${t("Channels")} <span>${t("{0} of {1} on", channels.length - off.size, channels.length)}</span>
    </h2>
    <div class="options">
      ${button(t("All on"), "all-on", () => set([]))}
      ${button(t("All off"), "all-off", () => set(channels))}
      ${button(t("Swap on and off"), "swap", () => set(channels.filter((c) => !off.has(c))))}
      ${ranking?.kind === "working" || ranked ? nothing : rank(page)}
    </div>
    ${ranking?.kind === "working" ? progress(page, ranking.progress) : nothing}
    ${ranking?.kind === "failed" ? failed(page, "ranked", ranking.message) : nothing}
    ${
      ranked
        ? html`<p class="about" data-testid="ranked">
            ${t("Under each: how {0} changes when it alone is off.", ranked.target.label)}
          </p>`
        : nothing
    }
    <div class="switches" role="toolbar" aria-labelledby="switches-heading" @keydown=${rove}>
      ${guard([channels.join(), mask, ranked], () => switches(inOrder(channels, ranked), off, ranked, set))}
    </div>
  </section>`;
}

const byNumber = (a: number, b: number) => a - b;

const button = (words: string, testid: string, act: () => void) =>
  html`<vscode-button secondary data-testid=${testid} @click=${act}>${words}</vscode-button>`;

const rank = ({ send }: InsidePage) =>
  button(t("Rank by score drop"), "rank", () => send({ kind: "look", part: "ranked" }));

function switches(
  channels: readonly number[],
  off: ReadonlySet<number>,
  ranked: Ranked | undefined,
  set: (off: Iterable<number>) => void,
) {
  const drops = new Map(ranked?.channels.map((c) => [c.channel, c.drop]));
  const most = Math.max(...[...drops.values()].map(Math.abs));
  return channels.map((c, i) => {
    const drop = drops.get(c);
    const share = drop === undefined ? 0 : (100 * Math.abs(drop)) / (most || 1);
    return html`<button
      class="switch"
      role="switch"
      data-item
      data-testid="switch-${c}"
      tabindex=${i === 0 ? 0 : -1}
      aria-checked=${!off.has(c)}
      aria-label=${drop === undefined ? t("channel {0}", c) : t("channel {0}, {1}", c, change(-drop))}
      @click=${() => set(toggled(off, c))}
    >
      <span>${c}</span>
      ${
        drop === undefined
          ? nothing
          : html`<span class="effect-of ${drop < 0 ? "rises" : ""}" .style=${`--share: ${share}%`}
              >${change(Number(-drop.toPrecision(2)))}</span
            >`
      }
    </button>`;
  });
}

const inOrder = (channels: readonly number[], ranked: Ranked | undefined) =>
  ranked ? ranked.channels.map((c) => c.channel) : channels.toSorted(byNumber);

/** Scores before and after. */
export function maskedScores({ changes, off, of }: Masked) {
  return html`<table class="masked" data-testid="masked">
    <caption>
      ${off ? t("{0} of {1} numbers of the layer are off", off, of) : t("Nothing is off yet: switch channels off, or brush over the picture.")}
    </caption>
    <thead>
      <tr>
        <th scope="col">${t("class")}</th>
        <th scope="col">${t("before")}</th>
        <th scope="col">${t("after")}</th>
        <th scope="col">${t("logit")}</th>
      </tr>
    </thead>
    <tbody>
      ${changes.map(
        ({
          before,
          after,
        }) => html`<tr .style=${`--before: ${share(before)}; --after: ${share(after)}`}>
          <th scope="row">${before.label}</th>
          <td>${percent(before.probability)}</td>
          <td class="after">${percent(after.probability)}</td>
          <td>${change(after.score - before.score)}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}

const share = ({ probability }: { probability: number }) => `${100 * probability}%`;

/** What a screen reader is told of a mask. */
export function maskedWords({ changes, off }: Masked): string {
  const [best] = changes;
  if (!off || !best) return "";
  const { before, after } = best;
  return `${before.label}: ${percent(before.probability)} → ${percent(after.probability)}`;
}

export function toggled(off: ReadonlySet<number>, channel: number): Set<number> {
  const next = new Set(off);
  if (!next.delete(channel)) next.add(channel);
  return next;
}

/** With its sign. */
export const change = (v: number) => (v > 0 ? `+${figure(v)}` : figure(v));
