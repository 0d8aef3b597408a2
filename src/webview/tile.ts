import { html, LitElement } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import type { Tile } from "../draw/grid";

/** A small picture of numbers, each a square: the style sheet sets its size. */
@customElement("glassbox-tile")
export class TileCanvas extends LitElement {
  @property({ attribute: false }) tile?: Tile;
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

  protected override updated() {
    if (!this.tile) return;
    const { width, height, rgba } = this.tile;
    Object.assign(this.canvas, { width, height });
    const pixels = new ImageData(new Uint8ClampedArray(rgba), width, height);
    this.canvas.getContext("2d")!.putImageData(pixels, 0, 0);
  }
}
