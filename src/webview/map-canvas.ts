import { html, LitElement, type PropertyValues } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { type Look, overlay } from "../draw/overlay";
import type { HeatMap, Placement } from "../engine/api";

const differs = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b);

/** The picture's size and the part of it that the network saw. */
export interface Ground {
  width: number;
  height: number;
  placement: Placement;
}

/** Paints a map over the whole of a picture, at a resolution that the screen can use. */
@customElement("glassbox-map")
export class MapCanvas extends LitElement {
  @property({ attribute: false }) map?: HeatMap;
  @property({ attribute: false, hasChanged: differs }) ground?: Ground;
  @property({ attribute: false, hasChanged: differs }) look?: Look;
  /** Pixels of the longer side. */
  @property({ type: Number }) side = 800;
  @property() label = "";
  @query("canvas") private canvas!: HTMLCanvasElement;

  /** The page's style sheet reaches it. */
  protected override createRenderRoot() {
    return this;
  }

  protected override render() {
    return this.label
      ? html`<canvas role="img" aria-label=${this.label}></canvas>`
      : html`<canvas aria-hidden="true"></canvas>`;
  }

  protected override updated(changed: PropertyValues<this>) {
    const { map, ground, look } = this;
    if (!map || !ground || !look) return;
    if (changed.size === 1 && changed.has("label")) return;
    draw(this.canvas, map, ground, look, this.side / Math.max(ground.width, ground.height));
  }
}

/** Draws at `zoom` canvas pixels for each of the picture's. */
export function draw(
  canvas: HTMLCanvasElement | OffscreenCanvas,
  map: HeatMap,
  { width, height, placement: p }: Ground,
  look: Look,
  zoom: number,
) {
  const size = {
    width: Math.max(1, Math.round(width * zoom)),
    height: Math.max(1, Math.round(height * zoom)),
  };
  const seen = { x: p.x * zoom, y: p.y * zoom, width: p.width * zoom, height: p.height * zoom };
  Object.assign(canvas, size);
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  const pixels = overlay(map, seen, size, look);
  context.putImageData(new ImageData(pixels, size.width, size.height), 0, 0);
}
