// The patches that excite a channel most, each a click away from its picture.
import { html } from "lit";
import { opaque } from "../../../draw/grid";
import type { Placement } from "../../../engine/api";
import { t } from "../../l10n";
import type { Exciting } from "../../protocol/inside";
import { figure } from "../../words";
import { rove } from "../parts";
import { fileName } from "../stage";

export function patchStrip(
  { channel, patches, pictures, unreadable }: Exciting,
  open: (file: string) => void,
) {
  const label = t("Patches that excite channel {0} most", channel);
  return html`<div class="tiles large" role="toolbar" aria-label=${label} data-testid="patches" @keydown=${rove}>
      ${patches.map(({ file, activation, pixels }, i) => {
        const words = t("{0}: activation {1}", file, figure(activation));
        return html`<button
          class="tile"
          data-item
          data-testid="patch"
          tabindex=${i === 0 ? 0 : -1}
          title=${`${words}\n${t("Explain this picture")}`}
          aria-label=${words}
          @click=${() => open(file)}
        >
          <glassbox-tile class="photo" .tile=${opaque(pixels)}></glassbox-tile>
          <span class="beneath">${fileName(file)}</span>
          <span class="quiet">${figure(activation)}</span>
        </button>`;
      })}
    </div>
    <p class="about">${t("Of {0} pictures in the workspace, the strongest place of each.", pictures)}</p>
    ${unreadable.map((why) => html`<p class="doubt">${why}</p>`)}`;
}

/** Of the upright picture a patch is cut from. */
export interface Source {
  url: string;
  width: number;
  height: number;
}

/** The part of a picture as a background that fills whatever box it is given. */
export function crop(area: Placement, source: Source | undefined): string {
  if (!source) return "";
  const place = (start: number, length: number, size: number) =>
    size === length ? 0 : (100 * start) / (size - length);
  const x = place(area.x, area.width, source.width);
  const y = place(area.y, area.height, source.height);
  const across = (100 * source.width) / area.width;
  const down = (100 * source.height) / area.height;
  return `background: url("${encodeURI(source.url)}") ${x}% ${y}% / ${across}% ${down}% no-repeat`;
}
