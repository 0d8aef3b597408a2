// The picture with its map: the largest thing on the page.
import { html, nothing } from "lit";
import { sample } from "../../draw/resample";
import type { HeatMap } from "../../engine/api";
import { lookOf } from "../display";
import { t } from "../l10n";
import type { Ground } from "../map-canvas";
import type { Cursor, Page } from "../page";
import type { Shown } from "../protocol";
import { type DrawnState, labelsOf, type State, visibleMap } from "../state";
import { pointedAt } from "../things";
import { urlOf } from "../url";
import { figure, ninthColumns, ninths, peakOf, targetWords, toNetwork } from "../words";
import { marks } from "./marks";
import { dragged, drawByKey, region } from "./region";

/** Before anything is known of the map: the picture alone. */
export function bareStage({ state }: Page) {
  const pixels = state.kind === "waiting" ? undefined : state.pixels;
  // What cannot be read will not come: its place is for the words that say so.
  if (!pixels && state.kind === "refused") return nothing;
  return html`<section class="stage" aria-label=${t("Picture")}>
    ${frames(pixels, frame(picture(state)))}
  </section>`;
}

export function stage(page: Page<DrawnState>) {
  const { state, display } = page;
  const { map, shown, stale } = visibleMap(state.map);
  const ground = groundOf(state);
  const split = display.mode === "split";
  const layer = (alone: boolean) =>
    map && ground ? mapLayer(page, map, ground, alone, shown) : nothing;
  const over = split ? nothing : layer(display.mode === "map");
  const mark = cross(page, ground);
  const small = ground && Math.max(ground.width, ground.height) < 128;
  return html`<section
    class="stage ${stale ? "stale" : ""} ${small ? "small-picture" : ""}"
    data-mode=${split || state.predicted.reading?.picture ? "split" : display.mode}
    data-testid="stage"
    role="group"
    aria-label=${t(
      "Picture and heat map; the arrow keys move the read-out, with Shift they draw a rectangle, Enter covers it",
    )}
    tabindex="0"
    @keydown=${(e: KeyboardEvent) => ground && (drawByKey(page, ground, e) || steer(page, ground, e))}
    @blur=${() => page.point(undefined)}
  >
    ${frames(ground, [
      frame([picture(state), over, marks(page, ground), mark, region(page, ground)], page, ground),
      generated(page, ground, mark),
      split ? frame([layer(true), mark], page, ground) : nothing,
    ])}
    ${readOut(page, map, ground)} ${map ? table(map) : nothing}
  </section>`;
}

/** Where a tensor was explained there is no picture: the map stands for itself. */
export function groundOf({ predicted, map }: DrawnState): Ground | undefined {
  if (predicted.picture) return predicted.picture;
  const alone = map.kind === "shown" ? map.shown.map : undefined;
  const whole = alone && { x: 0, y: 0, width: alone.width, height: alone.height };
  return whole && { ...whole, placement: whole };
}

interface Size {
  width: number;
  height: number;
}

/** As high as one picture, however many stand in it: nothing below moves. */
function frames(size: Size | undefined, inside: unknown) {
  const { width, height } = size ?? { width: 4, height: 3 };
  return html`<div class="frames" .style=${`--aspect: ${width / height}`}>
    <div class="height"></div>
    <div class="row">${inside}</div>
  </div>`;
}

function frame(inside: unknown, page?: Page, size?: Size) {
  const at = (e: PointerEvent): Cursor | undefined => {
    const box = (e.currentTarget as HTMLElement).getBoundingClientRect();
    return (
      size && {
        x: ((e.clientX - box.left) / box.width) * size.width,
        y: ((e.clientY - box.top) / box.height) * size.height,
      }
    );
  };
  return html`<div
    class="frame"
    @click=${(e: PointerEvent) => page && clicked(page, at(e))}
    @pointerdown=${(e: PointerEvent) => page && size && dragged(page, size, at, e)}
    @pointermove=${(e: PointerEvent) => page?.point(at(e))}
    @pointerleave=${() => page?.point(undefined)}
  >
    ${inside}
  </div>`;
}

/** A click that ends no drawing explains what lies below it. */
function clicked(page: Page, at: Cursor | undefined) {
  const { state } = page;
  if (!at || state.kind !== "predicted" || state.region) return;
  const target = pointedAt(state, at);
  if (target) page.send({ kind: "choose", choice: { target } });
}

/** The picture that the network made, where the input lies in the other; a click explains a pixel. */
function generated(page: Page<DrawnState>, ground: Ground | undefined, mark: unknown) {
  const { picture: bytes } = page.state.predicted.reading ?? {};
  if (!bytes || !ground) return nothing;
  const { placement: p, width, height } = ground;
  const share = (v: number, of: number) => `${(100 * v) / of}%`;
  const place =
    `left: ${share(p.x, width)}; top: ${share(p.y, height)}; ` +
    `width: ${share(p.width, width)}; height: ${share(p.height, height)}`;
  return frame(
    [
      html`<img
        class="generated"
        data-testid="generated"
        src=${urlOf(bytes)}
        alt=${t("What the network made of the picture")}
        draggable="false"
        .style=${place}
      />`,
      mark,
    ],
    page,
    ground,
  );
}

function picture(state: State) {
  if (state.kind === "waiting" || !state.pixels) return nothing;
  const name = fileName(state.choice.picture);
  return html`<img class="picture" src=${state.pixels.url} alt=${name} draggable="false" />`;
}
export const fileName = (path: string) => path.split(/[\\/]/).at(-1)!;

function mapLayer(
  { state, display }: Page<DrawnState>,
  map: HeatMap,
  ground: Ground,
  alone: boolean,
  shown: Shown | undefined,
) {
  const contrast = state.choice.target.kind === "contrast";
  return html`<glassbox-map
    class="map"
    data-testid="map"
    .map=${map}
    .ground=${ground}
    .look=${lookOf(display, map, contrast, alone)}
    .label=${shown ? mapWords(state, shown) : t("A heat map that is still being made")}
  ></glassbox-map>`;
}

/** The text alternative of a map. */
export function mapWords(state: DrawnState, shown: Shown): string {
  const { methods, choice } = state;
  const { words, value } = peakOf(shown.map);
  const method = methods.find((m) => m.id === shown.method)?.title ?? shown.method;
  const target = targetWords(shown.target, labelsOf(state));
  const picture = fileName(choice.picture);
  const strength = `${figure(value)} ${shown.map.unit}`;
  return t(
    "{0} for {1} in {2}: strongest at the {3} ({4}).",
    method,
    target,
    picture,
    words,
    strength,
  );
}

function cross({ cursor }: Page, ground: Ground | undefined) {
  if (!cursor || !ground) return nothing;
  const left = (100 * cursor.x) / ground.width;
  const top = (100 * cursor.y) / ground.height;
  return html`<div class="cross" .style=${`left: ${left}%; top: ${top}%`}></div>`;
}

function readOut(
  { state, display, cursor }: Page<DrawnState>,
  map: HeatMap | undefined,
  ground: Ground | undefined,
) {
  if (!cursor || !map || !ground) return html`<output class="readout" hidden></output>`;
  const { placement } = ground;
  const u = (cursor.x - placement.x) / placement.width;
  const v = (cursor.y - placement.y) / placement.height;
  const inside = u >= 0 && u <= 1 && v >= 0 && v <= 1;
  const input = display.network ? state.model?.preprocessing : undefined;
  const { x, y } = input ? toNetwork(cursor, placement, input) : cursor;
  const place = `${input ? t("input") : ""} x ${Math.floor(x)} y ${Math.floor(y)}`.trim();
  const value = inside ? `${figure(sample(map, u, v))} ${map.unit}` : t("not seen by the network");
  return html`<output class="readout" data-testid="readout">${place} · ${value}</output>`;
}

function steer(page: Page, { width, height }: Ground, e: KeyboardEvent) {
  const step = 0.02 * Math.max(width, height);
  const moves: Record<string, [number, number]> = {
    ArrowLeft: [-step, 0],
    ArrowRight: [step, 0],
    ArrowUp: [0, -step],
    ArrowDown: [0, step],
  };
  const move = moves[e.key];
  if (!move || e.target !== e.currentTarget) return;
  e.preventDefault();
  const { x, y } = page.cursor ?? { x: width / 2, y: height / 2 };
  const within = (v: number, end: number) => Math.min(Math.max(v, 0), end - 1e-6);
  page.point({ x: within(x + move[0], width), y: within(y + move[1], height) });
}

/** The map for those who cannot see it. A table is as wide as its words, whatever it is told. */
const table = (map: HeatMap) => html`<div class="unseen"><table>
  <caption>${t("Mean of the heat map by part of the picture, in {0}", map.unit)}</caption>
  <tr>
    <td></td>
    ${ninthColumns.map((c) => html`<th scope="col">${c}</th>`)}
  </tr>
  ${ninths(map).map(
    ({ row, means }) => html`<tr>
      <th scope="row">${row}</th>
      ${means.map((m) => html`<td>${figure(m)}</td>`)}
    </tr>`,
  )}
</table></div>`;
