/** What the page is made of, as addresses that the webview may load. */
export interface PageParts {
  script: string;
  style: string;
  icons: string;
  /** `webview.cspSource`. */
  source: string;
  nonce: string;
  language: string;
  /** The page's words in that language, by their English text. */
  strings: Record<string, unknown>;
}

/** The page's frame: nothing remote, no inline script, pictures only as blobs. */
export function pageHtml(parts: PageParts): string {
  const { script, style, icons, source, nonce, language, strings } = parts;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${source}`,
    `font-src ${source}`,
    "img-src blob:",
  ].join("; ");
  return `<!doctype html>
<html lang="${language}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="${icons}">
  <link rel="stylesheet" href="${style}">
  <title>Glassbox</title>
</head>
<body>
  <div id="app" data-strings="${attribute(JSON.stringify(strings))}"></div>
  <script type="module" nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}

const attribute = (text: string) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
