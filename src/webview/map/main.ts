// The page of the map of pictures: messages in, one drawing and one list out.
import { html, nothing, render } from "lit";
import { percent } from "../words";
import { drawing } from "./draw";
import { Plot } from "./plot";
import { asToMapPage, type MapToHost } from "./protocol";
import { Places } from "./select";
import { empty, type MapState, told } from "./state";
import { Thumbnails } from "./thumbnails";
import { type Actions, controls, side } from "./view";

declare function acquireVsCodeApi(): { postMessage(message: MapToHost): void };

const host = acquireVsCodeApi();
const send = (message: MapToHost) => host.postMessage(message);
const root = document.getElementById("app")!;
render(
  html`<div id="controls"></div>
    <div id="stage">
      <div id="plot" data-testid="plot"></div>
      <div id="thumbnails" aria-hidden="true"></div>
      <svg id="surface" data-testid="surface" aria-hidden="true"></svg>
      <div id="hover"></div>
    </div>
    <aside id="side"></aside>`,
  root,
);
const part = <E extends Element = HTMLDivElement>(id: string) => root.querySelector<E>(`#${id}`)!;

let state: MapState = empty;
let places: Places | undefined;
let due = false;
const surface = part<SVGSVGElement>("surface");
const thumbnails = new Thumbnails(part("thumbnails"), (pictures) =>
  send({ kind: "thumbnails", pictures }),
);
const plot = new Plot(part("plot"), {
  hover,
  click: (picture) => send({ kind: "explain", picture }),
  moved: () => thumbnails.place(plot, places),
});
const actions: Actions = { send, set, reset: () => plot.reset(state) };

drawing(
  surface,
  () => state.tool,
  (line) => {
    if (!places) return;
    const selection = places.inside(line.map(([x, y]) => plot.toMap(x, y)));
    set({ selection: selection.length ? selection : undefined });
  },
);

function draw() {
  due = false;
  render(controls(state, actions), part("controls"));
  render(side(state, actions), part("side"));
  surface.toggleAttribute("hidden", state.tool === "move");
  plot.draw(state);
  thumbnails.place(plot, places);
}
/** Many changes in a frame are drawn once. */
function redraw() {
  if (due) return;
  due = true;
  requestAnimationFrame(draw);
}
function become(next: MapState) {
  const still = next.positions && !next.progress;
  if (next.positions !== state.positions || !still !== !places)
    places = still ? new Places(next.positions!) : undefined;
  state = next;
  redraw();
}
function set(changed: Partial<MapState>) {
  become({ ...state, ...changed });
}

let hovered: number | undefined;
function hover(picture: number | undefined, x: number, y: number) {
  hovered = picture;
  const card = part("hover");
  card.toggleAttribute("hidden", picture === undefined);
  card.style.transform = `translate(${x + 14}px, ${y + 14}px)`;
  hoverCard();
}
function hoverCard() {
  const found = hovered === undefined ? undefined : state.pictures[hovered];
  if (hovered === undefined || !found) return;
  const url = thumbnails.url(hovered);
  render(
    html`${url ? html`<img src=${url} alt="" />` : nothing}
      <div>${found.name}</div>
      <div>${found.label} → ${found.prediction} ${percent(found.probability)}</div>`,
    part("hover"),
  );
}

window.addEventListener("message", ({ data }) => {
  const message = asToMapPage(data);
  if (!message) return;
  if (message.kind === "thumbnail") {
    thumbnails.add(message.picture, message.bytes);
    hoverCard();
    return redraw();
  }
  if (message.kind === "pictures") thumbnails.clear();
  become(told(state, message));
});
window.addEventListener("error", ({ message }) => send({ kind: "broken", message }));
window.addEventListener("unhandledrejection", ({ reason }) =>
  send({ kind: "broken", message: String(reason) }),
);

redraw();
send({ kind: "ready" });
