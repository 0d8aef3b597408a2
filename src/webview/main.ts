// The page: messages and keys in, one view out.
import "@vscode-elements/elements/dist/vscode-button/index.js";
import "@vscode-elements/elements/dist/vscode-checkbox/index.js";
import "@vscode-elements/elements/dist/vscode-option/index.js";
import "@vscode-elements/elements/dist/vscode-single-select/index.js";
import "@vscode-elements/elements/dist/vscode-textfield/index.js";
import "./search";
import "./tile";
import { render } from "lit";
import type { Placement } from "../engine/api";
import { asDisplay, type Display } from "./display";
import { Glimpses } from "./glimpses";
import { keyMessage } from "./keys";
import { type Cursor, type Linked, type Page, unlinked } from "./page";
import { composed, decoded } from "./picture";
import { asToPage, type TimelineEntry, type ToHost, type ToPage } from "./protocol";
import type { Mask } from "./protocol/inside";
import { reduce } from "./reduce";
import type { Event, State } from "./state";
import { app } from "./views/app";

declare function acquireVsCodeApi(): {
  postMessage(message: ToHost): void;
  getState(): unknown;
  setState(state: unknown): void;
};

const host = acquireVsCodeApi();
const root = document.getElementById("app")!;
const send = (message: ToHost) => host.postMessage(message);

let state: State = { kind: "waiting" };
let display = asDisplay((host.getState() as { display?: unknown } | undefined)?.display);
let cursor: Cursor | undefined;
let linked: Linked = unlinked;
let due = false;

function draw() {
  due = false;
  const ways = { send, set, point, link, mark, switchOff, past, save };
  const page: Page = { state, display, cursor, linked, ...ways };
  render(app(page), root);
  glimpses.update(root, state);
}
/** Many changes in a frame are drawn once. */
function redraw() {
  if (due) return;
  due = true;
  requestAnimationFrame(draw);
}
const glimpses = new Glimpses(redraw, (wanted) => send({ kind: "glimpse", wanted }));

function dispatch(event: Event) {
  const before = state.kind;
  if (event.kind === "versus") linked = unlinked;
  state = reduce(state, event);
  if (state.kind !== before) linked = unlinked;
  remember();
  redraw();
}
function set(part: Partial<Display>) {
  display = { ...display, ...part };
  remember();
  redraw();
}
function point(at: Cursor | undefined) {
  cursor = at;
  redraw();
}
function link(part: Partial<Linked>) {
  linked = { ...linked, ...part };
  redraw();
}
function mark(region: Placement | undefined, asked: boolean) {
  dispatch({ kind: "region", region, asked });
  if (region && asked) send({ kind: "cover", region });
}
function switchOff(mask: Mask) {
  dispatch({ kind: "masking", mask });
  send({ kind: "mask", mask });
}
function past(entry: TimelineEntry) {
  dispatch({ kind: "past", entry });
}
/** A reload starts from here. */
function remember() {
  if (state.kind === "waiting") return;
  const stored = state.kind === "stored" ? state.stored.file : undefined;
  const spot = state.kind === "inside" ? state.spot : undefined;
  host.setState({ ...state.choice, stored, display, spot });
}
async function save() {
  if ((state.kind !== "predicted" && state.kind !== "stored") || state.map.kind !== "shown") return;
  const bytes = await composed(state, state.map.shown, display);
  if (bytes) send({ kind: "save", bytes });
}

const pixelsOf = (s: State) => (s.kind === "waiting" ? undefined : s.pixels);

/** What has to be done before, or in place of, the next state. */
const asides: { [K in ToPage["kind"]]?: (m: Extract<ToPage, { kind: K }>) => Promise<void> } = {
  save,
  input: async ({ image, range }) => {
    const pixels = await decoded(image, "image/png");
    const before = state.kind === "predicted" ? state.input : undefined;
    if (!pixels) return;
    dispatch({ kind: "saw", pixels, range });
    if (before) URL.revokeObjectURL(before.pixels.url);
  },
  pixels: async ({ picture, bytes, type }) => {
    const pixels = await decoded(bytes, type);
    const before = pixelsOf(state);
    if (!pixels) return;
    dispatch({ kind: "decoded", picture, pixels });
    if (before && before !== pixelsOf(state)) URL.revokeObjectURL(before.url);
  },
};

window.addEventListener("message", ({ data }) => {
  const message = asToPage(data);
  if (!message) return;
  const aside = asides[message.kind] as ((m: ToPage) => Promise<void>) | undefined;
  if (aside) void aside(message);
  else dispatch(message);
});
window.addEventListener("error", ({ message }) => send({ kind: "broken", message }));
window.addEventListener("unhandledrejection", ({ reason }) =>
  send({ kind: "broken", message: String(reason) }),
);
window.addEventListener("keydown", (e) => {
  const typing = e.composedPath()[0] instanceof HTMLInputElement;
  if (typing || e.ctrlKey || e.metaKey || e.altKey) return;
  if (e.key.toLowerCase() === "n") return set({ network: !display.network });
  const message = keyMessage(state, e.key);
  if (message) send(message);
});

redraw();
send({ kind: "ready" });
