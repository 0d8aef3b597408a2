import type { ToPage } from "../webview/protocol";
import { cellKey, glimpseKey } from "../webview/protocol/cells";

type Slots = { [K in ToPage["kind"]]?: (m: Extract<ToPage, { kind: K }>) => string };

/** Messages that take the place of one another; what has no slot is not repeated. */
const slots: Slots = {
  subject: () => "subject",
  pixels: ({ picture }) => `pixels ${picture}`,
  model: () => "model",
  predicted: () => "predicted",
  working: () => "outcome",
  explained: () => "outcome",
  refused: () => "outcome",
  "no-model": () => "outcome",
  stored: () => "outcome",
  checked: () => "checked",
  costs: () => "costs",
  filmstrip: ({ glimpse }) => `filmstrip ${glimpseKey(glimpse)}`,
  trust: () => "trust",
  input: () => "input",
  verify: () => "verify",
  compare: () => "compare",
  cell: ({ cell }) => `cell ${cellKey(cell)}`,
  compared: () => "compared",
  inside: () => "inside",
  answer: ({ part }) => `inside ${part}`,
  timeline: () => "timeline",
  versus: () => "versus",
  difference: () => "versus difference",
  flips: () => "versus flips",
};
/** What a message puts an end to, by the beginnings of the slots. */
const ends: { [K in ToPage["kind"]]?: string[] } = {
  subject: [""],
  working: ["trust", "comp", "cell", "versus"],
  compare: ["compared", "versus", "inside"],
  versus: ["comp", "cell", "versus", "inside"],
  inside: ["comp", "cell", "versus"],
  back: ["comp", "cell", "versus", "inside"],
};
/** What others build on keeps its place: cells follow their grid, answers their spot. */
const steady = new Set<ToPage["kind"]>(["compare", "inside"]);

/** What a page that starts anew must be told: hidden pages are thrown away and made again. */
export class Transcript {
  private readonly last = new Map<string, ToPage>();

  record(message: ToPage) {
    for (const start of ends[message.kind] ?? [])
      for (const slot of this.last.keys()) if (slot.startsWith(start)) this.last.delete(slot);
    const slot = (slots[message.kind] as ((m: ToPage) => string) | undefined)?.(message);
    if (!slot) return;
    // Deleting first keeps the messages in the order of their last telling.
    if (!steady.has(message.kind)) this.last.delete(slot);
    this.last.set(slot, message);
  }

  messages = (): ToPage[] => [...this.last.values()];
  clear = () => this.last.clear();
}

/** VS Code would send a Buffer, which the engine's bytes come as, as JSON. */
export const withPlainBytes = (message: ToPage) =>
  Object.fromEntries(
    Object.entries(message).map(([k, v]) => [k, Buffer.isBuffer(v) ? new Uint8Array(v) : v]),
  ) as ToPage;
