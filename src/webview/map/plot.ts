// The points: deck.gl draws and picks them; thumbnails lie over it as elements of the page.
import { Deck, OrthographicView, type OrthographicViewState } from "@deck.gl/core";
import { ScatterplotLayer } from "@deck.gl/layers";
import { grouped } from "./colour";
import type { Point } from "./select";
import { highlighted, type MapState } from "./state";

export interface PlotEvents {
  hover(picture: number | undefined, x: number, y: number): void;
  click(picture: number): void;
  moved(): void;
}

const pale = 40;
const border = 1.15;
/** Times closer than all points, for a single picture. */
const closest = 20;

export class Plot {
  private readonly deck: Deck<OrthographicView>;
  private view: OrthographicViewState = { target: [0, 0, 0], zoom: 0 };
  /** Until the person moves the view it follows the points. */
  private following = true;
  private positions?: Float32Array;
  /** The pictures that it shows; all if undefined. */
  private focus?: ReadonlySet<number>;

  constructor(
    private readonly parent: HTMLDivElement,
    private readonly events: PlotEvents,
  ) {
    this.deck = new Deck({
      parent,
      views: new OrthographicView({ flipY: false }),
      viewState: this.view,
      controller: true,
      layers: [],
      onViewStateChange: ({ viewState, interactionState }) => {
        if (interactionState.isDragging || interactionState.isZooming) this.following = false;
        this.look(viewState as OrthographicViewState);
      },
      onHover: ({ index, x, y }) => events.hover(index < 0 ? undefined : index, x, y),
      onClick: ({ index }) => {
        if (index >= 0) events.click(index);
      },
    });
    new ResizeObserver(() => this.fit()).observe(parent);
  }

  draw(state: MapState) {
    const { positions, pictures, explained } = state;
    if (!positions || positions.length !== 2 * pictures.length) return;
    const moved = this.positions !== positions;
    this.positions = positions;
    const { groups, of } = grouped(pictures, state.colouring);
    const wanted = highlighted(state);
    const colours = new Uint8Array(4 * pictures.length);
    of.forEach((group, i) => {
      colours.set([...groups[group].colour, wanted && !wanted.has(i) ? pale : 255], 4 * i);
    });
    const marked = explained ? [explained.picture, ...explained.neighbours] : [];
    this.deck.setProps({
      layers: [
        new ScatterplotLayer({
          id: "points",
          data: {
            length: pictures.length,
            attributes: {
              getPosition: { value: positions, size: 2 },
              getFillColor: { value: colours, size: 4 },
            },
          },
          radiusUnits: "pixels",
          getRadius: pictures.length > 5000 ? 2 : 4,
          pickable: state.tool === "move",
        }),
        new ScatterplotLayer<number>({
          id: "marks",
          data: marked,
          getPosition: (i) => [positions[2 * i], positions[2 * i + 1]],
          stroked: true,
          filled: false,
          radiusUnits: "pixels",
          lineWidthUnits: "pixels",
          getLineColor: [220, 40, 40],
          getRadius: (i) => (i === explained?.picture ? 11 : 7),
          getLineWidth: (i) => (i === explained?.picture ? 3 : 1.5),
          updateTriggers: { getPosition: positions, getRadius: marked, getLineWidth: marked },
        }),
      ],
    });
    if (moved) this.fit();
  }

  /** What is selected or searched for comes into view, or else all points. */
  reset(state: MapState) {
    this.following = true;
    this.focus = highlighted(state);
    this.fit();
  }

  /** Where a place on the screen is on the map. */
  toMap(x: number, y: number): Point {
    const { target, scale } = this.frame();
    return [
      target[0] + (x - this.parent.clientWidth / 2) / scale,
      target[1] - (y - this.parent.clientHeight / 2) / scale,
    ];
  }

  /** Where a picture is on the screen, and its size there were it as wide as one unit. */
  toScreen(picture: number) {
    const { target, scale } = this.frame();
    const { clientWidth, clientHeight } = this.parent;
    const [x, y] = [this.positions![2 * picture], this.positions![2 * picture + 1]];
    return {
      x: clientWidth / 2 + (x - target[0]) * scale,
      y: clientHeight / 2 - (y - target[1]) * scale,
    };
  }

  /** The corners of what is in view. */
  corners(): [Point, Point] {
    return [this.toMap(0, 0), this.toMap(this.parent.clientWidth, this.parent.clientHeight)];
  }

  private frame() {
    return { target: this.view.target as number[], scale: 2 ** (this.view.zoom as number) };
  }

  private fit() {
    const { positions, parent } = this;
    if (!this.following || !positions?.length || !parent.clientWidth) return;
    const all = extent(positions);
    const ends = (this.focus?.size ? extent(positions, this.focus) : all).map(
      ({ middle, span }, axis) => ({ middle, span: Math.max(span, all[axis].span / closest) }),
    );
    const across = parent.clientWidth / ends[0].span;
    const down = parent.clientHeight / ends[1].span;
    const zoom = Math.log2(Math.min(across, down) / border);
    this.look({ target: [ends[0].middle, ends[1].middle, 0], zoom });
  }

  private look(view: OrthographicViewState) {
    this.view = view;
    this.deck.setProps({ viewState: view });
    this.events.moved();
  }
}

/** The middle and span along each axis of all points, or of some. */
function extent(positions: Float32Array, some?: ReadonlySet<number>) {
  return [0, 1].map((axis) => {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = axis; i < positions.length; i += 2) {
      if (some && !some.has(i >> 1)) continue;
      low = Math.min(low, positions[i]);
      high = Math.max(high, positions[i]);
    }
    return { middle: (low + high) / 2, span: high - low || 1e-6 };
  });
}
