// What is like the picture, or like a region of it: a strip of pictures, and how often each label.
import { html, nothing } from "lit";
import { t } from "../l10n";
import type { Page } from "../page";
import type { AlikeNeighbour } from "../protocol";
import type { PredictedState } from "../state";
import { brief } from "../words";

export function alike(page: Page<PredictedState>) {
  const { alike: view } = page.state;
  if (!view) return nothing;
  const title = view.region ? t("Similar regions") : t("Similar pictures");
  return html`<section aria-labelledby="alike-heading" data-testid="alike">
    <h2 id="alike-heading">${title}</h2>
    ${view.message ? html`<p class="quiet" role="status">${view.message}</p>` : nothing}
    ${
      view.found
        ? html`<p class="quiet" data-testid="alike-labels">
              ${view.found.labels.map(({ label, count }) => `${count} ${label}`).join(", ")}
            </p>
            <ul class="strip alike">
              ${view.found.neighbours.map((neighbour) => card(page, neighbour))}
            </ul>`
        : nothing
    }
  </section>`;
}

function card(page: Page, { file, name, label, similarity, bytes }: AlikeNeighbour) {
  const explain = () => page.send({ kind: "explain", picture: file });
  return html`<li>
    <button class="card" title=${t("Explain {0}", name)} @click=${explain}>
      ${bytes ? html`<img src=${addressOf(bytes)} alt="" />` : nothing}
      <span class="title">${label}</span>
      <span class="fact">${brief(similarity)}</span>
    </button>
  </li>`;
}

const addresses = new Map<Uint8Array, string>();
/** More than two strips are not in sight. */
const most = 18;

function addressOf(bytes: Uint8Array): string {
  const known = addresses.get(bytes);
  if (known) return known;
  const blob = new Blob([bytes as Uint8Array<ArrayBuffer>], { type: "image/png" });
  const address = URL.createObjectURL(blob);
  addresses.set(bytes, address);
  const [oldest] = addresses.keys();
  if (addresses.size > most) {
    URL.revokeObjectURL(addresses.get(oldest)!);
    addresses.delete(oldest);
  }
  return address;
}
