// The one panel beside the code: it carries messages between the page and the session.
import { basename } from "node:path";
import { type Disposable, l10n, type Uri, ViewColumn, type WebviewPanel, window } from "vscode";
import { asToHost, type ToHost, type ToPage } from "../webview/protocol";
import { load } from "./page-frame";
import { Transcript, withPlainBytes } from "./transcript";

export const viewType = "glassbox.explanation";

/** What the panel does with a message of its page. */
export type PageHandlers = {
  [K in ToHost["kind"]]: (message: Extract<ToHost, { kind: K }>) => unknown;
};

export class Panel implements Disposable {
  private panel?: WebviewPanel;
  private ready = false;
  private readonly transcript = new Transcript();

  constructor(
    private readonly extension: Uri,
    private readonly handlers: Omit<PageHandlers, "ready">,
    private readonly closed: () => void,
  ) {}

  get open() {
    return this.panel !== undefined;
  }

  /** Shows the panel for a picture; the editor keeps the focus. */
  reveal(picture: string) {
    const title = l10n.t("{0} — Explain", basename(picture));
    if (this.panel) {
      this.panel.title = title;
      this.panel.reveal(undefined, true);
      return;
    }
    const column = { viewColumn: ViewColumn.Beside, preserveFocus: true };
    this.adopt(window.createWebviewPanel(viewType, title, column, {}));
  }

  /** Takes a panel over: a new one, or what a reload left. */
  adopt(panel: WebviewPanel) {
    this.panel?.dispose();
    this.panel = panel;
    this.ready = false;
    panel.webview.onDidReceiveMessage((message) => this.receive(message));
    panel.onDidDispose(() => this.panel === panel && this.close());
    load(panel, this.extension, "page");
  }

  /** A page that does not listen yet is told later. */
  post(message: ToPage) {
    const sent = withPlainBytes(message);
    this.transcript.record(sent);
    if (this.ready) void this.panel?.webview.postMessage(sent);
  }

  dispose() {
    this.panel?.dispose();
  }

  private close() {
    this.panel = undefined;
    this.ready = false;
    this.transcript.clear();
    this.closed();
  }

  private receive(raw: unknown) {
    const message = asToHost(raw);
    if (!message) return;
    if (message.kind === "ready") return this.retell();
    const handle = this.handlers[message.kind] as (m: ToHost) => unknown;
    handle(message);
  }

  private retell() {
    this.ready = true;
    for (const message of this.transcript.messages()) void this.panel?.webview.postMessage(message);
  }
}
