// The patches that excite a channel most, each a click away from its picture.
import { html } from "lit";
import type { Patch, Patches } from "../../../engine/api";
import { t } from "../../l10n";
import { figure } from "../../words";

/** Of the upright picture a patch is cut from. */
export interface Source {
  url: string;
  width: number;
  height: number;
}

/** @param sources by file; a patch whose picture has not come yet is an empty frame */
export function patchStrip(
  { channels, files, unreadable }: Patches,
  channel: number,
  sources: Readonly<Record<string, Source | undefined>>,
  open: (file: string) => void,
) {
  return html`<section aria-label=${t("Patches that excite channel {0} most", channel)}>
    <div class="tiles">
      ${channels[channel].map((patch) => {
        const file = files[patch.file];
        const words = t("{0}: activation {1}", file, figure(patch.activation));
        return html`<button
          class="patch"
          title=${words}
          aria-label=${words}
          style=${crop(patch.area, sources[file])}
          @click=${() => open(file)}
        ></button>`;
      })}
    </div>
    ${unreadable.map(({ why }) => html`<p class="doubt">${why}</p>`)}
  </section>`;
}

/** The part of a picture as a background that fills whatever box it is given. */
export function crop(area: Patch["area"], source: Source | undefined): string {
  if (!source) return "";
  const place = (start: number, length: number, size: number) =>
    size === length ? 0 : (100 * start) / (size - length);
  const x = place(area.x, area.width, source.width);
  const y = place(area.y, area.height, source.height);
  const across = (100 * source.width) / area.width;
  const down = (100 * source.height) / area.height;
  return `background: url("${encodeURI(source.url)}") ${x}% ${y}% / ${across}% ${down}% no-repeat`;
}
