// The panel with the map of pictures.
import { type Uri, ViewColumn, type WebviewPanel, window } from "vscode";
import { asMapToHost, type MapToHost, type ToMapPage } from "../webview/map/protocol";
import { load } from "./page-frame";

export class MapPanel {
  private panel?: WebviewPanel;

  /** @param closed is told when the person has closed it. */
  constructor(
    private readonly extension: Uri,
    private readonly received: (message: MapToHost) => unknown,
    private readonly closed: () => void,
  ) {}

  /** Shows it with an empty page, which says "ready" once it listens. */
  open(title: string) {
    this.panel?.dispose();
    // Its points and pictures are costly to send: the page is kept while it is hidden.
    const options = { retainContextWhenHidden: true };
    const panel = window.createWebviewPanel("glassbox.map", title, ViewColumn.Active, options);
    this.panel = panel;
    panel.webview.onDidReceiveMessage((raw) => {
      const message = asMapToHost(raw);
      if (message) this.received(message);
    });
    panel.onDidDispose(() => {
      if (this.panel !== panel) return;
      this.panel = undefined;
      this.closed();
    });
    load(panel, this.extension, "map");
  }

  post = (message: ToMapPage) => void this.panel?.webview.postMessage(message);
  dispose = () => this.panel?.dispose();
}
