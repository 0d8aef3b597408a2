// How a page of ours is put into a webview: from dist/, with a nonce, in the editor's language.
import { randomBytes } from "node:crypto";
import { env, l10n, Uri, type WebviewPanel } from "vscode";
import { pageHtml } from "./html";

/** Loads dist/`page`.js and dist/`page`_style.css into a panel. */
export function load(panel: WebviewPanel, extension: Uri, page: string) {
  const { webview } = panel;
  panel.iconPath = Uri.joinPath(extension, "media", "icon.png");
  webview.options = {
    enableScripts: true,
    localResourceRoots: [Uri.joinPath(extension, "dist")],
  };
  const at = (...path: string[]) =>
    webview.asWebviewUri(Uri.joinPath(extension, "dist", ...path)).toString();
  webview.html = pageHtml({
    script: at(`${page}.js`),
    style: at(`${page}_style.css`),
    icons: at("codicons", "codicon.css"),
    source: webview.cspSource,
    nonce: randomBytes(16).toString("base64"),
    language: env.language,
    strings: l10n.bundle ?? {},
  });
}
