// Boxes, outlines of masks and points over the picture; the list beside it is the way for the keyboard.
import { html, nothing, svg } from "lit";
import type { Placement, Thing } from "../../engine/api";
import type { Ground } from "../map-canvas";
import type { Page } from "../page";
import type { DrawnState } from "../state";
import { chosenThing, colourOf, maskAt, thingsOf } from "../things";

export function marks({ state }: Page<DrawnState>, ground: Ground | undefined) {
  const things = thingsOf(state);
  if (!ground || !things.some((t) => t.box || t.points || t.mask)) return nothing;
  const chosen = state.kind === "predicted" ? chosenThing(state) : undefined;
  return html`<svg
    class="marks"
    data-testid="marks"
    viewBox="0 0 ${ground.width} ${ground.height}"
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    ${things.map((thing, i) => mark(thing, i, thing === chosen, ground))}
  </svg>`;
}

function mark({ box, points, mask }: Thing, i: number, chosen: boolean, ground: Ground) {
  const radius = Math.max(ground.width, ground.height) / 150;
  return svg`<g class=${chosen ? "mark chosen" : "mark"} style="--mark: ${colourOf(i)}">
    ${mask && svg`<path d=${outline(mask, ground.placement)}></path>`}
    ${box && svg`<rect x=${box.x} y=${box.y} width=${box.width} height=${box.height}></rect>`}
    ${points?.map((p) => svg`<circle cx=${p.x} cy=${p.y} r=${radius}></circle>`)}
  </g>`;
}

/** Cells of an outline along a side at most: more would not be seen. */
const finest = 160;
const known = new WeakMap<Float32Array, string>();

/** A path along the edges between cells that belong to the mask and cells that do not. */
function outline(mask: NonNullable<Thing["mask"]>, seen: Placement): string {
  const found = known.get(mask.values);
  if (found !== undefined) return found;
  const columns = Math.min(finest, mask.width);
  const rows = Math.min(finest, mask.height);
  const [w, h] = [seen.width / columns, seen.height / rows];
  const inside = (x: number, y: number) =>
    x >= 0 &&
    y >= 0 &&
    x < columns &&
    y < rows &&
    maskAt(mask, (x + 0.5) / columns, (y + 0.5) / rows) > 0;
  const steps: string[] = [];
  for (let y = 0; y <= rows; y++)
    for (let x = 0; x <= columns; x++) {
      const from = `M${seen.x + x * w} ${seen.y + y * h}`;
      if (inside(x, y) !== inside(x, y - 1)) steps.push(`${from}h${w}`);
      if (inside(x, y) !== inside(x - 1, y)) steps.push(`${from}v${h}`);
    }
  const path = steps.join("");
  known.set(mask.values, path);
  return path;
}
