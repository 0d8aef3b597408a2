import type { ToPage } from "../webview/protocol";

/** Messages that take the place of one another; what has no slot is not repeated. */
const slots: { [K in ToPage["kind"]]?: string } = {
  subject: "subject",
  pixels: "pixels",
  model: "model",
  predicted: "predicted",
  working: "outcome",
  explained: "outcome",
  refused: "outcome",
  "no-model": "outcome",
  checked: "checked",
};

/** What a page that starts anew must be told: hidden pages are thrown away and made again. */
export class Transcript {
  private readonly last = new Map<string, ToPage>();

  record(message: ToPage) {
    const slot = slots[message.kind];
    if (!slot) return;
    if (message.kind === "subject") this.last.clear();
    // Deleting first keeps the messages in the order of their last telling.
    this.last.delete(slot);
    this.last.set(slot, message);
  }

  messages = (): ToPage[] => [...this.last.values()];
  clear = () => this.last.clear();
}
